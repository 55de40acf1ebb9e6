"""Which press counts for whom."""

from __future__ import annotations

import pytest

from counter.peripherals.rating_pad import Invitation, SessionIdReused
from counter.peripherals.rating_pad.sessions import Session, Sessions


def a_session(session_id: str, began: float = 0) -> Session:
    return Session(session_id, Invitation("A015", 3, "0307", "贷款"), began, ends=began + 20)


def test_a_press_counts_once_and_in_time() -> None:
    sessions = Sessions()
    sessions.begin(a_session("s1"))

    assert sessions.rate("s1", now=19.9)
    assert not sessions.rate("s1", now=19.9)


def test_a_press_for_another_session_or_too_late_does_not_count() -> None:
    sessions = Sessions()
    sessions.begin(a_session("s1"))

    assert not sessions.rate("s0", now=1)
    assert not sessions.rate("s1", now=20)
    assert sessions.expire(now=20) == "s1"
    assert sessions.expire(now=21) is None


def test_the_next_session_ends_the_one_before() -> None:
    sessions = Sessions()

    assert sessions.begin(a_session("s1")) is None
    assert sessions.begin(a_session("s2", began=5)) == "s1"
    assert not sessions.rate("s1", now=6)
    assert not sessions.cancel("s1")
    assert sessions.cancel("s2")


def test_an_id_is_used_once() -> None:
    sessions = Sessions()
    sessions.begin(a_session("s1"))

    with pytest.raises(SessionIdReused):
        sessions.begin(a_session("s1"))


def test_only_so_many_ids_are_remembered() -> None:
    sessions = Sessions()
    for number in range(300):
        sessions.begin(a_session(f"s{number}"))

    assert sessions.begin(a_session("s0")) == "s299"
