"""A desk's backlog: change sets of four rows saved in an encrypted outbox, and their drain by the
real worker.
"""

import shutil
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Engine
from uuid6 import uuid7

from counter.bench.ground import APP_VERSION, AT, CLOCK, CLOCKS, lay
from counter.store import kinds, outbox
from counter.store.change_set import Origin, RowChange, Signer
from counter.store.columns import parse_moment
from counter.store.database import create_database, open_database, transaction
from sync.central.enrolment import Bundle
from sync.performer import Listeners
from sync.postgres import PostgresCentre
from sync.settings import CentreAddress
from sync.status import SyncStatus
from sync.store_file import StoreFile
from sync.worker import Worker

KEY = bytes(range(32))
PATIENCE_S = 180.0


@dataclass(frozen=True)
class Backlog:
    """An encrypted file whose outbox holds ``sets`` change sets, and the desk they are of."""

    path: Path
    bundle: Bundle
    sets: int


class NotDrained(Exception):
    """The outbox was not empty in time."""


def lay_visits(admin: psycopg.Connection[Any], bundle: Bundle, count: int) -> list[uuid.UUID]:
    """Open visits, each with its ticket under the same key, for as many holds."""
    keys: list[uuid.UUID] = [uuid7() for _ in range(count)]
    day = AT[:10]
    ticket = {"day": day, "series": "A", "business": "L01", "issued_at": AT, "state": "serving"}
    visit = {"day": day, "shift_id": str(uuid7()), "state": "open", "opened_at": AT}
    place = {"window_no": bundle.window_no}
    numbered = [
        ticket | place | {"id": str(key), "number": nth} for nth, key in enumerate(keys, start=1)
    ]
    lay(admin, "ticket", numbered, bundle.ws)
    visits = [visit | place | {"id": str(key), "ticket_id": str(key)} for key in keys]
    lay(admin, "visit", visits, bundle.ws)
    return keys


def save_holds(path: Path, bundle: Bundle, signer: Signer, visits: Iterable[uuid.UUID]) -> Backlog:
    """A new file with one ``visit.hold`` for every visit, saved in one transaction."""
    engine = create_database(path, KEY)
    origin = Origin(bundle.ws, bundle.epoch, bundle.hall_id)
    last = 0
    with transaction(engine) as connection:
        for visit in visits:
            entry = outbox.Entry(kinds.VISIT_HOLD, origin, parse_moment(AT), _hold(visit))
            last = outbox.append(connection, entry, signer)
    engine.dispose()
    return Backlog(path, bundle, last)


@contextmanager
def opened(backlog: Backlog) -> Iterator[Engine]:
    """A fresh copy of the file, as a desk has it that has sent nothing yet."""
    path = backlog.path.with_suffix(".turn")
    shutil.copyfile(backlog.path, path)
    engine = open_database(path, KEY)
    try:
        yield engine
    finally:
        engine.dispose()
        for left in path.parent.glob(f"{path.name}*"):
            left.unlink()


def drain(engines: list[tuple[Engine, CentreAddress]]) -> float:
    """Let a worker for each file send all it has; seconds until the last has durably noted the
    centre's last answer.
    """
    uploads = [_Upload(engine, address) for engine, address in engines]
    with ThreadPoolExecutor(len(uploads)) as pool:
        began = time.perf_counter()
        return max(pool.map(_Upload.run, uploads)) - began


class _Upload:
    """One desk's worker, and the moment its outbox was empty."""

    def __init__(self, engine: Engine, address: CentreAddress) -> None:
        self._done, self._at, self._alarm = threading.Event(), 0.0, ""
        file = StoreFile(engine, CLOCK.now)
        epoch = file.state().epoch

        def connect(is_stopped: Callable[[], bool]) -> PostgresCentre:
            return PostgresCentre(address, APP_VERSION, epoch, is_stopped)

        self.worker = Worker(file, connect, CLOCKS, Listeners(self._look, self._note_alarm))

    def run(self) -> float:
        """Drain; gives the moment it was done. What the worker would pull then is not measured."""
        self.worker.start()
        try:
            if not self._done.wait(PATIENCE_S) or self._alarm:
                raise NotDrained(self._alarm)
            return self._at
        finally:
            self.worker.stop()

    def _look(self, status: SyncStatus) -> None:
        if not status.pending and not self._done.is_set():
            self._at = time.perf_counter()
            self._done.set()

    def _note_alarm(self, code: str) -> None:
        self._alarm = code
        self._done.set()


def _hold(visit: uuid.UUID) -> tuple[RowChange, ...]:
    """Somebody left to fetch what was missing: one row made, two edited, one audit row."""
    hold = {"visit_id": str(visit), "kind": "away", "held_at": AT}
    audit = {"event": "visit.held", "result": "done"}
    return (
        RowChange("ticket", visit, "update", 1, {"state": "held"}),
        RowChange("visit", visit, "update", 1, {"state": "held"}),
        RowChange("hold", uuid7(), "insert", 0, hold),
        RowChange("audit", uuid7(), "insert", 0, audit),
    )
