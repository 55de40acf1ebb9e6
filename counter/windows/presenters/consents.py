"""Step 5: each person signs alone, one text at a time, with the own card on the reader."""

import uuid
from dataclasses import replace
from itertools import groupby

from counter.i18n import _
from counter.windows.presenters.facts import Hands, Worked
from counter.windows.presenters.sight import Sight, Work
from counter.windows.screen import ConsentsPage, Row, Signer, Verb
from counter.workflows.consent_texts import TextToDecide
from counter.workflows.consents import Ink
from counter.workflows.refusals import Refused

_WORDS = {"signed": ("已签", "done"), "refused": ("不同意", "bad"), "withdrawn": ("已撤回", "warn")}


class ConsentsStep:
    """Puts one text after the other before the person whose card was read."""

    title = _("配偶签署")

    def is_done(self, sight: Sight) -> bool:
        """Whether every required text is signed."""
        texts = _texts(sight)
        return bool(texts) and all(one.is_signed for one in texts if one.required)

    def fact(self, sight: Sight) -> str:
        """How many are signed."""
        texts = _texts(sight)
        if not texts:
            return _("未开始")
        signed = sum(1 for one in texts if one.is_signed)
        return _("{signed} / {all} 份已签").format(signed=signed, all=len(texts))

    def page(self, sight: Sight) -> ConsentsPage:
        """Both people's texts, and the one on the table."""
        table = on_the_table(sight)
        return ConsentsPage(
            signers=tuple(_signer(sight, texts, table) for texts in _by_person(_texts(sight))),
            text_title="" if table is None else table.text.title,
            text_body="" if table is None else table.text.body,
            text_version=_version(table),
            can_sign=table is not None and not table.is_signed,
            has_ink=sight.entry.ink is not None,
        )

    def bar(self, sight: Sight) -> tuple[str, str, tuple[Verb, ...]]:
        """Read a card, witness the signature, record a refusal, go on."""
        done, ready = self.is_done(sight), sight.entry.ink is not None
        table = on_the_table(sight)
        is_open = table is not None and table.decision is None
        is_waiting = sight.facts.present is None or table is None
        verbs = (
            Verb("refuse", _("不同意"), "Ctrl D", enabled=is_open),
            Verb("read_card", _("读签署人身份证"), "F7", style="next" if is_waiting else ""),
            Verb(
                "witness",
                _("确认这份签名"),
                "Ctrl 空格",
                enabled=ready and table is not None,
                style="next" if ready and not is_waiting else "",
            ),
            Verb(
                "step_done",
                _("完成本步"),
                "Ctrl ↵",
                enabled=done,
                why=_("还有没有签的"),
                style="next" if done and is_waiting else "",
            ),
        )
        return _still_open(sight), _("不同意某一份：按 Ctrl D 记录"), verbs

    def work(self, verb: str, sight: Sight) -> Work | None:
        """What the keys of this step do."""
        return {
            "read_card": read_signer,
            "witness": witness,
            "refuse": refuse,
            "step_done": go_on,
        }.get(verb)


def on_the_table(sight: Sight) -> TextToDecide | None:
    """The text before the person who is present: the one chosen, else the first not decided."""
    present = sight.facts.present
    mine = [one for one in _texts(sight) if one.party.citizen_id == present]
    chosen = next((one for one in mine if _key(one) == sight.entry.text), None)
    return chosen or next((one for one in mine if one.decision is None), None)


def read_signer(hands: Hands, sight: Sight) -> Worked:
    """Read the card of whoever signs next."""
    case = sight.facts.case
    if case is None:
        raise Refused("loan.no_case", _("还没有建件。请先完成贷款受理。"))
    party = hands.desk.consents.read_card(case.id, is_cancelled=hands.is_cancelled)
    return Worked(replace(sight.facts, present=party.citizen_id))


