"""Frames of the card reader's security module (SAM, GA 467-2012): pure, no input or output.

Request: `AA AA AA 96 69 | LEN u16 BE | CMD PARA data | XOR`; in an answer three status bytes stand
in place of CMD and PARA, of which the third decides. LEN counts everything behind it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, IntEnum

PREAMBLE = b"\xaa\xaa\xaa\x96\x69"
_HEAD = len(PREAMBLE) + 2
#: Three status bytes and the check byte at least; the longest answer (two fingerprints) has 2314.
_LEN_MIN, _LEN_MAX = 4, 2400


class Command(Enum):
    """The requests this program makes."""

    RESET = b"\x10\xff"
    STATUS = b"\x11\xff"
    IDENTIFY = b"\x12\xff"
    FIND = b"\x20\x01"
    SELECT = b"\x20\x02"
    READ = b"\x30\x01"
    READ_NEW_ADDRESS = b"\x30\x03"


class Status(IntEnum):
    """The third status byte."""

    BAD_CHECKSUM = 0x10
    BAD_LENGTH = 0x11
    BAD_COMMAND = 0x21
    NOT_NOW = 0x23
    UNKNOWN_ERROR = 0x24
    CARD_REJECTS = 0x31
    READER_REJECTS = 0x32
    DATA_REJECTED = 0x33
    WRONG_CARD = 0x40
    READ_FAILED = 0x41
    NO_RANDOM = 0x47
    SELF_TEST_FAILED = 0x60
    NOT_AUTHORISED = 0x66
    NO_CARD = 0x80
    SELECT_FAILED = 0x81
    OK = 0x90
    NOTHING_THERE = 0x91
    CARD_FOUND = 0x9F


@dataclass(frozen=True, slots=True)
class Frame:
    """One answer; the data may be a citizen's and stays out of the text form."""

    status: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Blocks:
    """The parts of a read answer."""

    text: bytes = field(repr=False)
    photo: bytes = field(repr=False)


def encode(command: Command) -> bytes:
    """Build the bytes of a request."""
    body = (len(command.value) + 1).to_bytes(2, "big") + command.value
    return PREAMBLE + body + bytes([_xor(body)])


def split_blocks(data: bytes) -> Blocks | None:
    """Cut a read answer by the lengths in its head; None when they do not add up."""
    text_size = int.from_bytes(data[0:2], "big")
    photo_size = int.from_bytes(data[2:4], "big")
    if text_size == 0 or len(data) != 4 + text_size + photo_size:
        return None
    return Blocks(text=data[4 : 4 + text_size], photo=data[4 + text_size :])


def reader_label(data: bytes) -> str:
    """Write the 16 id bytes as readers print them: type.version-date-serial-serial."""
    kind, version = (int.from_bytes(data[i : i + 2], "little") for i in (0, 2))
    made, first, second = (int.from_bytes(data[i : i + 4], "little") for i in (4, 8, 12))
    return f"{kind:02d}.{version:02d}-{made}-{first:010d}-{second:010d}"


class Parser:
    """Finds answers in whatever arrives; after a bad check byte it drops one and looks again."""

    def __init__(self) -> None:
        """Start with nothing received."""
        self._buffer = bytearray()

    @property
    def wanted(self) -> int:
        """How many bytes the frame at hand still needs (a lower bound, at least 1)."""
        have = len(self._buffer)
        if have < _HEAD:
            return _HEAD + _LEN_MIN - have
        return max(1, _HEAD + self._length() - have)

    def clear(self) -> None:
        """Forget a half frame, which would swallow the next good one."""
        self._buffer.clear()

    def feed(self, data: bytes) -> list[Frame]:
        """Take bytes in any portions; return the answers that are complete by now."""
        self._buffer += data
        frames = []
        while self._align() and len(self._buffer) >= _HEAD:
            if not _LEN_MIN <= self._length() <= _LEN_MAX:
                del self._buffer[0]
                continue
            end = _HEAD + self._length()
            if len(self._buffer) < end:
                break
            frame = bytes(self._buffer[:end])
            if _xor(frame[len(PREAMBLE) :]) != 0:
                del self._buffer[0]
                continue
            del self._buffer[:end]
            frames.append(Frame(status=frame[_HEAD + 2], data=frame[_HEAD + 3 : -1]))
        return frames

    def _length(self) -> int:
        return int.from_bytes(self._buffer[len(PREAMBLE) : _HEAD], "big")

    def _align(self) -> bool:
        """Bring a preamble, or the beginning of one, to the front; False when nothing is left."""
        start = self._buffer.find(PREAMBLE)
        if start < 0:
            start = self._partial_start()
        del self._buffer[:start]
        return bool(self._buffer)

    def _partial_start(self) -> int:
        for size in range(len(PREAMBLE) - 1, 0, -1):
            if self._buffer.endswith(PREAMBLE[:size]):
                return len(self._buffer) - size
        return len(self._buffer)


def _xor(data: bytes) -> int:
    check = 0
    for byte in data:
        check ^= byte
    return check
