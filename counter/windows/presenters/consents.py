"""Step 5: each person signs alone, one text at a time, with the own card on the reader."""

import uuid
from dataclasses import replace

from counter.i18n import _
from counter.windows.presenters import signing, thumbs
from counter.windows.presenters.facts import Hands, Worked
from counter.windows.presenters.sight import Entry, Sight, Work, with_field
from counter.windows.presenters.signing import (
    OFFSET,
    by_person,
    is_added,
    key_of,
    on_the_table,
    outstanding,
    texts_of,
)
from counter.windows.screen import ConsentsPage, Message, OfferedText, Verb
from counter.workflows.consent_texts import TextToDecide
from counter.workflows.consents import Ink
from counter.workflows.refusals import Refused

SIGNING = 5
"""The number of this step."""
SURE = "consent.withdraw_sure"


class ConsentsStep:
    """Puts one text after the other before the person whose card was read."""

    title = _("配偶签署")

    def is_done(self, sight: Sight) -> bool:
        """Whether every text that must be signed is signed."""
        return bool(texts_of(sight)) and not outstanding(sight)

    def fact(self, sight: Sight) -> str:
        """How many are signed."""
        texts = texts_of(sight)
        if not texts:
            return _("未开始")
        signed = sum(1 for one in texts if one.is_signed)
        return _("{signed} / {all} 份已签").format(signed=signed, all=len(texts))

    def page(self, sight: Sight) -> ConsentsPage:
        """Both people's texts, and the one on the table."""
        table = on_the_table(sight)
        return ConsentsPage(
            title=_("配偶签署・逐人逐份"),
            hint=_("读卡器上是谁的证件，就只能签谁的。换人：放上另一张证件，按 F7"),
            signers=tuple(
                signing.signer(sight, texts, table) for texts in by_person(texts_of(sight))
            ),
            offered=_offered(sight),
            on_table="" if table is None else f"{key_of(table)}{table.text.digest}",
        )

    def bar(self, sight: Sight) -> tuple[str, str, tuple[Verb, ...]]:
        """Record a refusal or a withdrawal, read a card, go on; signing itself is in the card."""
        done, table = self.is_done(sight), on_the_table(sight)
        is_waiting = table is None or table.decision is not None
        verbs = (
            _say_no(table),
            Verb(
                "print",
                _("打印给本人看"),
                "F9",
                enabled=table is not None,
                why=_("请本人放上身份证，选一份"),
            ),
            Verb(
                "read_card",
                _("读签署人身份证"),
                "F7",
                style="next" if is_waiting and not done else "",
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
        return _still_open(sight), _("不同意某一份：按 Ctrl D，会说明哪些业务不能继续"), verbs

    def work(self, verb: str, sight: Sight) -> Work | None:
        """What the keys of this step do."""
        return {
            "read_card": read_signer,
            "witness": witness,
            "print": thumbs.print_page,
            "cannot_sign": thumbs.nothing_to_press,
            "refuse": say_no,
            "why": why,
            "step_done": go_on,
        }.get(verb)


def read_signer(hands: Hands, sight: Sight) -> Worked:
    """Read the card of whoever signs next."""
    case = sight.facts.case
    if case is None:
        raise Refused("loan.no_case", _("还没有建件。请先完成贷款受理。"))
    party = hands.desk.consents.read_card(case.id, is_cancelled=hands.is_cancelled)
    return Worked(replace(sight.facts, present=party.citizen_id))


def why(hands: Hands, sight: Sight) -> Worked:
    """Which words a signature stands under, and what became of them: version and whole digest."""
    table = on_the_table(sight)
    if table is None:
        raise Refused(
            "consent.none_chosen", _("先请签署人放上身份证按 F7，再用 ↑↓ 选一份，按 Ctrl+I。")
        )
    return Worked(sight.facts, message=signing.account_of(table))


def is_watching(sight: Sight) -> bool:
    """Whether a card on the reader is what the page says of somebody."""
    return sight.entry.step == SIGNING and sight.facts.present is not None


def look_at_card(hands: Hands, sight: Sight) -> Worked:
    """See whether the card still lies there; a list does not stay open for somebody who left."""
    if not is_watching(sight):
        return Worked(sight.facts)
    try:
        hands.desk.consents.look()
    except Refused as refusal:
        return Worked(sight.facts, message=Message(refusal.sentence, state="warn"))
    return Worked(sight.facts)


def witness(hands: Hands, sight: Sight) -> Worked:
    """Keep the signature that was just given under the text on the table."""
    table, ink = _before_signer(sight), sight.entry.ink
    assert sight.facts.case is not None
    strokes, (width, height) = ink or ([], (0, 0))
    points = tuple(
        tuple((int(x), int(y), int(force), int(ms)) for x, y, force, ms in stroke)
        for stroke in strokes
    )
    hands.desk.consents.sign(
        sight.facts.case.id, table.party.citizen_id, table.text.item, Ink(width, height, points)
    )
    return Worked(sight.facts)


def say_no(hands: Hands, sight: Sight) -> Worked:
    """Keep that the person does not agree to the text on the table, or takes the signature back."""
    table = _before_signer(sight)
    assert sight.facts.case is not None
    case_id, signer, item = sight.facts.case.id, table.party.citizen_id, table.text.item
    name = _("{role}《{title}》").format(role=table.party.role_word, title=table.text.title)
    if not table.is_signed:
        hands.desk.consents.refuse(case_id, signer, item)
        title = _("已记录不同意：{name}。").format(name=name)
    elif sight.entry.warned != SURE:
        raise Refused(
            SURE,
            _("撤回后这一份不能再签，{name}。{without}确实撤回的，再按一次 Ctrl D。").format(
                name=name, without=table.form.without
            ),
        )
    else:
        hands.desk.consents.withdraw(case_id, signer, item)
        title = _("已记录撤回：{name}。").format(name=name)
    return Worked(sight.facts, message=Message(title, table.form.without, "warn"))


def go_on(hands: Hands, sight: Sight) -> Worked:
    """Go to submitting; nobody is present any more."""
    if not ConsentsStep().is_done(sight):
        raise Refused("loan.unsigned", _still_open(sight) + _("。请本人签完后再继续。"))
    hands.desk.consents.leave()
    return Worked(replace(sight.facts, present=None), step=6)


def key_at(sight: Sight, person: int, row: int) -> tuple[uuid.UUID, str] | None:
    """The text in a row of one person's list; of somebody who is not here, none."""
    groups = by_person(texts_of(sight))
    if not (0 <= person < len(groups) and 0 <= row < len(groups[person])):
        return None
    one = groups[person][row]
    return key_of(one) if one.party.citizen_id == sight.facts.present else None


def with_offer(sight: Sight) -> Entry:
    """The agreement offered apart, added to the lists or taken off them again."""
    offered = _offered(sight)
    if offered is None or not offered.enabled:
        return sight.entry
    added = "" if offered.is_added else "1"
    return replace(with_field(sight.entry, OFFSET, added), text=None, ink=None, warned="")


def _before_signer(sight: Sight) -> TextToDecide:
    table = on_the_table(sight)
    if table is None:
        raise Refused("consent.no_card", _("请签署人本人把身份证放在读卡器上，按 F7 读卡后再签。"))
    return table


def _say_no(table: TextToDecide | None) -> Verb:
    if table is not None and table.is_signed:
        return Verb("refuse", _("撤回这份"), "Ctrl D")
    is_open = table is not None and table.decision is None
    return Verb("refuse", _("不同意"), "Ctrl D", enabled=is_open, why=_("请本人放上身份证后再记录"))


def _offered(sight: Sight) -> OfferedText | None:
    case = sight.facts.case
    offers = [one for one in case.texts if one.form.on_request] if case else []
    if not offers:
        return None
    decided, added = any(one.decision for one in offers), is_added(sight)
    people = _("双方都签才生效") if len(offers) > 1 else _("借款人签署后生效")
    return OfferedText(
        title=_("{title}（可选）").format(title=offers[0].text.title),
        line=_("{people}・次月生效・先借款人账户、再配偶账户、后还款卡").format(people=people),
        label=_("不加了") if added else _("加入签署"),
        key="Ctrl B",
        is_added=added,
        enabled=not decided,
        why=_("已有人表态，不能拿掉") if decided else "",
    )


def _still_open(sight: Sight) -> str:
    missing = outstanding(sight)
    if not missing:
        return ""
    here = [one for one in missing if one.party.citizen_id == sight.facts.present]
    role = (here or list(missing))[0].party.role_word
    named = [one.text.title for one in missing if one.party.role_word == role]
    words = _("{role} {own} 份：{words}").format(role=role, own=len(named), words="、".join(named))
    if len(named) == len(missing):
        return _("还差{words}").format(words=words)
    return _("还差 {count} 份・{words}").format(count=len(missing), words=words)
