"""Frames of the call box with a four-key rating pad (`FF 68 …`): pure, total on any input.

`FF 68 | L L | 68 | address command data | sum | 16`; L counts address, command and data and stands
there twice; the sum is over the same bytes, modulo 256.
"""

from __future__ import annotations

from dataclasses import dataclass

HEAD = b"\xff\x68"
_MARK, _END = 0x68, 0x16
_SHORTEST, _LONGEST = 2, 32

RATING_KEY = 0x11
_TO_DEVICE_RATING = 0x01
_START = 0x0B


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame in either direction."""

    address: int
    command: int
    data: bytes = b""


def encode(frame: Frame) -> bytes:
    """Build the bytes of a frame."""
    body = bytes([frame.address, frame.command]) + frame.data
    head = HEAD + bytes([len(body), len(body), _MARK])
    return head + body + bytes([sum(body) % 256, _END])


def start_rating(address: int) -> bytes:
    """Ask the pad to invite a rating."""
    return encode(Frame(address, _TO_DEVICE_RATING, bytes([_START])))


def acknowledge_rating(frame: Frame) -> bytes:
    """Confirm a rating key, so that the device does not repeat it."""
    return encode(Frame(frame.address, _TO_DEVICE_RATING, frame.data))


class Parser:
    """Finds frames in whatever arrives; anything that does not fit costs one byte."""

    def __init__(self) -> None:
        """Start with nothing received."""
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[Frame]:
        """Take bytes in any portions; return the frames that are complete by now."""
        self._buffer += data
        frames = []
        while self._buffer:
            size = self._size()
            if size == 0:
                del self._buffer[0]
            elif size is None or len(self._buffer) < size:
                break
            elif not _is_sound(self._buffer[:size]):
                del self._buffer[0]
            else:
                body = bytes(self._buffer[5 : size - 2])
                del self._buffer[:size]
                frames.append(Frame(address=body[0], command=body[1], data=body[2:]))
        return frames

    def _size(self) -> int | None:
        """The frame's size, None while too little has arrived to know, 0 when it is no frame."""
        head = bytes(self._buffer[:5])
        if not HEAD.startswith(head[:2]):
            return 0
        if len(head) < 5:
            return None
        is_head = head[2] == head[3] and head[4] == _MARK and _SHORTEST <= head[2] <= _LONGEST
        return 5 + head[2] + 2 if is_head else 0


def _is_sound(raw: bytearray) -> bool:
    return raw[-1] == _END and sum(raw[5:-2]) % 256 == raw[-2]
