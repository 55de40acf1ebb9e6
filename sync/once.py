"""Push and pull until nothing is left to do now, on the caller's own thread."""

import datetime as dt
import time
from dataclasses import dataclass

from sync import events as ev
from sync.engine import Engine
from sync.loop import Loop
from sync.performer import Listeners, Performer
from sync.sides import Centre, DeskFile
from sync.status import SyncStatus
from sync.values import Moved
from sync.worker import Clocks


@dataclass(frozen=True)
class Outcome:
    """How it ended: whether everything was done that can be done, what moved, how sync stands."""

    is_done: bool
    moved: Moved
    status: SyncStatus


def run_once(
    file: DeskFile,
    centre: Centre,
    clocks: Clocks,
    patience_s: float,
    listeners: Listeners | None = None,
) -> Outcome:
    """Try for at most ``patience_s`` while the centre is away; a backlog takes as long as it
    takes."""
    boot_ms = clocks.boot_ms()
    engine = Engine(file.state(), clocks.now() - dt.timedelta(milliseconds=boot_ms), clocks.random)
    performer = Performer(file, centre, clocks.boot_ms, clocks.now, listeners or Listeners())
    loop, moved_at, seen = Loop(engine, performer), boot_ms, Moved()
    loop.take(ev.Started(boot_ms))
    try:
        while True:
            wait, now = loop.turn(), clocks.boot_ms()
            if performer.moved != seen:
                moved_at, seen = now, performer.moved
            if engine.is_at_rest or now - moved_at > patience_s * 1000:
                return Outcome(engine.is_at_rest, performer.moved, engine.status)
            if wait is not None:
                time.sleep(max(0, wait.until_ms - now) / 1000)
                loop.take(ev.Woken(clocks.boot_ms(), file.state()))
    finally:
        centre.close()
