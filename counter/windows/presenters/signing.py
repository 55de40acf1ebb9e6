"""What stands on the consent page of one person, and what is read and released beside it."""

import uuid
from itertools import groupby

from counter.i18n import _
from counter.windows.presenters.facts import Facts
from counter.windows.presenters.sight import Sight
from counter.windows.presenters.words import minute, person, second, space_number
from counter.windows.screen import Card, CardLine, Message, Signer, StatusRow
from counter.workflows.consent_texts import TextToDecide, needed_texts
from counter.workflows.consents import ConsentView

OFFSET = "monthly_offset"
"""The field that keeps whether the agreement offered apart was asked for."""

_WORDS = {
    "signed": ("已签", "done", "signed"),
    "refused": ("不同意", "bad", "bad"),
    "withdrawn": ("已撤回", "warn", "warn"),
}
_PRESSED = "已捺印"
"""In place of 已签 where a thumb was pressed on paper."""


def is_added(sight: Sight) -> bool:
    """Whether the agreement offered apart is among the texts: asked for, or decided before."""
    case = sight.facts.case
    decided = case is not None and any(one.form.on_request and one.decision for one in case.texts)
    return decided or sight.entry.value(OFFSET) == "1"


def texts_of(sight: Sight) -> tuple[TextToDecide, ...]:
    """The texts on the page: everybody's, the borrower's first."""
    if sight.facts.case is None:
        return ()
    added = is_added(sight)
    return tuple(one for one in sight.facts.case.texts if added or not one.form.on_request)


def outstanding(sight: Sight) -> tuple[TextToDecide, ...]:
    """The texts that must be signed and are not."""
    return tuple(one for one in needed_texts(texts_of(sight)) if not one.is_signed)


def by_person(texts: tuple[TextToDecide, ...]) -> list[list[TextToDecide]]:
    """One list a person."""
    return [list(group) for _key, group in groupby(texts, key=lambda one: one.party.citizen_id)]


def key_of(one: TextToDecide) -> tuple[uuid.UUID, str]:
    """Whose text it is and which."""
    return one.party.citizen_id, one.text.item


def is_as_it_was(chosen: tuple[uuid.UUID, str] | None, before: Facts, now: Facts) -> bool:
    """Whether nothing was decided on the text that was chosen; it stays on the table then."""

    def decision(facts: Facts) -> ConsentView | None:
        texts = facts.case.texts if facts.case else ()
        return next((one.decision for one in texts if key_of(one) == chosen), None)

    return decision(before) == decision(now)


def on_the_table(sight: Sight) -> TextToDecide | None:
    """The text before the person who is present: the one chosen, else the first not decided."""
    present = sight.facts.present
    mine = [one for one in texts_of(sight) if one.party.citizen_id == present]
    chosen = next((one for one in mine if key_of(one) == sight.entry.text), None)
    return chosen or next((one for one in mine if one.decision is None), None)


def signer(sight: Sight, texts: list[TextToDecide], table: TextToDecide | None) -> Signer:
    """One person's card."""
    party, is_here = texts[0].party, sight.facts.present == texts[0].party.citizen_id
    mine = table if is_here else None
    can_sign = mine is not None and not _is_over(mine)
    title, note, shown = _field(texts, mine)
    signed = sum(1 for one in texts if one.is_signed)
    line, line_state = _line(texts, is_here)
    return Signer(
        role=party.role_word,
        name=party.name,
        person=person(party.sex, party.birth_date, sight.today),
        number=space_number(party.doc_number),
        line=line,
        line_state=line_state,
        rows=tuple(_row(one, one is mine) for one in texts),
        current=next((nth for nth, one in enumerate(texts) if one is mine), -1),
        active=is_here,
        field_title=title,
        field_note=note,
        strokes=() if can_sign or shown is None else shown.strokes,
        can_sign=can_sign,
        has_ink=can_sign and sight.entry.ink is not None,
        foot=_("{count} 份已签，每份各有签名").format(count=signed) if signed else "",
    )


