"""Whether an outage drill shuts the centre off from this desk now; the one place that decides it.

The worker's line and the short lines ask here before and during every call, and then behave as if
the network were gone. Nothing else knows of a drill.
"""

import datetime as dt
import threading

from counter.rules.drills import LONGEST_MIN, Drill, next_at, on_at
from counter.store.trouble import StoreTrouble
from counter.store.unit_of_work import Store
from counter.workflows.clock import Clock
from counter.workflows.drills import drills_here

READ_EVERY_MS = 1_000
COMING_BACK = dt.timedelta(seconds=10)
"""So long at most a desk takes to find its centre again."""
LONGEST_MS = LONGEST_MIN * 60_000


class DrillGate:
    """Reads the drills of this desk's file, at most once a second, and decides by the clock."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Take the store and the clock; nothing is read yet."""
        self._store, self._clock = store, clock
        self._turn = threading.Lock()
        self._drills: tuple[Drill, ...] = ()
        self._read_ms: int | None = None
        self._shut_ms: int | None = None

    def is_shut(self) -> bool:
        """Whether the centre is shut off now; from any thread but the screen's, for it reads."""
        with self._turn:
            self._read()
            return self._is_shut()

    @property
    def seen(self) -> Drill | None:
        """The drill that is on, or so lately over that the lines are just coming back; as they
        last read it, nothing is read here."""
        now = self._clock.now()
        return on_at(self._drills, now) or on_at(self._drills, now - COMING_BACK)

    @property
    def announced(self) -> Drill | None:
        """The drill that begins next; like the other, read by the lines and not here."""
        return next_at(self._drills, self._clock.now())

    def _read(self) -> None:
        boot_ms = self._clock.boot_ms()
        if self._read_ms is not None and boot_ms - self._read_ms < READ_EVERY_MS:
            return
        self._read_ms = boot_ms
        try:
            with self._store.reading() as session:
                self._drills = drills_here(session, self._store.origin, self._clock.now())
        except StoreTrouble:
            # Whoever uses the file next says so; a line is not shut or opened by it.
            return

    def _is_shut(self) -> bool:
        if on_at(self._drills, self._clock.now()) is None:
            self._shut_ms = None
            return False
        boot_ms = self._clock.boot_ms()
        if self._shut_ms is None:
            self._shut_ms = boot_ms
        # A wall clock that was put back must not make a drill longer than the longest.
        return boot_ms - self._shut_ms < LONGEST_MS
