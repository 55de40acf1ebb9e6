import datetime as dt

import pytest

from counter.workflows.clock import SystemClock, hall_day, hall_time
from counter.workflows.executor import InlineExecutor


def test_the_halls_day_begins_at_16_utc_of_the_day_before() -> None:
    last = dt.datetime(2026, 11, 22, 15, 59, 59, tzinfo=dt.UTC)

    assert hall_day(last) == dt.date(2026, 11, 22)
    assert hall_day(last + dt.timedelta(seconds=1)) == dt.date(2026, 11, 23)
    assert hall_time(last).hour == 23


def test_the_system_clock_is_aware_and_its_boot_clock_runs_forward() -> None:
    clock = SystemClock()

    first = clock.boot_ms()

    assert clock.now().utcoffset() == dt.timedelta(0)
    assert clock.boot_ms() >= first > 0
    assert clock.boot_id() == SystemClock().boot_id()


def test_an_answer_and_an_error_both_come_back() -> None:
    answers: list[object] = []
    executor = InlineExecutor()

    executor.submit(lambda: 3, answers.append, answers.append)
    executor.submit(lambda: 1 // 0, answers.append, answers.append)

    assert answers[0] == 3
    assert isinstance(answers[1], ZeroDivisionError)


def test_an_error_of_the_receiver_is_not_taken_for_one_of_the_work() -> None:
    failures: list[Exception] = []

    def broken(_answer: int) -> None:
        raise KeyError("receiver")

    with pytest.raises(KeyError):
        InlineExecutor().submit(lambda: 3, broken, failures.append)

    assert failures == []
