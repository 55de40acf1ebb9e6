"""When an outage drill (断网演练) shuts the centre off: from its start for its minutes, never for
longer than half an hour."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

SHORTEST_MIN, USUAL_MIN, LONGEST_MIN = 5, 20, 30
LONGEST = dt.timedelta(minutes=LONGEST_MIN)
HALL_NOTICE = dt.timedelta(seconds=60)
"""A drill of the whole hall begins so long after it was started: every desk has heard of it."""


@dataclass(frozen=True)
class Drill:
    """One drill: from when, for how many minutes, at one desk or in the whole hall."""

    starts_at: dt.datetime
    minutes: int
    whole_hall: bool = False

    @property
    def ends_at(self) -> dt.datetime:
        """When it ends by itself, whatever its row says beyond the longest."""
        return self.starts_at + dt.timedelta(minutes=min(self.minutes, LONGEST_MIN))

    def is_on(self, now: dt.datetime) -> bool:
        """Whether the centre is shut off by it; its last moment belongs to the centre again."""
        return self.starts_at <= now < self.ends_at


def begins(started_at: dt.datetime, *, whole_hall: bool) -> dt.datetime:
    """When a drill started at that moment begins."""
    return started_at + HALL_NOTICE if whole_hall else started_at


def on_at(drills: Iterable[Drill], now: dt.datetime) -> Drill | None:
    """The drill that is on; of several the one that ends last."""
    return max((one for one in drills if one.is_on(now)), key=_end, default=None)


def next_at(drills: Iterable[Drill], now: dt.datetime) -> Drill | None:
    """The next drill that was announced and has not begun."""
    return min((one for one in drills if one.starts_at > now), key=_start, default=None)


def _start(one: Drill) -> dt.datetime:
    return one.starts_at


def _end(one: Drill) -> dt.datetime:
    return one.ends_at
