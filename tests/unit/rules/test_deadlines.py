import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.rules.calendar import Calendar, CalendarDay
from counter.rules.deadlines import CaseClock, Deadlines, Pause, TimeLimits, deadlines

CALENDAR = Calendar()


def of(signed: str, accepted: str = "", *pauses: Pause, calendar: Calendar = CALENDAR) -> Deadlines:
    clock = CaseClock(
        dt.date.fromisoformat(accepted or signed), dt.date.fromisoformat(signed), pauses
    )
    return deadlines(clock, calendar, TimeLimits())


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("signed", "promised"),
    [
        ("2018-02-09", "2018-02-28"),
        ("2018-09-20", "2018-10-10"),
        ("2018-09-28", "2018-10-17"),
        ("2026-02-06", "2026-02-27"),
        ("2026-12-17", "2026-12-31"),
    ],
)
def test_ten_working_days_skip_holidays_and_count_made_up_days(signed: str, promised: str) -> None:
    found = of(signed)

    assert (found.promised, found.promised_provisional) == (day(promised), False)


@pytest.mark.parametrize(
    ("signed", "statutory"), [("2018-02-09", "2018-02-24"), ("2026-02-06", "2026-02-24")]
)
def test_around_spring_festival_the_law_is_tighter_than_the_promise(
    signed: str, statutory: str
) -> None:
    found = of(signed)

    assert (found.statutory, found.which, found.earlier) == (
        day(statutory),
        "statutory",
        day(statutory),
    )


def test_in_an_ordinary_month_the_promise_is_tighter() -> None:
    found = of("2026-11-02")

    assert (found.promised, found.statutory) == (day("2026-11-16"), day("2026-11-17"))
    assert found.which == "promised"


def test_an_earlier_acceptance_moves_the_law_alone() -> None:
    found = of("2026-11-10", "2026-11-02")

    assert (found.statutory, found.promised) == (day("2026-11-17"), day("2026-11-24"))
    assert found.which == "statutory"


def test_a_year_without_data_gives_a_provisional_deadline_and_no_error() -> None:
    found = of("2026-12-18")

    assert (found.promised, found.provisional) == (day("2027-01-01"), True)
    assert of("2035-05-05").provisional


def test_a_deadline_that_ends_before_the_missing_year_is_certain() -> None:
    found = of("2026-12-17")

    assert (found.earlier, found.provisional) == (day("2026-12-31"), False)
    assert found.statutory_provisional


def test_the_missing_year_typed_in_by_hand_makes_the_deadline_certain() -> None:
    new_year = CalendarDay(day("2027-01-01"), "rest", "元旦")
    calendar = Calendar([new_year], known_years=[2027], version="2027")

    found = of("2026-12-18", calendar=calendar)

    assert (found.promised, found.provisional) == (day("2027-01-04"), False)
    assert found.calendar_version == "2027"


def test_a_pause_for_missing_papers_stops_both_clocks() -> None:
    pause = Pause(day("2026-11-04"), day("2026-11-09"), "补正")

    found = of("2026-11-02", "", pause)

    assert (found.promised, found.statutory) == (day("2026-11-19"), day("2026-11-23"))


def test_overlapping_pauses_count_once_and_an_empty_one_not_at_all() -> None:
    one = Pause(day("2026-11-04"), day("2026-11-09"), "补正")
    two = Pause(day("2026-11-05"), day("2026-11-09"), "补正")
    none = Pause(day("2026-11-06"), day("2026-11-06"), "补正")

    assert of("2026-11-02", "", one, two, none) == of("2026-11-02", "", one)


def test_an_open_saturday_serves_people_but_counts_for_no_deadline() -> None:
    saturday = day("2026-11-07")
    calendar = Calendar([CalendarDay(saturday, "open")])

    assert calendar.is_service(saturday)
    assert not calendar.is_working(saturday)
    assert of("2026-11-02", calendar=calendar) == of("2026-11-02")


def test_a_closed_hall_still_has_a_working_day() -> None:
    monday = day("2026-11-09")
    calendar = Calendar([CalendarDay(monday, "closed", "结转")])

    assert calendar.is_working(monday)
    assert not calendar.is_service(monday)


def test_a_line_of_our_own_wins_over_the_seed() -> None:
    sunday = day("2026-11-08")

    assert Calendar([CalendarDay(sunday, "working")]).is_working(sunday)
    assert not Calendar([CalendarDay(day("2026-11-09"), "rest")]).is_service(day("2026-11-09"))


@pytest.mark.parametrize(
    "made_up",
    [
        "2018-02-11",
        "2018-02-24",
        "2018-04-08",
        "2018-12-29",
        "2026-01-04",
        "2026-02-14",
        "2026-10-10",
    ],
)
def test_made_up_weekend_days_are_worked(made_up: str) -> None:
    assert CALENDAR.is_working(day(made_up))


@given(st.dates(dt.date(2018, 1, 1), dt.date(2040, 1, 1)), st.integers(0, 60))
def test_every_deadline_is_a_working_day_after_the_start(start: dt.date, paused: int) -> None:
    pause = Pause(start, start + dt.timedelta(days=paused), "补正")
    found = deadlines(CaseClock(start, start, (pause,)), CALENDAR, TimeLimits())

    assert CALENDAR.is_working(found.promised)
    assert CALENDAR.is_working(found.statutory)
    assert found.earlier == min(found.promised, found.statutory) > start
