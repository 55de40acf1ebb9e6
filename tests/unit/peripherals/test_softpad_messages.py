"""The software pad's lines: what counts as a press, and that nothing else can break the reading."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.peripherals.rating_pad import Grade, Invitation
from counter.peripherals.rating_pad.softpad_messages import (
    Alive,
    Message,
    Parser,
    Pressed,
    Reasons,
    begin_line,
)

GOOD = b'{"type":"rated","session":"s1","grade":4}\n'
STRANGE = Alive(is_strange=True)


def read(values: object) -> list[Message]:
    return Parser().feed(json.dumps(values).encode() + b"\n")


def test_an_invitation_names_ticket_window_and_staff_number_only() -> None:
    line = begin_line("s1", Invitation("A015", 3, "0307", "贷款申请"), 20)

    assert json.loads(line) == {
        "type": "begin",
        "session": "s1",
        "ticket": "A015",
        "window": 3,
        "staff": "0307",
        "item": "贷款申请",
        "seconds": 20,
    }
    assert line.endswith(b"\n")


def test_a_press_names_its_session_and_grade() -> None:
    assert Parser().feed(GOOD) == [Pressed("s1", Grade.SATISFIED)]


def test_reasons_are_short_texts() -> None:
    assert read({"type": "reasons", "session": "s1", "codes": ["slow"]}) == [
        Reasons("s1", ("slow",))
    ]


@pytest.mark.parametrize(
    "values",
    [
        {"type": "rated", "session": "s1", "grade": 0},
        {"type": "rated", "session": "s1", "grade": 6},
        {"type": "rated", "session": "s1", "grade": True},
        {"type": "rated", "session": "s1", "grade": "5"},
        {"type": "rated", "session": "s1", "grade": 5.0},
        {"type": "rated", "session": 1, "grade": 5},
        {"type": "rated", "grade": 5},
        {"type": "reasons", "session": "s1", "codes": [1]},
        {"type": "reasons", "session": "s1", "codes": ["x"] * 11},
        {"type": "reasons", "session": "s1", "codes": ["x" * 65]},
        {"type": "begin"},
        [5],
        5,
        None,
    ],
)
def test_what_is_no_press_is_strange(values: object) -> None:
    assert read(values) == [STRANGE]


def test_deeply_nested_and_endless_lines_are_dropped() -> None:
    parser = Parser()

    assert parser.feed(b"[" * 4000 + b"\n") == [STRANGE]
    assert parser.feed(b"x" * 5000) == [STRANGE]
    assert parser.feed(GOOD) == [Pressed("s1", Grade.SATISFIED)]


@given(st.binary(max_size=200), st.integers(1, 40))
def test_any_bytes_before_a_line_cost_at_most_that_line(noise: bytes, size: int) -> None:
    stream = noise + b"\n" + GOOD
    parser = Parser()

    pieces = [parser.feed(stream[at : at + size]) for at in range(0, len(stream), size)]

    assert [message for piece in pieces for message in piece][-1] == Pressed("s1", Grade.SATISFIED)


def test_the_lower_two_grades_want_reasons() -> None:
    assert [grade for grade in Grade if grade.is_negative] == [1, 2]
    assert Grade(5).label == "非常满意"
