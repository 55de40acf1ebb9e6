"""Cuts the byte stream to a simulated printer into commands, in whatever portions it arrives."""

from __future__ import annotations

from dataclasses import dataclass

_ESC, _FS, _GS, _DLE = 0x1B, 0x1C, 0x1D, 0x10
_SPACE = 0x20
#: Commands with a fixed number of parameter bytes: (prefix, letter) -> count.
_FIXED = {
    (_ESC, 0x40): 0,
    (_ESC, 0x61): 1,
    (_ESC, 0x64): 1,
    (_ESC, 0x4A): 1,
    (_FS, 0x26): 0,
    (_FS, 0x2E): 0,
    (_GS, 0x21): 1,
    (_GS, 0x72): 1,
    (_DLE, 0x04): 1,
}
_CUT, _RASTER, _CODE = (_GS, 0x56), (_GS, 0x76), (_GS, 0x28)


@dataclass(frozen=True, slots=True)
class Token:
    """One command with its parameters; `name` is its hex opcode, `text` for a byte to print."""

    name: str
    data: bytes = b""

    @property
    def is_urgent(self) -> bool:
        """Whether the printer acts on it before everything that waits."""
        return self.name == "1004"


class Tokenizer:
    """Collects bytes and yields whole commands; an unknown command becomes `unknown`."""

    def __init__(self) -> None:
        """Start with nothing received."""
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[Token]:
        """Take bytes; return the commands that are complete by now."""
        self._buffer += data
        tokens = []
        while self._buffer:
            size = self._size()
            if size is None or len(self._buffer) < size:
                break
            raw = bytes(self._buffer[:size])
            del self._buffer[:size]
            tokens.append(_token(raw))
        return tokens

    def _size(self) -> int | None:
        """The length of the command at the front, None while too little has arrived to know."""
        head = self._buffer
        if head[0] not in (_ESC, _FS, _GS, _DLE):
            return 1
        if len(head) < 2:
            return None
        opcode = (head[0], head[1])
        if opcode in _FIXED:
            return 2 + _FIXED[opcode]
        if opcode == _CUT:
            return None if len(head) < 3 else (4 if head[2] in (0x41, 0x42) else 3)
        if opcode == _RASTER:
            return None if len(head) < 8 else 8 + _u16(head, 4) * _u16(head, 6)
        if opcode == _CODE:
            return None if len(head) < 5 else 5 + _u16(head, 3)
        return 2


def _token(raw: bytes) -> Token:
    if raw[0] not in (_ESC, _FS, _GS, _DLE):
        if raw[0] >= _SPACE:
            return Token("text", raw)
        return Token("0a") if raw == b"\n" else Token("unknown", raw)
    opcode = (raw[0], raw[1])
    if opcode in _FIXED or opcode in (_CUT, _RASTER, _CODE):
        return Token(raw[:2].hex(), raw[2:])
    return Token("unknown", raw)


def _u16(data: bytearray, at: int) -> int:
    return data[at] | data[at + 1] << 8
