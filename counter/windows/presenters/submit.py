"""Step 6: accepted, face-signing ended, first review given: each a key, in this order."""

from counter.i18n import _
from counter.windows.presenters.facts import Hands, Worked
from counter.windows.presenters.papers import print_paper
from counter.windows.presenters.sight import Sight, Work
from counter.windows.presenters.words import day, money, saved_money
from counter.windows.screen import SubmitPage, Verb
from counter.workflows.case_reading import CaseView
from counter.workflows.loan_entries import METHODS
from counter.workflows.refusals import Refused

_BEFORE = ("taken_in", "accepted", "signed")
_NEXT = {
    "taken_in": "受理并打印凭证",
    "accepted": "结束面签",
    "signed": "提交复核",
}


class SubmitStep:
    """Hands the case to 复核."""

    title = _("面签提交")

    def is_done(self, sight: Sight) -> bool:
        """Whether the case left this desk."""
        case = sight.facts.case
        return case is not None and case.state not in (*_BEFORE, "returned")

    def fact(self, sight: Sight) -> str:
        """The case's state."""
        case = sight.facts.case
        return _("未开始") if case is None else case.state_word

    def page(self, sight: Sight) -> SubmitPage:
        """The case in short, the opinion, the deadline."""
        case = sight.facts.case
        return SubmitPage(
            pairs=() if case is None else _pairs(sight, case),
            opinion=sight.box("opinion", _("初审意见")),
            deadline="" if case is None else _deadline(case),
        )

    def bar(self, sight: Sight) -> tuple[str, str, tuple[Verb, ...]]:
        """The one next act."""
        case = sight.facts.case
        state = "" if case is None else case.state
        done = self.is_done(sight)
        label = _(_NEXT.get(state, "完成本步"))
        verbs = (
            Verb(
                "print",
                _("打印受理凭证"),
                "F9",
                enabled=case is not None and case.paper is not None,
                why=_("受理后才有凭证"),
            ),
            Verb("step_done", label, "Ctrl ↵", enabled=case is not None, style="next"),
        )
        return ("" if done else _open_words(state)), _("受理起法定时限，面签结束起承诺时限"), verbs

    def work(self, verb: str, sight: Sight) -> Work | None:
        """Go one act further, or print again."""
        return {"step_done": go_on, "print": print_again}.get(verb)


def go_on(hands: Hands, sight: Sight) -> Worked:
    """Accept, end signing or submit, whichever comes next."""
    case = _case(sight)
    match case.state:
        case "taken_in":
            hands.desk.loan.accept(case.id)
            return print_again(hands, sight)
        case "accepted":
            hands.desk.loan.end_signing(case.id)
            return Worked(sight.facts)
        case "signed":
            hands.desk.loan.submit(case.id, sight.entry.value("opinion"))
            return Worked(sight.facts, step=7)
        case _:
            return Worked(sight.facts, step=7)


def print_again(hands: Hands, sight: Sight) -> Worked:
    """Print the acceptance slip; from the second copy on it says 补打."""
    paper = hands.desk.loan.case(_case(sight).id).paper
    if paper is None:
        raise Refused("slip.none", _("还没有受理，没有凭证可打。请先受理。"))
    return Worked(sight.facts, message=print_paper(hands.desk, paper, _("受理凭证")))


def _case(sight: Sight) -> CaseView:
    if sight.facts.case is None:
        raise Refused("loan.no_case", _("还没有建件。请先完成一次性告知。"))
    return sight.facts.case


def _pairs(sight: Sight, case: CaseView) -> tuple[tuple[str, str], ...]:
    people = "、".join(f"{one.role_word} {one.name}" for one in case.parties)
    signed = sum(1 for one in case.texts if one.is_signed)
    method = METHODS.get(case.money.method, "")
    return (
        (_("件号"), case.number),
        (_("事项"), sight.facts.business_name(case.business)),
        (_("当事人"), people),
        (_("房屋坐落"), case.home.home_address or "—"),
        (_("申请"), f"{saved_money(case.money.amount)} 元・{case.money.months} 个月・{method}"),
        (_("可贷额度"), money(case.judgement.limit) if case.judgement else "—"),
        (_("签署"), _("{signed} / {all} 份").format(signed=signed, all=len(case.texts))),
        (_("受理日"), day(case.accepted_on)),
        (_("面签结束日"), day(case.signed_on)),
        (_("状态"), case.state_word),
    )


def _deadline(case: CaseView) -> str:
    if case.deadline is None:
        return _("时限：受理后起算")
    estimate = _("（暂估）") if case.deadline.provisional else ""
    return _("{word}时限 {day}{estimate}").format(
        word=case.deadline.word, day=day(case.deadline.day), estimate=estimate
    )


def _open_words(state: str) -> str:
    words = {
        "taken_in": "还没有受理",
        "accepted": "面签还没有结束",
        "signed": "请写初审意见，然后提交",
    }
    return _(words.get(state, ""))
