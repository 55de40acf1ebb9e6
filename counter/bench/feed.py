"""From a commit in one desk's encrypted file until another desk's file holds the row.

Two real desks with their workers over TLS and a durable PostgreSQL. The floor is one bare INSERT
with its NOTIFY on the same server until a bare listener has been told.
"""

import datetime as dt
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from uuid6 import uuid7

from counter.bench import BenchResult, result
from counter.bench.backlog import KEY
from counter.bench.ground import APP_VERSION, CENTRE, CLOCK, CLOCKS, Ground, a_centre
from counter.store import kinds
from counter.store.change_set import Origin, Signer
from counter.store.database import create_database
from counter.store.tables import Shift
from counter.store.unit_of_work import Store
from counter.workflows.clock import hall_day
from sync.central.enrolment import Bundle
from sync.performer import Listeners
from sync.postgres import PostgresCentre
from sync.store_file import StoreFile
from sync.worker import Worker

ROUNDS, WARM_UP = 300, 20
PATIENCE_S, REST_S = 10.0, 0.03
_NOTE = (
    "shift.open by the unit of work on one desk, from its commit until another desk's worker, "
    "woken by the hint, has committed the row in its own encrypted file; both over TLS, fsync "
    "on; floor: "
    "one INSERT and NOTIFY until a bare listener is told, same server, turn by turn"
)


class NotSeen(Exception):
    """The row did not come in time."""


class Desk:
    """An encrypted file with its worker."""

    def __init__(self, ground: Ground, bundle: Bundle, path: Path) -> None:
        """Make the file; the worker is started apart."""
        self.engine: Engine = create_database(path, KEY)
        self.store = Store(self.engine, Origin(bundle.ws, bundle.epoch, bundle.hall_id))
        self.news, self.committed_at = threading.Event(), 0.0
        address = ground.address(bundle, CENTRE)

        def connect(is_stopped: Callable[[], bool]) -> PostgresCentre:
            return PostgresCentre(address, APP_VERSION, bundle.epoch, is_stopped)

        file = StoreFile(self.engine, CLOCK.now)
        self.worker = Worker(file, connect, CLOCKS, Listeners(on_news=self.news.set))
        self.store.call_when_saved(self._note_commit)
        self.store.call_when_saved(self.worker.wake)

    def open_shift(self, signer: Signer) -> uuid.UUID:
        """One save that the other desks of the hall read."""
        key, now = uuid7(), dt.datetime.now(dt.UTC)
        with self.store.unit(kinds.SHIFT_OPEN, signer, now) as unit:
            shift = Shift(id=key, person_id=signer.id, window_no=1, opened_at=now, state="open")
            shift.day = hall_day(now)
            unit.add(shift)
        return key

    def wait_for(self, key: uuid.UUID) -> float:
        """The moment the row was there."""
        end = time.perf_counter() + PATIENCE_S
        while self.news.wait(max(0.0, end - time.perf_counter())):
            seen = time.perf_counter()
            self.news.clear()
            with self.store.reading() as session:
                if session.get(Shift, key) is not None:
                    return seen
        raise NotSeen

    def close(self) -> None:
        """End the worker and close the file."""
        self.worker.stop()
        self.engine.dispose()

    def _note_commit(self) -> None:
        self.committed_at = time.perf_counter()


class Listener:
    """A bare session that listens, and one that inserts and notifies."""

    def __init__(self, stack: ExitStack, ground: Ground) -> None:
        """Connect both."""
        self._writer = stack.enter_context(ground.connect())
        self._writer.execute("create table public.bare (id uuid primary key, at timestamptz)")
        self._ear = stack.enter_context(ground.connect())
        self._ear.execute("listen bare")

    def tell(self) -> float:
        """Seconds from the one statement to the other session's having heard."""
        heard: list[float] = []
        ear = threading.Thread(target=self._hear, args=(heard,))
        ear.start()
        began = time.perf_counter()
        self._writer.execute(
            "with made as (insert into public.bare values (%s, now()) returning id)"
            " select pg_notify('bare', '') from made",
            (uuid7(),),
        )
        ear.join(PATIENCE_S)
        if not heard:
            raise NotSeen
        return heard[0] - began

    def _hear(self, heard: list[float]) -> None:
        for _ in self._ear.notifies(timeout=PATIENCE_S, stop_after=1):
            heard.append(time.perf_counter())


@dataclass(frozen=True)
class Stage:
    """Two desks at work, a clerk at the first, and the bare pair."""

    first: Desk
    second: Desk
    signer: Signer
    bare: Listener

    def save(self) -> float:
        """Save at the first desk; seconds until the second has it."""
        time.sleep(REST_S)
        self.second.news.clear()
        key = self.first.open_shift(self.signer)
        return self.second.wait_for(key) - self.first.committed_at


def run() -> BenchResult:
    """Measure; takes some thirty seconds."""
    with prepared() as stage:
        times, floors = measure(stage, WARM_UP, ROUNDS)
    return result("feed", times, floors, _NOTE)


def measure(stage: Stage, warm_up: int, rounds: int) -> tuple[list[float], list[float]]:
    """Save and tell turn by turn; seconds of both."""
    turns = [(stage.save(), stage.bare.tell()) for _ in range(warm_up + rounds)][warm_up:]
    return [saved for saved, _ in turns], [told for _, told in turns]


@contextmanager
def prepared() -> Iterator[Stage]:
    """Two desks of one hall that have met the centre."""
    with ExitStack() as stack:
        ground = stack.enter_context(a_centre())
        bundles = ground.window(1), ground.window(2)
        signer = ground.clerk(bundles[0])
        desks = [
            Desk(ground, bundle, ground.folder / f"{bundle.window_no}.db") for bundle in bundles
        ]
        for desk in desks:
            stack.callback(desk.close)
            desk.worker.start()
            if not desk.news.wait(PATIENCE_S):
                raise NotSeen
        yield Stage(desks[0], desks[1], signer, Listener(stack, ground))
