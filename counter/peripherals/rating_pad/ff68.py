"""Drives the serial pad of the `FF 68` call box family.

The wire has no session id: presses count only between `begin` and its timeout, not in the first
half second, and a key that comes twice within three seconds is one press. What a key means is
printed on its cap and differs from make to make: the mapping is a setting.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from queue import SimpleQueue

from counter.peripherals.link import Link
from counter.peripherals.rating_pad import (
    Grade,
    Invitation,
    PadEvent,
    PadLost,
    PadReady,
    Rated,
    TimedOut,
)
from counter.peripherals.rating_pad.connection import Connection, Timing
from counter.peripherals.rating_pad.ff68_codec import (
    RATING_KEY,
    Frame,
    Parser,
    acknowledge_rating,
    start_rating,
)
from counter.peripherals.rating_pad.sessions import Session, Sessions

BAUD = 9600
_SAME_PRESS_SECONDS = 3.0


class Ff68Pad:
    """A RatingPad over a Link; `keys` maps the device's key bytes to grades."""

    def __init__(
        self, link: Link, address: int, keys: Mapping[int, Grade], timing: Timing | None = None
    ) -> None:
        """Start the pad's thread."""
        timing = timing or Timing()
        self._talk = _Ff68Talk(address, keys, timing.guard)
        self._connection = Connection(link, self._talk, timing)

    @property
    def ignored(self) -> int:
        """How many presses were late, early, repeated or of an unknown key."""
        return self._talk.ignored

    def begin(self, session_id: str, invitation: Invitation, timeout: float) -> None:
        """Ask for a rating for `timeout` seconds; raises SessionIdReused."""
        now = time.monotonic()
        self._talk.begin(Session(session_id, invitation, began=now, ends=now + timeout))

    def cancel(self, session_id: str) -> None:
        """Stop asking; the device itself has no command for it."""
        self._talk.cancel(session_id)

    def show_plate(self, window: int, staff_number: str) -> None:
        """Nothing: the device has no screen for it."""

    @property
    def is_connected(self) -> bool:
        """Whether the pad is on the line now."""
        return self._connection.is_open

    def events(self) -> SimpleQueue[PadEvent]:
        """What happened, in order."""
        return self._talk.events

    def close(self) -> None:
        """End the thread and let go of the device."""
        self._connection.close()


class _Ff68Talk:
    """The conversation; the desk's calls and the connection's thread meet under one lock."""

    def __init__(self, address: int, keys: Mapping[int, Grade], guard: float) -> None:
        self.events: SimpleQueue[PadEvent] = SimpleQueue()
        self.ignored = 0
        self._address = address
        self._guard = guard
        self._keys = dict(keys)
        self._sessions = Sessions()
        self._parser = Parser()
        self._must_ask = False
        self._lock = threading.Lock()
        self._is_ready: bool | None = None
        self._last_press: tuple[bytes, float] | None = None

    def begin(self, session: Session) -> None:
        with self._lock:
            ended = self._sessions.begin(session)
            if ended is not None:
                self.events.put(TimedOut(ended))
            self._must_ask = True

    def cancel(self, session_id: str) -> None:
        with self._lock:
            self._sessions.cancel(session_id)

    def connected(self, now: float) -> list[bytes]:
        self._parser = Parser()
        self._is_ready = True
        self.events.put(PadReady())
        self._must_ask = self._sessions.open is not None
        return []

    def disconnected(self) -> None:
        if self._is_ready is not False:
            self.events.put(PadLost())
        self._is_ready = False

    def received(self, data: bytes, now: float) -> list[bytes]:
        with self._lock:
            frames = self._parser.feed(data)
            return [reply for frame in frames for reply in self._take(frame, now)]

    def tick(self, now: float) -> list[bytes]:
        with self._lock:
            expired = self._sessions.expire(now)
            if expired is not None:
                self.events.put(TimedOut(expired))
            if not self._must_ask:
                return []
            self._must_ask = False
            return [start_rating(self._address)] if self._sessions.open else []

    def is_silent(self, now: float) -> bool:
        # The device speaks only when pressed; silence says nothing.
        return False

    def _take(self, frame: Frame, now: float) -> Iterator[bytes]:
        if frame.address != self._address or frame.command != RATING_KEY or len(frame.data) != 1:
            self.ignored += 1
            return
        # Acknowledged even when it does not count: otherwise the device repeats it.
        yield acknowledge_rating(frame)
        session = self._sessions.open
        grade = self._keys.get(frame.data[0])
        if session is None or grade is None or self._is_too_soon(frame, session, now):
            self.ignored += 1
        elif self._sessions.rate(session.session_id, now):
            self.events.put(Rated(session.session_id, grade, raw_key=str(frame.data[0])))
        self._last_press = (frame.data, now)

    def _is_too_soon(self, frame: Frame, session: Session, now: float) -> bool:
        if now - session.began < self._guard:
            return True
        if self._last_press is None or self._last_press[0] != frame.data:
            return False
        return now - self._last_press[1] < _SAME_PRESS_SECONDS
