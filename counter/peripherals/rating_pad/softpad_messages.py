"""The software pad's messages: one JSON object a line, UTF-8; pure, total on any input.

To the pad: begin, cancel, accepted, plate, ping. From it: pong, rated, reasons. Every rating names
its session, so that a late press cannot land on the next citizen.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from counter.peripherals.rating_pad import Grade, Invitation

_LONGEST_LINE = 4096
_LONGEST_TEXT = 64
_MOST_REASONS = 10


@dataclass(frozen=True, slots=True)
class Pressed:
    """A citizen pressed a grade."""

    session_id: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class Reasons:
    """A citizen chose reasons."""

    session_id: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alive:
    """A sign of life, or something that makes no sense (`is_strange`)."""

    is_strange: bool = False


Message = Pressed | Reasons | Alive


def begin_line(session_id: str, invitation: Invitation, seconds: float) -> bytes:
    """Ask for a rating; `seconds` are what is left of the session's time."""
    return _line(
        type="begin",
        session=session_id,
        ticket=invitation.ticket,
        window=invitation.window,
        staff=invitation.staff_number,
        item=invitation.item,
        seconds=round(seconds, 1),
    )


def cancel_line(session_id: str) -> bytes:
    """Take the question off the screen."""
    return _line(type="cancel", session=session_id)


def accepted_line(session_id: str) -> bytes:
    """Say that the press was taken."""
    return _line(type="accepted", session=session_id)


def plate_line(window: int, staff_number: str) -> bytes:
    """Show whose window this is while nothing is asked."""
    return _line(type="plate", window=window, staff=staff_number)


def ping_line() -> bytes:
    """Ask for a sign of life."""
    return _line(type="ping")


class Parser:
    """Cuts what arrives into messages."""

    def __init__(self) -> None:
        """Start with nothing received."""
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[Message]:
        """Take bytes in any portions; a line that grows without end is dropped."""
        self._buffer += data
        *lines, rest = bytes(self._buffer).split(b"\n")
        self._buffer = bytearray(rest)
        messages: list[Message] = [_message(line) for line in lines]
        if len(rest) > _LONGEST_LINE:
            self._buffer.clear()
            messages.append(Alive(is_strange=True))
        return messages


def _line(**values: str | int | float) -> bytes:
    return json.dumps(values, ensure_ascii=False).encode() + b"\n"


def _message(line: bytes) -> Message:
    if len(line) > _LONGEST_LINE:
        return Alive(is_strange=True)
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return Alive(is_strange=True)
    if not isinstance(values, dict):
        return Alive(is_strange=True)
    match values:
        case {"type": "pong"}:
            return Alive()
        case {"type": "rated", "session": str(session), "grade": grade} if _is_grade(grade):
            return Pressed(session, Grade(grade))
        case {"type": "reasons", "session": str(session), "codes": list(codes)}:
            return _reasons(session, codes)
    return Alive(is_strange=True)


def _is_grade(value: object) -> bool:
    # In Python true is an int; on the wire it is no grade.
    return type(value) is int and value in tuple(Grade)


def _reasons(session: str, codes: list[object]) -> Message:
    texts = tuple(code for code in codes if isinstance(code, str) and len(code) <= _LONGEST_TEXT)
    if len(texts) != len(codes) or len(texts) > _MOST_REASONS:
        return Alive(is_strange=True)
    return Reasons(session, texts)
