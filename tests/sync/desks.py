"""Real desks for tests: an encrypted file, unlocked keys, a worker with the machine's clocks."""

import datetime as dt
import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from uuid6 import uuid7

from counter.store import kinds
from counter.store.change_set import Origin, Signer
from counter.store.database import create_database
from counter.store.sealed_keys import UnlockedKeys
from counter.store.tables import Audit
from counter.store.unit_of_work import Store
from sync.central.enrolment import Bundle
from sync.line import never
from sync.performer import Listeners
from sync.postgres import PostgresCentre
from sync.settings import CentreAddress
from sync.store_file import StoreFile
from sync.worker import Clocks, Worker
from tests.postgres import Centre

HALL = 1
KEY = bytes(range(32))
VERSION = "0.1.0"


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def boot_ms() -> int:
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000


CLOCKS = Clocks(now, boot_ms, random.Random(1).random)


def some_keys() -> UnlockedKeys:
    """A person's keys, without the long way over a password."""
    return UnlockedKeys(uuid7(), uuid7(), os.urandom(32), os.urandom(32))


@dataclass
class RealDesk:
    engine: Engine
    store: Store
    signer: Signer

    def observe(self, event: str = "view") -> None:
        """The smallest change set: one audit row."""
        with self.store.unit(kinds.OBSERVED, self.signer, now()) as unit:
            unit.add(Audit(id=uuid7(), event=event, result="ok"))

    def worker(
        self,
        address: CentreAddress,
        listeners: Listeners | None = None,
        is_shut: Callable[[], bool] = never,
    ) -> Worker:
        epoch = self.store.origin.epoch

        def connect(is_stopped: Callable[[], bool]) -> PostgresCentre:
            return PostgresCentre(address, VERSION, epoch, lambda: is_stopped() or is_shut())

        file = StoreFile(self.engine, now)
        worker = Worker(file, connect, CLOCKS, listeners or Listeners())
        self.store.call_when_saved(worker.wake)
        return worker


def new_desk(folder: Path, origin: Origin | None = None, signer: Signer | None = None) -> RealDesk:
    folder.mkdir(exist_ok=True)
    engine = create_database(folder / "desk.db", KEY)
    store = Store(engine, origin or Origin(uuid7(), 1, HALL))
    return RealDesk(engine, store, signer or some_keys())


def desk_of(centre: Centre, folder: Path, bundle: Bundle, staff_no: str = "0101") -> RealDesk:
    """A desk at a window the centre knows, with a clerk it knows signed in."""
    origin = Origin(bundle.ws, bundle.epoch, bundle.hall_id)
    return new_desk(folder, origin, centre.signers[staff_no])


def local_address(centre: Centre, bundle: Bundle) -> CentreAddress:
    """The same login over the unix socket."""
    cluster = centre.cluster
    folder = str(cluster.socket_folder)
    return CentreAddress(folder, cluster.port, centre.dbname, bundle.role, bundle.password)
