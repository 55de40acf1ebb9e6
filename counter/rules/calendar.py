"""Working days (for deadlines) and service days (for appointments): an editable table.

The table is seeded from the State Council's yearly holiday notices as ``chinesecalendar`` carries
them. A year without data is counted as plain weekdays; what comes of it is provisional (暂估).
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import chinese_calendar

DayKind = Literal["working", "rest", "open", "closed"]
SATURDAY = 5
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class CalendarDay:
    """One line of the table: ``working``/``rest`` move deadlines, ``open``/``closed`` the hall."""

    day: dt.date
    kind: DayKind
    note: str = ""
    source: str = ""


@dataclass(frozen=True)
class Counted:
    """A day found by counting, and whether a year without data was passed on the way."""

    day: dt.date
    provisional: bool


class Calendar:
    """Answers whether a day is worked or open; local lines win over the seed."""

    def __init__(
        self,
        days: Iterable[CalendarDay] = (),
        known_years: Iterable[int] = (),
        version: str = "chinesecalendar",
    ) -> None:
        """Take local lines, and the years whose notice was entered by hand in full."""
        table = tuple(days)
        self._work = {line.day: line.kind == "working" for line in table if _moves_deadlines(line)}
        self._service = {
            line.day: line.kind == "open" for line in table if not _moves_deadlines(line)
        }
        self._known_years = frozenset(known_years)
        self.version = version

    def is_working(self, day: dt.date) -> bool:
        """Return whether the day counts in a period of working days."""
        if day in self._work:
            return self._work[day]
        seeded = _seeded(day)
        return day.weekday() < SATURDAY if seeded is None else seeded

    def is_service(self, day: dt.date) -> bool:
        """Return whether the hall is open: working days, plus opened and minus closed ones."""
        return self._service.get(day, self.is_working(day))

    def is_known(self, year: int) -> bool:
        """Return whether the holidays of the year are in the table."""
        return year in self._known_years or _seeded(dt.date(year, 1, 1)) is not None

    def add_working_days(
        self, start: dt.date, count: int, skipped: frozenset[dt.date] = frozenset()
    ) -> Counted:
        """Count working days after ``start`` (the starting day is not counted; Civil Code 201).

        Days in ``skipped`` do not count: the clock stood still on them.
        """
        day, provisional = start, False
        while count:
            day += ONE_DAY
            provisional = provisional or not self.is_known(day.year)
            if day not in skipped and self.is_working(day):
                count -= 1
        return Counted(day, provisional)

    def working_days_between(self, start: dt.date, end: dt.date) -> int:
        """Return how many working days come after ``start`` up to ``end``; 0 when it is earlier."""
        length = max((end - start).days, 0)
        return sum(self.is_working(start + ONE_DAY * (nth + 1)) for nth in range(length))

    def next_working_day(self, day: dt.date) -> Counted:
        """Return the day itself if it is worked, else the next one that is (Civil Code 203)."""
        provisional = not self.is_known(day.year)
        while not self.is_working(day):
            day += ONE_DAY
            provisional = provisional or not self.is_known(day.year)
        return Counted(day, provisional)


def _moves_deadlines(line: CalendarDay) -> bool:
    return line.kind in ("working", "rest")


def _seeded(day: dt.date) -> bool | None:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None
