"""Both clocks of a case (承诺 and 法定), how near they are, and which comes first."""

import datetime as dt
from dataclasses import dataclass

from counter.i18n import _
from counter.rules.calendar import Calendar, Counted
from counter.rules.deadlines import (
    CaseClock,
    TimeLimits,
    deadlines,
    statutory_deadline,
)
from counter.store.tables import Case
from counter.workflows.rulebook import Rulebook

DECIDED = ("approved", "refused", "void")
"""States in which no clock runs any more."""


@dataclass(frozen=True)
class ClockView:
    """One clock of a case; ``day`` is empty while it has not started."""

    word: str
    counted: str
    """What it counts, in words."""
    day: dt.date | None
    provisional: bool = False
    """暂估: counted through a year whose holidays are not announced yet."""
    left: int = 0
    """Working days left; below zero the deadline is past, and 0 is its day."""
    is_earlier: bool = False
    is_running: bool = True


def limits_of(book: Rulebook, day: dt.date) -> TimeLimits:
    """The lengths in force on a day."""
    return TimeLimits(
        workdays=book.policy.whole("sla.loan_workdays", day),
        statutory_days=book.policy.whole("sla.loan_statutory_days", day),
    )


def clocks_of(case: Case, book: Rulebook, today: dt.date) -> tuple[ClockView, ...]:
    """The promise and the law of a case, in this order; none before it was accepted."""
    if case.accepted_on is None:
        return ()
    limits, calendar = limits_of(book, case.accepted_on), book.policy.calendar
    is_running = case.state not in DECIDED

    promise = _("承诺"), _("面签结束后 {n} 个工作日").format(n=limits.workdays)
    law = _("法定"), _("受理后 {n} 日").format(n=limits.statutory_days)

    def clock(words: tuple[str, str], found: Counted, is_earlier: bool) -> ClockView:
        left = days_left(calendar, today, found.day)
        return ClockView(*words, found.day, found.provisional, left, is_earlier, is_running)

    if case.signed_on is None:
        end = statutory_deadline(CaseClock(case.accepted_on, case.accepted_on), calendar, limits)
        return ClockView(*promise, None), clock(law, end, True)
    both = deadlines(CaseClock(case.accepted_on, case.signed_on), calendar, limits)
    is_promised = both.which == "promised"
    return (
        clock(promise, Counted(both.promised, both.promised_provisional), is_promised),
        clock(law, Counted(both.statutory, both.statutory_provisional), not is_promised),
    )


def days_left(calendar: Calendar, today: dt.date, day: dt.date) -> int:
    """Working days from today to a deadline; past it at least one too many, counted below zero."""
    if today <= day:
        return calendar.working_days_between(today, day)
    return -max(calendar.working_days_between(day, today), 1)
