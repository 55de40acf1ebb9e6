"""The simulated printer's reading of the byte stream."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from counter.peripherals.receipt_printer.tokens import Token, Tokenizer

STREAM = bytes.fromhex(
    "1B40 1C26 1B6101 1D2111 41 0A 100401 1D564203 1D76300001000200FF10 1D286B0300315130 1D7201"
)


def test_every_command_is_cut_at_its_end() -> None:
    names = [token.name for token in Tokenizer().feed(STREAM)]

    assert names == [
        *("1b40", "1c26", "1b61", "1d21", "text", "0a", "1004", "1d56", "1d76", "1d28"),
        "1d72",
    ]


def test_a_status_question_inside_a_picture_is_part_of_the_picture() -> None:
    raw = bytes.fromhex("1D76300003000100100401")

    assert Tokenizer().feed(raw) == [Token("1d76", raw[2:])]


def test_what_no_printer_knows_is_named() -> None:
    assert [token.name for token in Tokenizer().feed(b"\x1b\x7a\x07")] == ["unknown", "unknown"]


@given(st.binary(max_size=80), st.integers(1, 7))
def test_any_bytes_in_any_portions_give_the_same_commands(data: bytes, size: int) -> None:
    whole = Tokenizer().feed(data)
    parts = Tokenizer()

    pieces = [parts.feed(data[at : at + size]) for at in range(0, len(data), size)]

    assert [token for piece in pieces for token in piece] == whole
