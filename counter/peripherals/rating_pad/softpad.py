"""Drives the software pad: a second screen or tablet that listens on TCP for JSON lines."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from queue import SimpleQueue

from counter.peripherals.link import Link
from counter.peripherals.rating_pad import (
    GaveReasons,
    Invitation,
    PadEvent,
    PadLost,
    PadReady,
    Rated,
    TimedOut,
)
from counter.peripherals.rating_pad.connection import Connection, Timing
from counter.peripherals.rating_pad.sessions import Session, Sessions
from counter.peripherals.rating_pad.softpad_keyed import KeyedTalk
from counter.peripherals.rating_pad.softpad_messages import (
    Alive,
    Message,
    Parser,
    Pressed,
    Reasons,
    accepted_line,
    begin_line,
    cancel_line,
    ping_line,
    plate_line,
)


class SoftPad:
    """A RatingPad over a Link; connects by itself and comes back by itself."""

    def __init__(self, link: Link, timing: Timing | None = None, key: bytes | None = None) -> None:
        """Start the pad's thread; with the wire's ``key`` both ends prove it and seal each line."""
        timing = timing or Timing()
        self._talk = _SoftTalk(timing)
        talk = self._talk if key is None else KeyedTalk(self._talk, key)
        self._connection = Connection(link, talk, timing)

    @property
    def ignored(self) -> int:
        """How many messages were late, for another session or without meaning."""
        return self._talk.ignored

    def begin(self, session_id: str, invitation: Invitation, timeout: float) -> None:
        """Ask for a rating for `timeout` seconds; raises SessionIdReused."""
        now = time.monotonic()
        self._talk.begin(Session(session_id, invitation, began=now, ends=now + timeout))

    def cancel(self, session_id: str) -> None:
        """Stop asking."""
        self._talk.cancel(session_id)

    def show_plate(self, window: int, staff_number: str) -> None:
        """Show whose window this is while nothing is asked."""
        self._talk.show_plate(window, staff_number)

    @property
    def is_connected(self) -> bool:
        """Whether the pad is on the line now, and proved that it knows the wire's key."""
        return self._connection.is_open and self._talk.is_ready

    def events(self) -> SimpleQueue[PadEvent]:
        """What happened, in order."""
        return self._talk.events

    def close(self) -> None:
        """End the thread and let go of the device."""
        self._connection.close()


class _SoftTalk:
    """The conversation; the desk's calls and the connection's thread meet under one lock."""

    def __init__(self, timing: Timing) -> None:
        self.events: SimpleQueue[PadEvent] = SimpleQueue()
        self.ignored = 0
        self._timing = timing
        self._sessions = Sessions()
        self._parser = Parser()
        self._outgoing: deque[bytes] = deque()
        self._lock = threading.Lock()
        self._is_ready: bool | None = None
        self._heard = self._pinged = 0.0
        self._plate: bytes | None = None

    @property
    def is_ready(self) -> bool:
        return self._is_ready is True

    def begin(self, session: Session) -> None:
        with self._lock:
            ended = self._sessions.begin(session)
            if ended is not None:
                self.events.put(TimedOut(ended))
            seconds = session.ends - session.began
            self._outgoing.append(begin_line(session.session_id, session.invitation, seconds))

    def cancel(self, session_id: str) -> None:
        with self._lock:
            if self._sessions.cancel(session_id):
                self._outgoing.append(cancel_line(session_id))

    def show_plate(self, window: int, staff_number: str) -> None:
        with self._lock:
            self._plate = plate_line(window, staff_number)
            self._outgoing.append(self._plate)

    def connected(self, now: float) -> list[bytes]:
        with self._lock:
            self._parser = Parser()
            self._outgoing.clear()
            self._heard = self._pinged = now
            self._is_ready = True
            self.events.put(PadReady())
            # The pad may have been restarted: it is told again, for the time that is left.
            plate = [] if self._plate is None else [self._plate]
            session = self._sessions.open
            if session is None:
                return [*plate, ping_line()]
            asked = begin_line(session.session_id, session.invitation, session.ends - now)
            return [*plate, asked]

    def disconnected(self) -> None:
        self._lose(PadLost())

    def refused(self, sentence: str) -> None:
        self._lose(PadLost(sentence))

    def _lose(self, event: PadLost) -> None:
        if self._is_ready is not False:
            self.events.put(event)
        self._is_ready = False

    def received(self, data: bytes, now: float) -> list[bytes]:
        self._heard = now
        with self._lock:
            return [
                reply for message in self._parser.feed(data) for reply in self._take(message, now)
            ]

    def tick(self, now: float) -> list[bytes]:
        with self._lock:
            expired = self._sessions.expire(now)
            if expired is not None:
                self.events.put(TimedOut(expired))
                self._outgoing.append(cancel_line(expired))
            if now - self._pinged >= self._timing.ping:
                self._pinged = now
                self._outgoing.append(ping_line())
            lines = list(self._outgoing)
            self._outgoing.clear()
            return lines

    def is_silent(self, now: float) -> bool:
        return now - self._heard > self._timing.silence

    def _take(self, message: Message, now: float) -> Iterator[bytes]:
        match message:
            case Pressed(session_id, grade) if self._sessions.rate(session_id, now):
                self.events.put(Rated(session_id, grade, raw_key=str(int(grade))))
                yield accepted_line(session_id)
            case Reasons(session_id, codes) if session_id == self._sessions.last_rated:
                self._sessions.last_rated = None
                self.events.put(GaveReasons(session_id, codes))
            case Alive(is_strange=False):
                pass
            case _:
                self.ignored += 1
