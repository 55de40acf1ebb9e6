"""Step 7: the visit ends and the citizen rates; the clerk sees only whether a rating came."""

from dataclasses import replace

from counter.i18n import _
from counter.windows.presenters.facts import Asked, Facts, Hands, Worked
from counter.windows.presenters.sight import Sight, Work
from counter.windows.screen import Message, RatingPage, StatusRow, Verb
from counter.workflows.machine import state_word
from counter.workflows.refusals import Refused

_WORDS = {
    "asked": ("请群众评价", "评价器上已显示评价页。可以直接呼叫下一位。"),
    "given": ("评价已收到", "请提醒群众带好证件和单据。"),
    "unrated": ("未评价", "群众没有评价，按未评价记录。"),
    "refused": ("没有记录", ""),
    "trouble": ("评价器有问题", ""),
}


class RatingStep:
    """Ends the visit."""

    title = _("评价办结")

    def is_done(self, sight: Sight) -> bool:
        """The visit is over with this step; it is never done before."""
        return False

    def fact(self, sight: Sight) -> str:
        """Nothing yet."""
        return _("未开始") if sight.entry.step < 7 else _("可以结束")

    def page(self, sight: Sight) -> RatingPage:
        """What comes with F12."""
        rows = _outcomes(sight)
        is_open = any(row.state == "bad" for row in rows)
        word = _("还不能结束服务") if is_open else _("可以结束服务")
        line = _("先按右边的键办完，再按 F12。") if is_open else ""
        return RatingPage(
            word,
            line or _("按 F12 结束服务并请群众评价。评价只在评价器上做，窗口看不到结果。"),
            rows,
        )

    def bar(self, sight: Sight) -> tuple[str, str, tuple[Verb, ...]]:
        """The one key."""
        return "", "", (Verb("finish", _("结束服务并请评价"), "F12", style="next"),)

    def work(self, verb: str, sight: Sight) -> Work | None:
        """Nothing of its own: F12 belongs to the call panel."""
        return finish if verb == "step_done" else None


def finish(hands: Hands, sight: Sight) -> Worked:
    """End the visit, then let the pad ask; a second press leaves a card that still lies there."""
    facts, desk = sight.facts, hands.desk
    if facts.visit is None:
        raise Refused("visit.none", _("没有正在办理的群众。请按 F2 呼叫下一位。"))
    label = facts.ticket.label if facts.ticket else facts.visit.paper_shown or _("手工接号")
    item = "" if facts.matter is None else facts.business_name(facts.matter.business)
    desk.consents.leave()
    desk.visits.close(facts.visit.id, card_may_stay=sight.entry.warned == "visit.card_left")
    asked = Asked(facts.visit.id, label)
    try:
        desk.ratings.ask(facts.visit.id, desk.ratings.invitation(label, item))
    except Refused as refusal:
        asked = replace(asked, kind="trouble", sentence=refusal.sentence)
    facts = replace(facts, asked=asked, served=facts.served + 1, seen=None, present=None)
    return Worked(facts, forgets=True)


def asked_no_more(hands: Hands, facts: Facts) -> Facts:
    """The next person is served: the pad stops asking the one before."""
    if facts.asked is not None and facts.asked.kind == "asked":
        hands.desk.ratings.cancel(facts.asked.visit_id)
    return replace(facts, asked=None)


def hear(hands: Hands, sight: Sight) -> Worked:
    """Take what the pad said."""
    facts, message = sight.facts, None
    for heard in hands.desk.ratings.hear():
        if heard.kind == "trouble":
            message = Message(heard.sentence, state="warn")
        if facts.asked is not None and heard.visit_id == facts.asked.visit_id:
            asked = replace(facts.asked, kind=heard.kind, sentence=heard.sentence)
            facts = replace(facts, asked=asked)
    return Worked(facts, message=message)


def _outcomes(sight: Sight) -> tuple[StatusRow, ...]:
    """What this visit came to; a matter without a result names the step that ends it."""
    facts, rows = sight.facts, []
    for one in facts.standing.matters:
        name = facts.business_name(one.matter.business)
        told = _("告知单 {number}").format(number=one.notice.number) if one.notice else ""
        is_shown = facts.case is not None and one.case_id == facts.case.id
        if one.matter.state == "open":
            step = "Ctrl 6" if one.case_id else "Ctrl 3"
            rows.append(StatusRow(name, told, _("还没有结果"), "bad", "bad", step))
        elif is_shown and facts.case is not None:
            detail = _("件 {number}").format(number=facts.case.number)
            rows.append(StatusRow(name, detail, facts.case.state_word, "done", "done"))
        else:
            rows.append(
                StatusRow(name, told, state_word("matter", one.matter.state), "done", "done")
            )
    return tuple(rows)


def asking_page(facts: Facts) -> RatingPage:
    """After the visit: whether the rating came."""
    asked = facts.asked
    assert asked is not None
    word, line = _WORDS[asked.kind]
    return RatingPage(
        _("{label} 已结束服务・{word}").format(label=asked.label, word=_(word)),
        asked.sentence or _(line),
    )
