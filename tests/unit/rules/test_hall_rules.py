"""Waits and ticket hours: pure, and honest about what is not known."""

import datetime as dt

import pytest

from counter.rules.calendar import Calendar, CalendarDay
from counter.rules.ticket_hours import HoursNow, Span, TicketHours, WeekdayHours
from counter.rules.waits import WaitRange, wait_range

MORNING = Span(dt.time(8, 15), dt.time(11, 40))
AFTERNOON = Span(dt.time(13, 15), dt.time(16, 40))
WEEK = WeekdayHours(frozenset(range(1, 6)), (MORNING, AFTERNOON), dt.date(2018, 1, 1), None)
WEEKEND = WeekdayHours(frozenset({6, 7}), (MORNING,), dt.date(2018, 1, 1), None)
HOURS = TicketHours((WEEK, WEEKEND), {})
CALENDAR = Calendar()


def at(text: str, hours: TicketHours = HOURS, calendar: Calendar = CALENDAR) -> HoursNow:
    return hours.at(dt.datetime.fromisoformat(text), calendar)


@pytest.mark.parametrize(
    ("waiting", "called", "span_s", "expected"),
    [
        (9, 22, 3600, WaitRange(19, 31)),
        (5, 18, 3600, WaitRange(13, 21)),
        # Nobody ahead still takes a moment.
        (0, 22, 3600, WaitRange(1, 2)),
        (1, 60, 3600, WaitRange(1, 2)),
        (60, 10, 3600, WaitRange(120, None)),
    ],
)
def test_a_wait_is_a_range_round_the_pace(
    waiting: int, called: int, span_s: int, expected: WaitRange
) -> None:
    assert wait_range(waiting, called, span_s) == expected


@pytest.mark.parametrize(("called", "span_s"), [(0, 3600), (2, 3600), (3, 299), (0, 0)])
def test_without_a_pace_there_is_no_range(called: int, span_s: int) -> None:
    assert wait_range(9, called, span_s) is None


@pytest.mark.parametrize(
    ("moment", "state", "next_start"),
    [
        ("2026-11-26T08:14:59", "before", "2026-11-26T08:15"),
        ("2026-11-26T08:15:00", "open", None),
        ("2026-11-26T11:39:59", "open", None),
        ("2026-11-26T11:40:00", "between", "2026-11-26T13:15"),
        ("2026-11-26T16:39:59", "open", None),
        ("2026-11-26T16:40:00", "over", "2026-11-27T08:15"),
        ("2026-11-27T16:40:00", "over", "2026-11-30T08:15"),
        ("2026-11-28T09:00:00", "closed", "2026-11-30T08:15"),
        # 国庆: a long holiday; 10 October 2026 is a make-up Saturday.
        ("2026-10-01T09:00:00", "closed", "2026-10-08T08:15"),
        ("2026-10-10T09:00:00", "open", None),
        ("2026-10-10T14:00:00", "over", "2026-10-12T08:15"),
    ],
)
def test_the_state_of_every_moment(moment: str, state: str, next_start: str | None) -> None:
    found = at(moment)

    assert found.state == state
    assert found.next_start == (next_start and dt.datetime.fromisoformat(next_start))


def test_an_open_saturday_gives_numbers_and_a_closed_day_none() -> None:
    days = (
        CalendarDay(dt.date(2026, 11, 28), "open"),
        CalendarDay(dt.date(2026, 11, 26), "closed"),
    )

    assert at("2026-11-28T09:00", calendar=Calendar(days)).state == "open"
    assert at("2026-11-26T09:00", calendar=Calendar(days)).state == "closed"


def test_a_named_date_wins_over_weekday_and_calendar() -> None:
    late = TicketHours((WEEK,), {dt.date(2026, 11, 26): (AFTERNOON,), dt.date(2026, 11, 27): ()})

    assert at("2026-11-26T09:00", late).state == "before"
    assert at("2026-11-27T09:00", late).state == "closed"


def test_hours_are_dated() -> None:
    old = WeekdayHours(WEEK.days, (MORNING,), dt.date(2018, 1, 1), dt.date(2026, 11, 25))
    new = WeekdayHours(WEEK.days, (AFTERNOON,), dt.date(2026, 11, 26), None)
    hours = TicketHours((old, new), {})

    assert at("2026-11-25T09:00", hours).state == "open"
    assert at("2026-11-26T09:00", hours).state == "before"


def test_when_no_day_comes_there_is_no_next_start() -> None:
    assert at("2026-11-26T09:00", TicketHours((), {})) == HoursNow("closed", None)
