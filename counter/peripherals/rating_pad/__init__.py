"""The rating pad: how a desk asks a citizen for a rating, and what comes back.

A rating is taken from the device only, and only while its own session is open: no clerk can press
for a citizen, and a late press never lands on the next one. Nobody pressed is not 满意: it is
TimedOut, recorded as 未评价.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from queue import SimpleQueue
from typing import Protocol

from counter.peripherals import PeripheralError

__all__ = [
    "GaveReasons",
    "Grade",
    "Invitation",
    "PadEvent",
    "PadLost",
    "PadReady",
    "Rated",
    "RatingPad",
    "SessionIdReused",
    "TimedOut",
]


class Grade(IntEnum):
    """The five national grades (GB/T 39735); the lower two are 差评 and want reasons."""

    VERY_DISSATISFIED = 1
    DISSATISFIED = 2
    BASICALLY_SATISFIED = 3
    SATISFIED = 4
    VERY_SATISFIED = 5

    @property
    def label(self) -> str:
        """The grade's words."""
        return _LABELS[self]

    @property
    def is_negative(self) -> bool:
        """Whether the hall must ask why and call back."""
        return self <= Grade.DISSATISFIED


_LABELS = {
    Grade.VERY_DISSATISFIED: "非常不满意",
    Grade.DISSATISFIED: "不满意",
    Grade.BASICALLY_SATISFIED: "基本满意",
    Grade.SATISFIED: "满意",
    Grade.VERY_SATISFIED: "非常满意",
}


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the pad shows while it asks; no names, neither the clerk's nor the citizen's."""

    ticket: str
    window: int
    staff_number: str
    item: str


@dataclass(frozen=True, slots=True)
class Rated:
    """A citizen pressed; `raw_key` is what the device sent, kept beside the grade it maps to."""

    session_id: str
    grade: Grade
    raw_key: str


@dataclass(frozen=True, slots=True)
class GaveReasons:
    """Codes a citizen chose after a negative rating; may never come."""

    session_id: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TimedOut:
    """Nobody pressed in time, or the next session began: 未评价."""

    session_id: str


@dataclass(frozen=True, slots=True)
class PadLost:
    """The pad cannot be reached; an open session goes on until its time is over."""

    sentence: str = "评价器断开了。请检查连接线；群众可扫小票上的二维码评价。"


@dataclass(frozen=True, slots=True)
class PadReady:
    """The pad can be reached (again)."""


PadEvent = Rated | GaveReasons | TimedOut | PadLost | PadReady


class SessionIdReused(PeripheralError):
    """A visit is rated once: a session id that was used may not be opened again."""

    code = "session-reused"
    happened = "本次服务已经请群众评价过一次。"
    next_step = "请继续办理下一位。"


class RatingPad(Protocol):
    """A pad on the citizen's side; it works on its own thread and may be called from any."""

    def begin(self, session_id: str, invitation: Invitation, timeout: float) -> None:
        """Ask for a rating for `timeout` seconds; a session still open ends with TimedOut."""
        ...

    def cancel(self, session_id: str) -> None:
        """Stop asking; nothing is reported for this session any more."""
        ...

    def show_plate(self, window: int, staff_number: str) -> None:
        """Show whose window this is while nothing is asked; an empty number: nobody's."""
        ...

    @property
    def is_connected(self) -> bool:
        """Whether the pad is on the line now, and proved who it is where it must."""
        ...

    def events(self) -> SimpleQueue[PadEvent]:
        """What happened, in order; one consumer."""
        ...

    def close(self) -> None:
        """End the thread and let go of the device."""
        ...