def witness(hands: Hands, sight: Sight) -> Worked:
    """Keep the signature that was just given under the text on the table."""
    table, ink = on_the_table(sight), sight.entry.ink
    if table is None or sight.facts.case is None:
        raise Refused("consent.no_card", _("请签署人本人把身份证放在读卡器上，按 F7 读卡后再签。"))
    strokes, (width, height) = ink or ([], (0, 0))
    points = tuple(
        tuple((int(x), int(y), int(force), int(ms)) for x, y, force, ms in stroke)
        for stroke in strokes
    )
    hands.desk.consents.sign(
        sight.facts.case.id, table.party.citizen_id, table.text.item, Ink(width, height, points)
    )
    return Worked(sight.facts)


def refuse(hands: Hands, sight: Sight) -> Worked:
    """Keep that the person does not agree to the text on the table."""
    table = on_the_table(sight)
    if table is None or sight.facts.case is None:
        raise Refused(
            "consent.no_card", _("请签署人本人把身份证放在读卡器上，按 F7 读卡后再记录。")
        )
    hands.desk.consents.refuse(sight.facts.case.id, table.party.citizen_id, table.text.item)
    return Worked(sight.facts)


def go_on(hands: Hands, sight: Sight) -> Worked:
    """Go to submitting; nobody is present any more."""
    if not ConsentsStep().is_done(sight):
        raise Refused("loan.unsigned", _still_open(sight) + _("。请本人签完后再继续。"))
    hands.desk.consents.leave()
    return Worked(replace(sight.facts, present=None), step=6)


def key_at(sight: Sight, person: int, row: int) -> tuple[uuid.UUID, str] | None:
    """The text in a row of one person's list."""
    groups = _by_person(_texts(sight))
    if not (0 <= person < len(groups) and 0 <= row < len(groups[person])):
        return None
    return _key(groups[person][row])


def _key(one: TextToDecide) -> tuple[uuid.UUID, str]:
    return one.party.citizen_id, one.text.item


def _texts(sight: Sight) -> tuple[TextToDecide, ...]:
    return () if sight.facts.case is None else sight.facts.case.texts


def _by_person(texts: tuple[TextToDecide, ...]) -> list[list[TextToDecide]]:
    return [list(group) for _key, group in groupby(texts, key=lambda one: one.party.citizen_id)]


def _signer(sight: Sight, texts: list[TextToDecide], table: TextToDecide | None) -> Signer:
    party = texts[0].party
    is_here = sight.facts.present == party.citizen_id
    signed = sum(1 for one in texts if one.is_signed)
    if is_here:
        line = _("证件在读卡器上，正在签署")
    elif signed == len(texts):
        line = _("{count} 份已签").format(count=signed)
    else:
        line = _("待读证：放上本人身份证，按 F7")
    return Signer(
        title=f"{party.role_word} {party.name}",
        line=line,
        rows=tuple(_row(one, one is table) for one in texts),
        current=next((nth for nth, one in enumerate(texts) if one is table), -1),
        active=is_here,
    )


def _row(one: TextToDecide, is_on_table: bool) -> Row:
    title = one.text.title if one.required else _("{title}（可选）").format(title=one.text.title)
    if one.decision is not None:
        word, state = _WORDS[one.decision.state]
        return Row((title,), _(word), state, tip=title)
    word, state = (_("请本人签"), "act") if is_on_table else (_("未签"), "")
    return Row((title,), word, state, tip=title)


def _version(table: TextToDecide | None) -> str:
    if table is None:
        return ""
    digest = table.text.digest
    return _("文本 {version} 版・摘要 {head}…{tail}").format(
        version=table.text.version, head=digest[:4], tail=digest[-2:]
    )


def _still_open(sight: Sight) -> str:
    missing = [one for one in _texts(sight) if one.required and not one.is_signed]
    if not missing:
        return ""
    words = "、".join(f"{one.party.role_word}《{one.text.title}》" for one in missing[:2])
    return _("还差 {count} 份：{words}").format(count=len(missing), words=words)
