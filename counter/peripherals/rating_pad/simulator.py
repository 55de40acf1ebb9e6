"""A software pad at the other end of the wire: shows what it was asked to, presses on request."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable

from counter.peripherals.wire import Wire


class SimulatedSoftPad:
    """A pad in front of a citizen who does what the test says."""

    def __init__(self, wire: Wire) -> None:
        """Sit down at a wire and listen."""
        #: What the pad shows now: the last `begin`, or None.
        self.showing: dict[str, object] | None = None
        self.accepted: list[str] = []
        #: Whose window it says it is while nothing is asked: window and staff number.
        self.plate: tuple[object, object] | None = None
        self.pings = 0
        #: Switched off but still connected: no sign of life.
        self.is_frozen = False
        self._wire = wire
        self._buffer = b""
        self._changed = threading.Condition()
        wire.start(self._receive)

    @property
    def url(self) -> str:
        """What the driver opens."""
        return self._wire.url

    def wait_for(self, condition: Callable[[], bool], timeout: float = 5.0) -> bool:
        """Wait until a message made the condition true; False when it is not in time."""
        with self._changed:
            return self._changed.wait_for(condition, timeout)

    def wait_showing(self, session_id: str, timeout: float = 5.0) -> bool:
        """Wait until the pad asks for this session's rating."""
        return self.wait_for(
            lambda: self.showing is not None and self.showing["session"] == session_id, timeout
        )

    def press(self, grade: int, session_id: str | None = None) -> None:
        """Press a grade for what is shown, or for a session the pad should have forgotten."""
        session = session_id or (self.showing or {}).get("session", "")
        self.send({"type": "rated", "session": session, "grade": grade})

    def give_reasons(self, session_id: str, *codes: str) -> None:
        """Choose reasons after a press."""
        self.send({"type": "reasons", "session": session_id, "codes": list(codes)})

    def send(self, message: object) -> None:
        """Send any JSON value."""
        self.send_raw(json.dumps(message).encode() + b"\n")

    def send_raw(self, data: bytes) -> None:
        """Send any bytes."""
        self._wire.send(data)

    def hang_up(self) -> None:
        """Break the connection; the desk may connect again."""
        self._wire.hang_up()

    def close(self) -> None:
        """Switch the pad off."""
        self._wire.close()

    def _receive(self, data: bytes) -> None:
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        for line in lines:
            with self._changed:
                self._take(json.loads(line))
                self._changed.notify_all()

    def _take(self, message: dict[str, object]) -> None:
        match message["type"]:
            case "begin":
                self.showing = message
            case "plate":
                self.plate = (message["window"], message["staff"])
            case "cancel":
                self.showing = None
            case "accepted":
                self.showing = None
                self.accepted.append(str(message["session"]))
            case "ping":
                self.pings += 1
                if not self.is_frozen:
                    self.send({"type": "pong"})
