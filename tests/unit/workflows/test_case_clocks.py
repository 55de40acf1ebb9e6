"""Both clocks of a case as the desk shows them: started, earlier, near, past, estimated."""

import datetime as dt
import uuid

import pytest

from counter.rules.calendar import Calendar
from counter.workflows.case_clocks import ClockView, days_left
from tests.builders import Outfit
from tests.unit.workflows.steps import end_signing, sign_all


def clocks(outfit: Outfit, case_id: uuid.UUID) -> tuple[ClockView, ...]:
    return outfit.desk.loan.case(case_id).clocks


def test_no_clock_runs_before_acceptance_and_the_promise_waits_for_the_end_of_signing(
    outfit: Outfit, case_id: uuid.UUID
) -> None:
    assert clocks(outfit, case_id) == ()
    sign_all(outfit, case_id)
    outfit.desk.loan.accept(case_id)

    promise, law = clocks(outfit, case_id)

    assert promise.day is None
    assert (law.day, law.is_earlier) == (dt.date(2026, 12, 8), True)


def test_after_signing_both_run_and_the_earlier_one_is_named(
    outfit: Outfit, case_id: uuid.UUID
) -> None:
    end_signing(outfit, case_id)

    promise, law = clocks(outfit, case_id)

    assert (promise.word, promise.day, promise.is_earlier) == ("承诺", dt.date(2026, 12, 7), True)
    assert (law.word, law.day, law.is_earlier) == ("法定", dt.date(2026, 12, 8), False)
    assert promise.left == 10


def test_a_year_without_its_holidays_gives_an_estimate_and_never_an_error(
    outfit: Outfit, case_id: uuid.UUID
) -> None:
    outfit.clock.pass_time(days=30)
    end_signing(outfit, case_id)

    promise, law = clocks(outfit, case_id)

    assert promise.provisional
    assert promise.day is not None
    assert promise.day.year == 2027
    assert law.provisional


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (dt.date(2026, 12, 3), 2),
        (dt.date(2026, 12, 5), 1),  # a Saturday
        (dt.date(2026, 12, 7), 0),
        (dt.date(2026, 12, 8), -1),
        (dt.date(2026, 12, 14), -5),
    ],
)
def test_days_left_are_working_days_and_past_it_at_least_one_too_many(
    today: dt.date, left: int
) -> None:
    assert days_left(Calendar(), today, dt.date(2026, 12, 7)) == left


def test_a_deadline_missed_over_a_weekend_is_one_day_over() -> None:
    friday, saturday = dt.date(2026, 12, 4), dt.date(2026, 12, 5)

    assert days_left(Calendar(), saturday, friday) == -1
