"""Frames of the call box against the documented bytes, and against any bytes at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.peripherals.rating_pad.ff68_codec import (
    Frame,
    Parser,
    acknowledge_rating,
    encode,
    start_rating,
)

GOLDEN = {
    "FF680303680302 0C1116": Frame(3, 0x02, b"\x0c"),
    "FF680404680302060F1A16": Frame(3, 0x02, b"\x06\x0f"),
    "FF6808086803020A0A0A0001052916": Frame(3, 0x02, bytes.fromhex("0A0A0A000105")),
    "FF6802026803030616": Frame(3, 0x03),
    "FF6803036803010B0F16": Frame(3, 0x01, b"\x0b"),
    "FF680303680311001416": Frame(3, 0x11, b"\x00"),
    "FF680303680311021616": Frame(3, 0x11, b"\x02"),
}
KEY_TWO = bytes.fromhex("FF680303680311021616")


@pytest.mark.parametrize(("raw", "frame"), GOLDEN.items())
def test_a_documented_frame_is_read_and_written(raw: str, frame: Frame) -> None:
    assert Parser().feed(bytes.fromhex(raw)) == [frame]
    assert encode(frame) == bytes.fromhex(raw)


def test_questions_and_acknowledgements_are_the_documented_frames() -> None:
    assert start_rating(3).hex().upper() == "FF6803036803010B0F16"
    acknowledgement = acknowledge_rating(Frame(3, 0x11, b"\x02"))
    assert acknowledgement.hex().upper() == "FF680303680301020616"


@pytest.mark.parametrize("at", range(2, 10))
def test_one_wrong_byte_gives_no_frame(at: int) -> None:
    spoilt = bytearray(KEY_TWO)
    spoilt[at] ^= 0x01

    assert Parser().feed(bytes(spoilt)) == []


@given(st.binary(max_size=60), st.integers(1, 9))
def test_a_frame_behind_garbage_is_found_in_any_portions(noise: bytes, size: int) -> None:
    parser = Parser()
    stream = noise + KEY_TWO * 5  # a garbage head may announce and swallow up to 32 bytes

    pieces = [parser.feed(stream[at : at + size]) for at in range(0, len(stream), size)]

    assert Frame(3, 0x11, b"\x02") in [frame for piece in pieces for frame in piece]


@given(st.binary(max_size=300))
def test_the_parser_takes_any_bytes(data: bytes) -> None:
    Parser().feed(data)
