"""The two clocks of a loan case: the hall's promise and the law, and which one is tighter.

The promise runs in working days from the end of face-signing (面签), the law in calendar days from
acceptance (《住房公积金管理条例》26). Around long holidays the promise is the looser of the two.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from counter.rules.calendar import ONE_DAY, Calendar, Counted

Which = Literal["promised", "statutory"]


@dataclass(frozen=True)
class Pause:
    """Days on which the clocks stand still (补正期间不计时): ``start`` counts in, ``end`` does not.

    A pause that still runs is passed with today as its end; the deadline then moves on day by day.
    """

    start: dt.date
    end: dt.date
    reason: str

    def days(self) -> frozenset[dt.date]:
        """Return the days that do not count; none when the end is not after the start."""
        length = max((self.end - self.start).days, 0)
        return frozenset(self.start + ONE_DAY * number for number in range(length))


@dataclass(frozen=True)
class CaseClock:
    """What is stored of a case's time; deadlines are computed from it wherever they are shown."""

    accepted_on: dt.date
    signed_on: dt.date
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True)
class TimeLimits:
    """The lengths in force: ``sla.loan_workdays`` and ``sla.loan_statutory_days``."""

    workdays: int = 10
    statutory_days: int = 15


@dataclass(frozen=True)
class Deadlines:
    """Both deadlines, the earlier one by name (the promise where they fall on one day)."""

    promised: dt.date
    statutory: dt.date
    earlier: dt.date
    which: Which
    provisional: bool
    """Whether the earlier one was counted through a year of unknown holidays (暂估)."""
    promised_provisional: bool
    statutory_provisional: bool
    calendar_version: str


def deadlines(clock: CaseClock, calendar: Calendar, limits: TimeLimits) -> Deadlines:
    """Compute both deadlines of a case that has been signed."""
    promised = promised_deadline(clock, calendar, limits)
    statutory = statutory_deadline(clock, calendar, limits)
    which: Which = "promised" if promised.day <= statutory.day else "statutory"
    earlier = promised if which == "promised" else statutory
    return Deadlines(
        promised=promised.day,
        statutory=statutory.day,
        earlier=earlier.day,
        which=which,
        # The other one lies later, whatever the missing year brings: it cannot become the earlier.
        provisional=earlier.provisional,
        promised_provisional=promised.provisional,
        statutory_provisional=statutory.provisional,
        calendar_version=calendar.version,
    )


def promised_deadline(clock: CaseClock, calendar: Calendar, limits: TimeLimits) -> Counted:
    """Return the hall's promise: working days from the end of face-signing."""
    return calendar.add_working_days(clock.signed_on, limits.workdays, _still_days(clock))


def statutory_deadline(clock: CaseClock, calendar: Calendar, limits: TimeLimits) -> Counted:
    """Return the law's limit: calendar days from acceptance; a rest day rolls to a working one."""
    still = _still_days(clock)
    day, left = clock.accepted_on, limits.statutory_days
    while left:
        day += ONE_DAY
        left -= day not in still
    return calendar.next_working_day(day)


def _still_days(clock: CaseClock) -> frozenset[dt.date]:
    return frozenset().union(*(pause.days() for pause in clock.pauses))
