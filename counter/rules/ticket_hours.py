"""When the ticket machine gives numbers (取号时间): by weekday, by date, on days the hall is open.

These are neither the opening hours nor working days: numbers stop before the doors close, and an
open Saturday gives numbers without counting in a period of working days.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from counter.rules.calendar import ONE_DAY, Calendar

LOOK_AHEAD_DAYS = 30


@dataclass(frozen=True)
class Span:
    """From ``start`` until ``stop``, the hall's own time; at ``stop`` numbers are no longer
    given."""

    start: dt.time
    stop: dt.time


@dataclass(frozen=True)
class WeekdayHours:
    """The spans of some weekdays (1 = Monday) from one day on, possibly until another."""

    days: frozenset[int]
    spans: tuple[Span, ...]
    valid_from: dt.date
    valid_to: dt.date | None

    def covers(self, day: dt.date) -> bool:
        """Return whether these hours are those of the day."""
        began = self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
        return began and day.isoweekday() in self.days


@dataclass(frozen=True)
class HoursNow:
    """How things stand at one moment.

    ``state`` is ``open``, ``before``, ``between``, ``over`` or ``closed`` (no numbers all day);
    ``next_start`` is when numbers are given again, None when not within thirty days.
    """

    state: str
    next_start: dt.datetime | None


@dataclass(frozen=True)
class TicketHours:
    """The whole table."""

    weekly: tuple[WeekdayHours, ...]
    dates: Mapping[dt.date, tuple[Span, ...]]

    def spans(self, day: dt.date, calendar: Calendar) -> tuple[Span, ...]:
        """Return the spans of a day, earliest first; a named date wins over weekday and
        calendar."""
        if day in self.dates:
            return self.dates[day]
        if not calendar.is_service(day):
            return ()
        return next((hours.spans for hours in self.weekly if hours.covers(day)), ())

    def at(self, moment: dt.datetime, calendar: Calendar) -> HoursNow:
        """Return how things stand at a moment in the hall's own time."""
        day, clock = moment.date(), moment.time()
        spans = self.spans(day, calendar)
        if any(span.start <= clock < span.stop for span in spans):
            return HoursNow("open", None)
        later = next((span for span in spans if clock < span.start), None)
        if later is not None:
            state = "before" if later is spans[0] else "between"
            return HoursNow(state, dt.datetime.combine(day, later.start, moment.tzinfo))
        return HoursNow("over" if spans else "closed", self._after(moment, calendar))

    def _after(self, moment: dt.datetime, calendar: Calendar) -> dt.datetime | None:
        day = moment.date()
        for _ in range(LOOK_AHEAD_DAYS):
            day += ONE_DAY
            spans = self.spans(day, calendar)
            if spans:
                return dt.datetime.combine(day, spans[0].start, moment.tzinfo)
        return None
