"""The pad's own view of the software pad's messages: what a desk may say, what a pad answers.

One JSON object a line, UTF-8; pure, total on any input. Written apart from the desk's side, so that
a mistake shared by both is seen.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

LONGEST_TEXT = 64
LONGEST_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Asked:
    """The desk asks for a rating; ``seconds`` are left for it."""

    session: str
    ticket: str
    window: int
    staff: str
    item: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The question is taken back or its time is over."""

    session: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """The press was taken."""

    session: str


@dataclass(frozen=True, slots=True)
class Plate:
    """Whose window this is; an empty staff number: nobody sits there."""

    window: int
    staff: str


@dataclass(frozen=True, slots=True)
class Ping:
    """The desk wants a sign of life."""


@dataclass(frozen=True, slots=True)
class Strange:
    """Something that means nothing to this pad."""


Said = Asked | Cancelled | Accepted | Plate | Ping | Strange


def read(line: bytes) -> Said:
    """What a line says."""
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return Strange()
    match values:
        case {"type": "ping"}:
            return Ping()
        case {"type": "cancel", "session": str(session)}:
            return Cancelled(session)
        case {"type": "accepted", "session": str(session)}:
            return Accepted(session)
        case {"type": "plate", "window": int(window), "staff": str(staff)}:
            return Plate(window, staff) if _is_place(window) and _is_short(staff) else Strange()
        case {"type": "begin", "session": str(), "window": int(), "seconds": int() | float()}:
            return _asked(values)
    return Strange()


def rated_line(session: str, grade: int) -> bytes:
    """A citizen pressed."""
    return _line({"type": "rated", "session": session, "grade": grade})


def reasons_line(session: str, codes: tuple[str, ...]) -> bytes:
    """A citizen chose reasons."""
    return _line({"type": "reasons", "session": session, "codes": list(codes)})


def pong_line() -> bytes:
    """A sign of life."""
    return _line({"type": "pong"})


def _asked(values: dict[str, object]) -> Said:
    texts = [values.get(name) for name in ("session", "ticket", "staff", "item")]
    window, seconds = values["window"], values["seconds"]
    if not all(isinstance(text, str) and _is_short(text) for text in texts):
        return Strange()
    if not isinstance(window, int) or not _is_place(window):
        return Strange()
    # Not the other way round: a NaN is in no range.
    if not isinstance(seconds, int | float) or not 0 < seconds <= LONGEST_SECONDS:
        return Strange()
    session, ticket, staff, item = (str(text) for text in texts)
    return Asked(session, ticket, window, staff, item, float(seconds))


def _is_short(text: str) -> bool:
    return len(text) <= LONGEST_TEXT and text.isprintable()


def _is_place(window: int) -> bool:
    return type(window) is int and 0 <= window <= 99


def _line(values: dict[str, object]) -> bytes:
    return json.dumps(values, ensure_ascii=False).encode() + b"\n"
