"""When an outage drill shuts the centre off."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.rules.drills import LONGEST, Drill, begins, next_at, on_at

NINE = dt.datetime(2026, 11, 23, 1, 0, tzinfo=dt.UTC)
SECOND, MINUTE = dt.timedelta(seconds=1), dt.timedelta(minutes=1)


@pytest.mark.parametrize(
    ("at", "is_on"),
    [
        (NINE - SECOND, False),
        (NINE, True),
        (NINE + 20 * MINUTE - SECOND, True),
        (NINE + 20 * MINUTE, False),
    ],
)
def test_it_is_on_from_its_start_until_its_minutes_are_over(at: dt.datetime, is_on: bool) -> None:
    assert Drill(NINE, 20).is_on(at) is is_on


@given(st.integers(-(10**6), 10**6), st.integers(0, 10**6))
def test_no_row_whatever_it_says_shuts_the_centre_off_for_longer_than_the_longest(
    minutes: int, later: int
) -> None:
    drill = Drill(NINE, minutes)

    assert not drill.is_on(NINE + LONGEST + later * SECOND)


def test_the_hall_s_begins_a_minute_after_it_was_started_and_a_desk_s_at_once() -> None:
    assert begins(NINE, whole_hall=True) == NINE + MINUTE
    assert begins(NINE, whole_hall=False) == NINE


def test_of_two_that_are_on_the_one_that_ends_last_is_told() -> None:
    short, long = Drill(NINE, 5), Drill(NINE + MINUTE, 20)

    assert on_at((short, long), NINE + 2 * MINUTE) is long
    assert on_at((short, long), NINE) is short
    assert on_at((), NINE) is None


def test_the_next_to_come_is_told_and_none_that_began() -> None:
    begun, near, far = Drill(NINE, 5), Drill(NINE + MINUTE, 5), Drill(NINE + 9 * MINUTE, 5)

    assert next_at((far, near, begun), NINE) is near
    assert next_at((begun,), NINE) is None
