"""Time at the counter: aware UTC to store, the hall's day to count, the boot clock for terms."""

import datetime as dt
import time
import uuid
from pathlib import Path
from typing import Protocol

# China keeps one zone without daylight saving; a fixed offset needs no time zone data.
HALL_ZONE = dt.timezone(dt.timedelta(hours=8), "UTC+08:00")
CLOCK_TOLERATED = dt.timedelta(seconds=60)
"""So far a workstation's clock may be from the centre's: deadlines count whole days."""
_LINUX_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def clock_error(ahead: dt.timedelta) -> tuple[bool, int] | None:
    """Whether a clock that far ahead of the centre's is fast, and by about how many minutes;
    nothing while that is tolerated."""
    if abs(ahead) <= CLOCK_TOLERATED:
        return None
    return ahead > dt.timedelta(), max(1, round(abs(ahead) / dt.timedelta(minutes=1)))


def hall_time(at: dt.datetime) -> dt.datetime:
    """The moment as the hall's wall clock shows it."""
    return at.astimezone(HALL_ZONE)


def hall_day(at: dt.datetime) -> dt.date:
    """The day in the hall at that moment: UTC 16:00 is already tomorrow."""
    return hall_time(at).date()


class Clock(Protocol):
    """The readings a workflow is given; it never looks at a clock of its own."""

    def now(self) -> dt.datetime:
        """The present moment, aware, in UTC; may be stepped by people."""

    def boot_ms(self) -> int:
        """Milliseconds since the machine started, suspend included; never stepped."""

    def boot_id(self) -> str:
        """Names this start of the machine; another one means that ``boot_ms`` began anew."""


class SystemClock:
    """The machine's own clocks."""

    def __init__(self) -> None:
        """Learn once which start of the machine this is."""
        self._boot_id = _read_boot_id()

    def now(self) -> dt.datetime:
        """The present moment in UTC."""
        return dt.datetime.now(dt.UTC)

    def boot_ms(self) -> int:
        """Milliseconds since start, counting suspend where the system can."""
        # CLOCK_MONOTONIC stands still in suspend on Linux, which would stretch the term of a grant.
        clock = getattr(time, "CLOCK_BOOTTIME", None)
        nanoseconds = time.monotonic_ns() if clock is None else time.clock_gettime_ns(clock)
        return nanoseconds // 1_000_000

    def boot_id(self) -> str:
        """The kernel's boot id, or one of this process where there is none."""
        return self._boot_id


def _read_boot_id() -> str:
    try:
        return _LINUX_BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        # Too strict is safe: grants of an earlier process are then not used.
        return str(uuid.uuid4())
