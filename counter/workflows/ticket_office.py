"""What the hall gives numbers for, when, and how long the waits are: policy as the surfaces ask
it."""

import datetime as dt
from dataclasses import dataclass, replace

from counter.policy import load_checklists, load_policy
from counter.policy.hall import HallTickets, load_hall_tickets
from counter.rules.calendar import Calendar
from counter.rules.ticket_hours import Span, TicketHours, WeekdayHours
from counter.rules.waits import wait_range
from counter.workflows.clock import hall_time
from counter.workflows.ports import HallWaits, SeriesWait


@dataclass(frozen=True)
class Offer:
    """One class of tickets with its businesses as codes and names."""

    series: str
    name: str
    short: str
    hint: str
    businesses: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Opening:
    """Whether numbers are given: ``open``, ``before``, ``between``, ``over`` or ``closed``; and
    when again, in hall time."""

    state: str
    next_start: dt.datetime | None


@dataclass(frozen=True)
class Expected:
    """One class now: people waiting, and the range in minutes if there is a pace to tell it by;
    ``high`` is None beyond two hours."""

    waiting: int
    range: tuple[int, int | None] | None


class _EveryDay(Calendar):
    """A practice calendar without a closed day."""

    def is_service(self, day: dt.date) -> bool:
        """Return that the hall is open."""
        return True


class TicketOffice:
    """Classes, hours and waits; reads no clock of its own."""

    def __init__(self, tickets: HallTickets, names: dict[str, str], calendar: Calendar) -> None:
        """Join the classes with the checklists' names."""
        self._tickets, self._names = tickets, names
        self._hours, self._calendar = tickets.hours, calendar
        self.green, self.green_name = tickets.green.series, tickets.green.name
        self.offers = tuple(
            Offer(
                one.series,
                one.name,
                one.short,
                one.hint,
                tuple((code, names[code]) for code in one.businesses),
            )
            for one in tickets.classes
        )

    def always_open(self) -> "TicketOffice":
        """The same office with numbers at any hour, for practice."""
        day = Span(dt.time.min, dt.time.max)
        hours = TicketHours((WeekdayHours(frozenset(range(1, 8)), (day,), dt.date.min, None),), {})
        return TicketOffice(replace(self._tickets, hours=hours), self._names, _EveryDay())

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """Series and short name of everything the display counts, the green channel first."""
        return (
            (self.green, self.green_name),
            *((one.series, one.short) for one in self.offers),
        )

    def opening(self, now: dt.datetime) -> Opening:
        """Whether numbers are given at a moment."""
        found = self._hours.at(hall_time(now), self._calendar)
        return Opening(found.state, found.next_start)


def open_ticket_office() -> TicketOffice:
    """The office as the shipped files say; raises ``PolicyError``."""
    businesses = tuple(load_checklists().businesses())
    return TicketOffice(load_hall_tickets(businesses), dict(businesses), load_policy().calendar)


def expected(waits: HallWaits, series: str) -> Expected:
    """How a class stands; one that is not in the answer is one nobody took a number of today."""
    one = next((each for each in waits.series if each.series == series), SeriesWait(series, 0, 0))
    found = wait_range(one.waiting, one.called, waits.span_s)
    return Expected(one.waiting, None if found is None else (found.low, found.high))
