"""Step 6: accepted, face-signing ended, first review given: each a key, in this order."""

import datetime as dt

from counter.i18n import _
from counter.windows.presenters.deadlines import lines
from counter.windows.presenters.facts import Hands, Worked
from counter.windows.presenters.papers import print_paper
from counter.windows.presenters.sight import Sight, Work
from counter.windows.presenters.signing import outstanding
from counter.windows.presenters.words import minute, money, saved_money, short_day
from counter.windows.screen import ClockLine, Deadline, Field, StatusRow, SubmitPage, Verb
from counter.workflows.case_reading import CaseView
from counter.workflows.loan_entries import METHODS
from counter.workflows.loan_judgement import JudgementView
from counter.workflows.machine import state_word
from counter.workflows.papers import PaperView
from counter.workflows.refusals import Refused

_BEFORE = ("taken_in", "accepted", "signed")
_OPEN = {
    "taken_in": "可以受理了",
    "accepted": "可以结束面签了",
    "signed": "请写初审意见，然后提交",
    "returned": "退回的件改好后，再次结束面签",
}
_HINTS = {
    "taken_in": "受理后法定时限起算，自动打印受理凭证",
    "accepted": "面签结束后承诺时限起算，文本不能再签",
    "signed": "提交后由复核岗另一人复核，本窗口只能看",
}
_NEXT = {
    "taken_in": "受理并打印凭证",
    "accepted": "结束面签",
    "signed": "提交复核",
    "returned": "结束面签",
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
        """How far the case is, what stands in the way, by when it is decided."""
        case = sight.facts.case
        return SubmitPage(
            title=self.title
            if case is None
            else _("面签提交・{number}").format(number=case.number),
            line="" if case is None else _line(sight, case),
            stages=() if case is None else _stages(sight, case),
            clocks=_clocks(sight),
            papers=() if case is None else _papers(sight, case),
            blockers=() if case is None else blockers(sight, case),
            opinion=None if self.is_done(sight) else _opinion(sight),
        )

    def bar(self, sight: Sight) -> tuple[str, str, tuple[Verb, ...]]:
        """The one next act."""
        case = sight.facts.case
        if case is None:
            return "", "", (Verb("step_done", _("完成本步"), "Ctrl ↵", enabled=False),)
        label = _(_NEXT.get(case.state, "去评价办结"))
        blocked = blockers(sight, case)
        again = case.paper is not None and case.paper.copies > 0
        verbs = (
            Verb(
                "print",
                _("补打受理凭证") if again else _("打印受理凭证"),
                "F9",
                enabled=case.paper is not None,
                why=_("受理后才有凭证"),
            ),
            Verb(
                "step_done",
                label,
                "Ctrl ↵",
                enabled=not blocked,
                why=_("先办完“现在不能提交”里列的"),
                style="next",
            ),
        )
        still = blocked[0].title if blocked else ""
        return still or _(_OPEN.get(case.state, "")), _(_HINTS.get(case.state, "")), verbs

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
        case "accepted" | "returned":
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


def _opinion(sight: Sight) -> Field:
    return sight.box("opinion", _("初审意见（由受理人填写，提交后不能改）"))


def blockers(sight: Sight, case: CaseView) -> tuple[StatusRow, ...]:
    """What keeps the next act from being done, each with the key of the step to go to."""
    if case.state not in (*_BEFORE, "returned"):
        return ()
    found: list[StatusRow] = []
    if case.state == "taken_in":
        failed = [] if case.judgement is None else _failed(case.judgement)
        if case.judgement is None:
            found.append(_blocker(_("还没有判断能不能贷"), _("录入房屋和金额后按 Ctrl R"), 4))
        elif failed:
            title = _("规则不通过 {count} 项").format(count=len(failed))
            found.append(_blocker(title, "、".join(failed), 4))
    if missing := outstanding(sight):
        title = _("还有 {count} 份没有签").format(count=len(missing))
        names = [
            _("{role}《{title}》").format(role=m.party.role_word, title=m.text.title)
            for m in missing
        ]
        found.append(_blocker(title, "、".join(names), 5))
    return tuple(found)


def _blocker(title: str, detail: str, step: int) -> StatusRow:
    word = _("去第 {step} 步").format(step=step)
    return StatusRow(title, detail, word, "bad", "bad", f"Ctrl {step}")


def _failed(judgement: JudgementView) -> list[str]:
    return [rule.name for rule in judgement.rules if rule.outcome == "不通过"]


def _line(sight: Sight, case: CaseView) -> str:
    parts = [sight.facts.business_name(case.business)]
    if case.money.amount:
        method = METHODS.get(case.money.method, "")
        parts.append(f"{saved_money(case.money.amount)} 元・{case.money.months} 个月・{method}")
    if case.judgement is not None:
        parts.append(_("可贷额度 {limit}").format(limit=money(case.judgement.limit)))
    return "・".join(parts)


def _stages(sight: Sight, case: CaseView) -> tuple[StatusRow, ...]:
    """The four stages; the next one is marked, what is done carries its day or time."""
    today = sight.today
    assert today is not None, "facts of a case were read on a day"
    at = "" if case.submitted_at is None else minute(case.submitted_at)
    number = case.paper.number if case.paper else _("受理后有号")
    is_submitted = case.state not in (*_BEFORE, "returned")
    told = (
        (_("受理"), _("法定时限从这天起算・凭证 {n}").format(n=number), case.accepted_on, ""),
        (_("面签结束"), _("承诺时限从这天起算・要签的都签完"), case.signed_on, ""),
        (_("初审"), _("受理人的意见，和提交一次保存"), None, at),
        (_("提交复核"), _("交给复核岗，另一人复核"), None, at),
    )
    done = (
        case.accepted_on is not None,
        case.signed_on is not None and case.state != "returned",
        is_submitted,
        is_submitted,
    )
    next_one = done.index(False) if False in done else -1
    return tuple(_stage(entry, done[nth], nth == next_one, today) for nth, entry in enumerate(told))


def _stage(
    entry: tuple[str, str, dt.date | None, str], is_done: bool, is_next: bool, today: dt.date
) -> StatusRow:
    title, detail, on, at = entry
    if is_done:
        when = at or ("" if on is None else short_day(on, today))
        return StatusRow(title, detail, _("已办 {when}").format(when=when), "done", "done")
    if is_next:
        return StatusRow(title, detail, _("下一步"), "act", "act")
    return StatusRow(title, detail, _("未到"))


def _clocks(sight: Sight) -> tuple[ClockLine, ...]:
    case, today = sight.facts.case, sight.today
    if case is None or today is None:
        return ()
    found = lines(case.clocks, today)
    waits = Deadline(_("未起算"), "dashed")
    return found or (
        ClockLine(waits, _("法定：受理后起算"), False),
        ClockLine(waits, _("承诺：面签结束后起算"), False),
    )


def _papers(sight: Sight, case: CaseView) -> tuple[StatusRow, ...]:
    told = sight.facts.notice
    found = [] if told is None else [_paper(_("一次性告知单"), told.paper, "")]
    if case.paper is None:
        found.append(StatusRow(_("受理凭证"), _("受理时自动打印"), _("未到")))
    else:
        found.append(_paper(_("受理凭证"), case.paper, "F9"))
    return tuple(found)


def _paper(name: str, paper: PaperView, key: str) -> StatusRow:
    copies = _("打印 {count} 次").format(count=paper.copies)
    state = {"printed": "done", "failed": "bad", "unknown": "warn"}.get(paper.state, "")
    mark = {"done": "done", "bad": "bad", "warn": "warn"}.get(state, "open")
    word = state_word("slip", paper.state)
    return StatusRow(name, f"{paper.number}・{copies}", word, state, mark, key)
