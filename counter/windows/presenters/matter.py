"""Step 2: the business and the questions of its situation."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import replace

from counter.i18n import _
from counter.windows.presenters.facts import Facts, Hands, Worked
from counter.windows.presenters.sight import Sight, Work
from counter.windows.screen import Choice, MatterPage, Verb
from counter.workflows.clock import hall_day
from counter.workflows.matters import MatterView
from counter.workflows.refusals import Refused

BUSINESS = "business"
_NOBODY = uuid.UUID(int=0)


class MatterStep:
    """Chooses the business and answers its questions."""

    title = _("事项情形")

    def is_done(self, sight: Sight) -> bool:
        """Whether a matter stands with its answers."""
        matter = sight.facts.matter
        return matter is not None and bool(matter.answers)

    def fact(self, sight: Sight) -> str:
        """The business."""
        if not self.is_done(sight):
            return _("未开始") if sight.entry.step < 2 else _("请选事项")
        return sight.facts.business_name(business_of(sight))

    def page(self, sight: Sight) -> MatterPage:
        """The business and the questions that are asked in this situation."""
        choice = Choice(BUSINESS, _("办理事项"), sight.facts.businesses, business_of(sight))
        return MatterPage(choice, sight.facts.questions)

    def bar(self, sight: Sight) -> tuple[str, str, tuple[Verb, ...]]:
        """Go on."""
        chosen = bool(business_of(sight))
        verb = Verb(
            "step_done",
            _("完成本步"),
            "Ctrl ↵",
            enabled=chosen,
            why=_("请先选办理事项"),
            style="next",
        )
        unclear = sum(1 for one in sight.facts.questions if not one.chosen)
        is_open = _("还有 {count} 个情形没有选").format(count=unclear) if unclear else ""
        return is_open, _("已按多数人的情形预选，请逐项与群众核对"), (verb,)

    def work(self, verb: str, sight: Sight) -> Work | None:
        """Keep the answers and show the notice."""
        return keep_answers if verb == "step_done" else None


def business_of(sight: Sight) -> str:
    """The business chosen, of the open matter, or of the ticket."""
    facts = sight.facts
    known = {code for code, _name in facts.businesses}
    if facts.matter is not None:
        return facts.matter.business
    called = facts.ticket.business if facts.ticket else ""
    return sight.entry.value(BUSINESS, called if called in known else "")


def ask(hands: Hands, sight: Sight) -> Worked:
    """Find which questions are asked, given what was chosen so far."""
    return Worked(replace(sight.facts, questions=questions(hands, sight)))


def keep_answers(hands: Hands, sight: Sight) -> Worked:
    """Open the matter if needed, keep its answers, and look at what would be told."""
    facts, visits = sight.facts, hands.desk.visits
    if facts.visit is None or facts.citizen is None:
        raise Refused("visit.nobody", _("还不知道是谁来办。请先按 F7 读身份证。"))
    matter = facts.matter
    if matter is None or matter.state != "open":
        matter = visits.open_matter(facts.visit.id, business_of(sight))
    asked = questions(hands, sight)
    matter = visits.answer(matter, _answers(asked))
    facts = replace(facts, questions=asked, content=hands.desk.notices.preview(matter))
    return Worked(facts, step=3)


def questions(hands: Hands, sight: Sight) -> tuple[Choice, ...]:
    """The questions of this situation in their order, each with what was chosen or is usual."""
    business = business_of(sight)
    if not business:
        return ()
    desk, matter = hands.desk, _matter(sight.facts, business, hall_day(hands.now()))
    all_asked = desk.notices.questions(matter)
    usual = {
        one.id: next((option.id for option in one.options if option.usual), "") for one in all_asked
    }
    saved: Mapping[str, str] = matter.answers
    chosen = {
        name: sight.entry.value(f"answer_{name}", saved.get(name, usual[name])) for name in usual
    }
    answers: dict[str, str] = {}
    # A question is asked while the answers before it call for it.
    for one in all_asked:
        is_open = {
            each.id for each in desk.notices.open_questions(replace(matter, answers=answers))
        }
        if one.id in is_open and chosen[one.id]:
            answers[one.id] = chosen[one.id]
    left = {each.id for each in desk.notices.open_questions(replace(matter, answers=answers))}
    return tuple(
        Choice(
            f"answer_{one.id}",
            one.text,
            tuple((option.id, option.text) for option in one.options),
            answers.get(one.id, ""),
        )
        for one in all_asked
        if one.id in answers or one.id in left
    )


def _matter(facts: Facts, business: str, today: dt.date) -> MatterView:
    if facts.matter is not None:
        return facts.matter
    return MatterView(_NOBODY, _NOBODY, business, {}, "open", today)


def _answers(asked: tuple[Choice, ...]) -> dict[str, str]:
    return {one.name.removeprefix("answer_"): one.chosen for one in asked if one.chosen}
