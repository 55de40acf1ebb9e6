"""Keeps which rating is open, so that a press counts once and for the right citizen; no clock."""

from __future__ import annotations

from dataclasses import dataclass

from counter.peripherals.rating_pad import Invitation, SessionIdReused

_REMEMBERED = 256


@dataclass(frozen=True, slots=True)
class Session:
    """An open rating; times are seconds on one monotonic scale."""

    session_id: str
    invitation: Invitation
    began: float
    ends: float


class Sessions:
    """At most one session is open; an id is used once."""

    def __init__(self) -> None:
        """Start with none."""
        self.open: Session | None = None
        #: The session whose reasons may still come.
        self.last_rated: str | None = None
        self._used: dict[str, None] = {}

    def begin(self, session: Session) -> str | None:
        """Open a session; returns the id of the one it ends, raises SessionIdReused."""
        if session.session_id in self._used:
            raise SessionIdReused("评价器")
        self._used[session.session_id] = None
        if len(self._used) > _REMEMBERED:
            del self._used[next(iter(self._used))]
        ended = self.open.session_id if self.open else None
        self.open, self.last_rated = session, None
        return ended

    def cancel(self, session_id: str) -> bool:
        """Close a session without a result; False when it is not the open one."""
        if self.open is None or self.open.session_id != session_id:
            return False
        self.open = None
        return True

    def rate(self, session_id: str, now: float) -> bool:
        """Close a session by a press; False when the press is late or not for it."""
        if self.open is None or self.open.session_id != session_id or now >= self.open.ends:
            return False
        self.open, self.last_rated = None, session_id
        return True

    def expire(self, now: float) -> str | None:
        """Close a session whose time is over; returns its id."""
        if self.open is None or now < self.open.ends:
            return None
        expired, self.open = self.open.session_id, None
        return expired
