"""Frames of the card reader against the documented golden bytes, and against any bytes at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.peripherals.id_reader.sam_codec import (
    Command,
    Frame,
    Parser,
    encode,
    reader_label,
    split_blocks,
)

REQUESTS = {
    Command.RESET: "AAAAAA9669000310FFEC",
    Command.STATUS: "AAAAAA9669000311FFED",
    Command.IDENTIFY: "AAAAAA9669000312FFEE",
    Command.FIND: "AAAAAA96690003200122",
    Command.SELECT: "AAAAAA96690003200221",
    Command.READ: "AAAAAA96690003300132",
    Command.READ_NEW_ADDRESS: "AAAAAA96690003300330",
}
ANSWERS = {
    "AAAAAA9669000400009094": Frame(0x90, b""),
    "AAAAAA9669000400006064": Frame(0x60, b""),
    "AAAAAA9669000800009F0000000097": Frame(0x9F, bytes(4)),
    "AAAAAA9669000400008084": Frame(0x80, b""),
    "AAAAAA9669000C00009000000000000000009C": Frame(0x90, bytes(8)),
    "AAAAAA9669000400008185": Frame(0x81, b""),
    "AAAAAA9669000400004145": Frame(0x41, b""),
    "AAAAAA9669000400009195": Frame(0x91, b""),
    "AAAAAA9669000400001014": Frame(0x10, b""),
    "AAAAAA9669000400001115": Frame(0x11, b""),
    "AAAAAA9669000400002125": Frame(0x21, b""),
    "AAAAAA9669000400006662": Frame(0x66, b""),
}
SAMPLE_ID = "05000300A37B330140E20100D2029649"
GOOD = bytes.fromhex("AAAAAA9669000800009F0000000097")


@pytest.mark.parametrize("command", Command)
def test_a_request_is_the_documented_frame(command: Command) -> None:
    assert encode(command).hex().upper() == REQUESTS[command]


@pytest.mark.parametrize(("raw", "frame"), ANSWERS.items())
def test_a_documented_answer_is_understood(raw: str, frame: Frame) -> None:
    assert Parser().feed(bytes.fromhex(raw)) == [frame]


def test_the_reader_number_is_written_as_on_its_label() -> None:
    answer = bytes.fromhex(f"AAAAAA96690014000090{SAMPLE_ID}C4")

    (frame,) = Parser().feed(answer)

    assert reader_label(frame.data) == "05.03-20151203-0000123456-1234567890"


def test_a_read_answer_is_cut_by_the_lengths_it_names() -> None:
    data = bytes.fromhex("01000400") + b"t" * 256 + b"p" * 1024

    blocks = split_blocks(data)

    assert blocks is not None
    assert (len(blocks.text), len(blocks.photo)) == (256, 1024)
    assert split_blocks(data[:-1]) is None
    assert split_blocks(b"") is None


def test_a_wrong_check_byte_or_length_gives_no_frame() -> None:
    spoilt = bytearray(GOOD)
    spoilt[-1] ^= 1
    too_long = bytes.fromhex("AAAAAA9669FFFF") + bytes(40)

    assert Parser().feed(bytes(spoilt)) == []
    assert Parser().feed(too_long) == []


def test_a_good_frame_behind_a_spoilt_one_is_found() -> None:
    spoilt = bytearray(GOOD)
    spoilt[9] ^= 0x40

    assert Parser().feed(bytes(spoilt) + GOOD) == [Frame(0x9F, bytes(4))]


def test_a_half_frame_is_forgotten_on_request() -> None:
    parser = Parser()

    parser.feed(GOOD[:9])
    parser.clear()

    assert parser.feed(GOOD) == [Frame(0x9F, bytes(4))]


def test_a_frame_does_not_show_its_data() -> None:
    assert "30" not in repr(Frame(0x90, b"0" * 8)).replace("0x90", "")


@given(st.lists(st.sampled_from(list(ANSWERS)), max_size=5), st.data())
def test_any_split_gives_the_same_frames(names: list[str], data: st.DataObject) -> None:
    stream = b"".join(bytes.fromhex(name) for name in names)
    parser = Parser()
    frames = []
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        assert parser.wanted >= 1
        frames += parser.feed(stream[:size])
        stream = stream[size:]

    assert frames == [ANSWERS[name] for name in names]


@given(st.lists(st.sampled_from([b"\xaa", b"\xaa\xaa", b"\x96", b"\x69", b"\x00", b"\x42\xff"])))
def test_garbage_before_a_frame_is_skipped(garbage: list[bytes]) -> None:
    parser = Parser()

    frames = parser.feed(b"".join(garbage))
    # A garbage head may announce a long frame; like the driver, what is wanted is fed as silence.
    for _ in range(3):
        frames += parser.feed(GOOD)
        if frames:
            break
        parser.clear()

    assert Frame(0x9F, bytes(4)) in frames


@given(st.binary(max_size=600))
def test_the_parser_takes_any_bytes(data: bytes) -> None:
    parser = Parser()

    parser.feed(data)

    assert parser.wanted >= 1
