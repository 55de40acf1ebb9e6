"""The thread that keeps a pad connected: it reads, sends what the talk wants, and reconnects."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from counter.peripherals import DeviceLost, PeripheralError
from counter.peripherals.link import Link

log = logging.getLogger(__name__)

_READ_BYTES = 4096
_JOIN_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Timing:
    """How the thread paces itself, in seconds."""

    tick: float = 0.05
    #: Waits between attempts to connect; the last one repeats.
    back_off: tuple[float, ...] = (1.0, 2.0, 4.0)
    #: How often the pad is asked for a sign of life, and how long it may give none.
    ping: float = 2.0
    silence: float = 6.0
    #: Without session ids: a press so soon after the question was meant for the one before.
    guard: float = 0.5


class Talk(Protocol):
    """One make's side of the conversation; called on the connection's thread, does no input."""

    def connected(self, now: float) -> Iterable[bytes]:
        """What to send after connecting."""
        ...

    def disconnected(self) -> None:
        """The link is gone."""
        ...

    def received(self, data: bytes, now: float) -> Iterable[bytes]:
        """Take what arrived; returns what to send back."""
        ...

    def tick(self, now: float) -> Iterable[bytes]:
        """Look at the time, connected or not; returns what to send (lost when not connected)."""
        ...

    def is_silent(self, now: float) -> bool:
        """Whether the device gave no sign of life for too long."""
        ...


class Connection:
    """Runs a talk over a link until closed."""

    def __init__(self, link: Link, talk: Talk, timing: Timing) -> None:
        """Start at once."""
        self._link = link
        self._talk = talk
        self._timing = timing
        self._stopping, self._is_open = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="rating-pad", daemon=True)
        self._thread.start()

    @property
    def is_open(self) -> bool:
        """Whether the device is on the line now."""
        return self._is_open.is_set()

    def close(self) -> None:
        """End the thread and let go of the device."""
        self._stopping.set()
        self._thread.join(timeout=_JOIN_SECONDS)
        self._link.close()

    def _run(self) -> None:
        attempt = 0
        while not self._stopping.is_set():
            try:
                self._link.open()
                attempt = 0
                self._serve()
            except PeripheralError as trouble:
                log.info("rating pad: %s", trouble.code)
            self._is_open.clear()
            self._link.close()
            if self._stopping.is_set():
                return
            self._talk.disconnected()
            waits = self._timing.back_off
            self._rest(waits[min(attempt, len(waits) - 1)])
            attempt += 1

    def _serve(self) -> None:
        self._is_open.set()
        self._send(self._talk.connected(time.monotonic()))
        while not self._stopping.is_set():
            data = self._link.read(_READ_BYTES, self._timing.tick)
            now = time.monotonic()
            if data:
                self._send(self._talk.received(data, now))
            self._send(self._talk.tick(now))
            if self._talk.is_silent(now):
                raise DeviceLost("评价器")

    def _rest(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not self._stopping.is_set() and time.monotonic() < end:
            # Nothing can be sent, but sessions run out while the pad is away.
            list(self._talk.tick(time.monotonic()))
            self._stopping.wait(self._timing.tick)

    def _send(self, messages: Iterable[bytes]) -> None:
        for message in messages:
            self._link.write(message)