def account_of(one: TextToDecide) -> Message:
    """Everything a signature is bound to, as it would be told to an inspector."""
    decision = one.decision
    # What was decided stays bound to the words of then, whatever the text says today.
    version = one.text.version if decision is None else decision.text_version
    digest = one.text.digest if decision is None else decision.text_hash
    title = _("{name}：{title}（文本 {version} 版）").format(
        name=one.party.name, title=one.text.title, version=version
    )
    state = _("还没有签")
    if decision is not None:
        state = _("{word} {time}，本人身份证在读卡器上").format(
            word=_word(decision), time=second(decision.decided_at)
        )
        if decision.by_thumb and one.page is not None:
            state += _("，签署页 {number}，两人见证").format(number=one.page.paper.number)
    return Message(title, "・".join((state, _("摘要 {digest}").format(digest=digest))), "act")


def reading_cards(sight: Sight) -> tuple[Card, ...]:
    """The right column of this step: the text on the table, and what each signature releases."""
    table = on_the_table(sight)
    cards: list[Card] = []
    if table is not None:
        text = table.text
        sub = _("{name}・文本 {version} 版・摘要 {digest}").format(
            name=table.party.name, version=text.version, digest=_short(text.digest)
        )
        cards.append(Card(text.title, sub, body=text.body))
    lines = tuple(
        _released(one, nth)
        for texts in by_person(texts_of(sight))
        for nth, one in enumerate(texts, 1)
        if one.form.releases
    )
    if lines:
        cards.append(Card(_("签完后才能查"), detail=_("按授权逐项放行"), lines=lines))
    return tuple(cards)


def _is_over(one: TextToDecide) -> bool:
    """Nothing more can be written under a text that was signed, now or before it was withdrawn."""
    return one.decision is not None and one.decision.state in ("signed", "withdrawn")


def _word(decision: ConsentView) -> str:
    is_pressed = decision.by_thumb and decision.state == "signed"
    return _(_PRESSED) if is_pressed else _(_WORDS[decision.state][0])


def _line(texts: list[TextToDecide], is_here: bool) -> tuple[str, str]:
    if is_here:
        return _("证件在读卡器上，正在签署"), "act"
    if not any(not one.is_signed for one in needed_texts(texts)):
        return _("要签的都签了"), "done"
    return _("已锁定：请本人放上身份证，按 F7"), ""


def _row(one: TextToDecide, is_on_table: bool) -> StatusRow:
    text, form = one.text, one.form
    title = text.title if one.required else _("{title}（可选）").format(title=text.title)
    if one.decision is not None:
        _signed, state, mark = _WORDS[one.decision.state]
        word = _word(one.decision)
        at = minute(one.decision.decided_at)
        return StatusRow(title, form.brief, f"{word} {at}", state, mark)
    if is_on_table:
        return StatusRow(title, form.brief, _("请本人签"), "act", "act")
    return StatusRow(title, form.brief, _("未签"))


def _field(
    texts: list[TextToDecide], mine: TextToDecide | None
) -> tuple[str, str, ConsentView | None]:
    """Title and note of the signature field, and whose strokes it shows."""
    if mine is not None and not _is_over(mine):
        nth = texts.index(mine) + 1
        title = _("请本人签第 {nth} 份").format(nth=nth)
        return title, _("摘要 {digest}").format(digest=_short(mine.text.digest)), None
    shown = mine
    if shown is None:
        signed = [one for one in texts if one.decision is not None and one.is_signed]
        shown = max(signed, key=_decided_at, default=None)
    if shown is None or shown.decision is None:
        return _("签名"), "", None
    words = (
        _("捺印在签署页上（第 {nth} 份）")
        if shown.decision.by_thumb
        else _("签名样（第 {nth} 份）")
    )
    title = words.format(nth=texts.index(shown) + 1)
    note = _("{time}・摘要 {digest}").format(
        time=second(shown.decision.decided_at), digest=_short(shown.decision.text_hash)
    )
    return title, note, shown.decision


def _decided_at(one: TextToDecide) -> float:
    assert one.decision is not None
    return one.decision.decided_at.timestamp()


def _released(one: TextToDecide, nth: int) -> CardLine:
    words = f"{one.party.role_word}{one.form.releases}"
    if one.decision is None:
        return CardLine("locked", words, _("等第 {nth} 份").format(nth=nth))
    match one.decision.state:
        case "signed":
            at = minute(one.decision.decided_at)
            return CardLine("done", words, _("可以查 {time}").format(time=at))
        case "refused":
            return CardLine("bad", words, _("不同意"))
        case _:
            return CardLine("bad", words, _("已撤回"))


def _short(digest: str) -> str:
    return f"{digest[:4]}…{digest[-2:]}"
