"""A window's machine in virtual time: its clocks drift, it is suspended, switched off, started."""

import datetime as dt
import random
import uuid
from dataclasses import dataclass

from tests.faults.strands import Strands

OPENED = dt.datetime(2026, 11, 23, 0, 30, tzinfo=dt.UTC)
"""08:30 in the hall; every play ends the same day."""
DRIFT = 0.01
START_MS = 20_000
"""What the boot clock says when the program begins after a start of the machine."""


@dataclass
class MachineClock:
    """The readings a desk is given; ``mistake`` makes the boot clock lie."""

    strands: Strands
    rate: float
    skew_ms: int
    mistake: str = ""
    booted_ms: int = -3_600_000
    boots: int = 1
    slept_ms: int = 0

    def now(self) -> dt.datetime:
        """The wall clock, off by some minutes."""
        return OPENED + dt.timedelta(milliseconds=self.strands.now + self.skew_ms)

    def boot_ms(self) -> int:
        """Since the start of the machine, suspend included, at this machine's own rate."""
        passed = self.strands.now - self.booted_ms
        if self.mistake == "the clock stands still in suspend":
            passed -= self.slept_ms
        return int(passed * self.rate)

    def boot_id(self) -> str:
        """Names this start."""
        if self.mistake == "grants survive a reboot with the clock begun anew":
            return "boot"
        return f"boot {self.boots}"

    def true_ms(self, at: int) -> float:
        """What a clock of this rate that never stops would say at that moment."""
        return at * self.rate

    def begin_anew(self) -> None:
        """The machine was started."""
        self.boots += 1
        self.booted_ms, self.slept_ms = self.strands.now - START_MS, 0


class Machine:
    """What a desk's program runs on."""

    def __init__(self, number: int, strands: Strands, seed: int, mistake: str) -> None:
        self.ws, self.window_no = uuid.UUID(int=number + 1), number + 1
        self.strands, self.chance = strands, random.Random(seed)
        rate = 1 + self.chance.uniform(-DRIFT, DRIFT)
        skew = self.chance.randrange(-600_000, 600_000)
        self.clock = MachineClock(strands, rate, skew, mistake)
        self._asleep_until = 0

    def sleep(self, ms: int) -> None:
        """The program waits; in a suspended machine it goes on when that is over."""
        self.strands.sleep(ms)
        while (left := self._asleep_until - self.strands.now) > 0:
            self.strands.sleep(left)

    def suspend(self, ms: int) -> None:
        """From now on, for so long; nothing runs here."""
        self._asleep_until = self.strands.now + ms
        self.clock.slept_ms += ms

    def off(self, ms: int, starts_anew: bool) -> None:
        """The program is dead for so long, and perhaps the machine with it."""
        self.sleep(ms)
        if starts_anew:
            self.clock.begin_anew()
