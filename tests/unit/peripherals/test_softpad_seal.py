"""The seal on the software pad's line, and the pad's own reading of it: total on any input."""

import json
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.peripherals.rating_pad.pad_messages import (
    Accepted,
    Asked,
    Cancelled,
    Ping,
    Plate,
    Strange,
    pong_line,
    rated_line,
    read,
    reasons_line,
)
from counter.peripherals.rating_pad.softpad_messages import Alive, Parser, Pressed, Reasons
from counter.peripherals.rating_pad.softpad_seal import (
    BadSeal,
    Greeting,
    Lines,
    hello_line,
    proof_line,
    read_greeting,
    wire_label,
)

GREETING = Greeting(b"k" * 32, b"d" * 16, b"p" * 16)


def test_what_one_end_seals_the_other_opens_in_order() -> None:
    desk, pad = GREETING.desk_end(), GREETING.pad_end()

    lines = [desk.seal(text) for text in (b'{"type": "ping"}\n', b"{}", b"")]

    assert [pad.open(line.rstrip(b"\n")) for line in lines] == [
        b'{"type": "ping"}\n',
        b"{}\n",
        b"\n",
    ]
    assert desk.open(pad.seal(b"pong").rstrip(b"\n")) == b"pong\n"


def test_a_line_heard_twice_left_out_or_turned_back_is_refused() -> None:
    desk, pad = GREETING.desk_end(), GREETING.pad_end()
    first, second = (desk.seal(text).rstrip(b"\n") for text in (b"one", b"two"))

    with pytest.raises(BadSeal):
        pad.open(second)
    pad.open(first)
    with pytest.raises(BadSeal):
        pad.open(first)
    with pytest.raises(BadSeal):
        desk.open(first)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_any_changed_byte_is_noticed(place: int, change: int) -> None:
    desk, pad = GREETING.desk_end(), GREETING.pad_end()
    line = bytearray(desk.seal(b'{"type": "rated", "grade": 1}').rstrip(b"\n"))
    line[place % len(line)] ^= change

    with pytest.raises(BadSeal):
        pad.open(bytes(line))


@given(st.binary(max_size=300))
def test_anything_is_refused_and_never_more(line: bytes) -> None:
    with pytest.raises(BadSeal):
        GREETING.pad_end().open(line)
    try:
        found = read_greeting(line, "hello")
    except BadSeal:
        return
    assert set(found) <= {"nonce", "proof"}


def test_another_key_or_number_makes_another_wire_and_other_proofs() -> None:
    others = (
        Greeting(b"x" * 32, b"d" * 16, b"p" * 16),
        Greeting(b"k" * 32, b"x" * 16, b"p" * 16),
        Greeting(b"k" * 32, b"d" * 16, b"x" * 16),
    )

    for other in others:
        assert other.pad_proof() != GREETING.pad_proof()
        assert other.desk_proof() != GREETING.desk_proof()
        with pytest.raises(BadSeal):
            other.pad_end().open(GREETING.desk_end().seal(b"x").rstrip(b"\n"))
    assert GREETING.pad_proof() != GREETING.desk_proof()


def test_a_greeting_is_read_as_it_was_written() -> None:
    assert read_greeting(hello_line(b"n" * 16, b"p" * 32), "hello") == {
        "nonce": b"n" * 16,
        "proof": b"p" * 32,
    }
    assert read_greeting(proof_line(b"p" * 32), "proof") == {"proof": b"p" * 32}
    with pytest.raises(BadSeal):
        read_greeting(hello_line(b"n" * 16), "proof")
    with pytest.raises(BadSeal):
        read_greeting(hello_line(b"short"), "hello")


def test_the_label_names_the_pad() -> None:
    assert wire_label(uuid.UUID(int=1)) != wire_label(uuid.UUID(int=2))


def test_a_line_without_an_end_is_given_up() -> None:
    lines = Lines()
    assert lines.feed(b"one\ntw") == [b"one"]
    assert lines.feed(b"o\n") == [b"two"]

    with pytest.raises(BadSeal):
        lines.feed(b"x" * 9000)


ASK = {"type": "begin", "session": "s", "ticket": "A1", "window": 5, "staff": "0512", "item": ""}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({**ASK, "seconds": 30}, Asked("s", "A1", 5, "0512", "", 30.0)),
        ({"type": "cancel", "session": "s"}, Cancelled("s")),
        ({"type": "accepted", "session": "s"}, Accepted("s")),
        ({"type": "plate", "window": 5, "staff": ""}, Plate(5, "")),
        ({"type": "ping"}, Ping()),
        ({**ASK, "seconds": 0}, Strange()),
        ({**ASK, "seconds": 1e9}, Strange()),
        ({**ASK, "seconds": True, "window": True}, Strange()),
        ({**ASK, "seconds": 30, "ticket": "A" * 65}, Strange()),
        ({**ASK, "seconds": 30, "ticket": "A\u202e1"}, Strange()),
        ({**ASK, "seconds": 30, "staff": None}, Strange()),
        ({**ASK, "seconds": 30, "window": -1}, Strange()),
        ({"type": "plate", "window": 5, "staff": "\n"}, Strange()),
        ({"type": "plate", "window": "5", "staff": ""}, Strange()),
        ({"type": "rated", "session": "s", "grade": 5}, Strange()),
        ([], Strange()),
        (None, Strange()),
    ],
)
def test_the_pad_reads_what_a_desk_may_say_and_nothing_else(values: object, said: object) -> None:
    assert read(json.dumps(values).encode()) == said


def test_a_number_that_is_none_is_strange() -> None:
    text = json.dumps({**ASK, "seconds": 0}).replace('"seconds": 0', '"seconds": NaN')

    assert read(text.encode()) == Strange()


@given(st.binary(max_size=400))
def test_any_line_is_read_as_something(line: bytes) -> None:
    assert read(line) is not None


def test_a_desk_reads_what_the_pad_says() -> None:
    said = rated_line("s", 2) + reasons_line("s", ("wait", "其他")) + pong_line()

    assert Parser().feed(said) == [Pressed("s", 2), Reasons("s", ("wait", "其他")), Alive()]
