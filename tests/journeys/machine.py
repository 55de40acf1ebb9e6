"""A window's PC for journeys: a profile's folder, a keyring, real change sets, a real exchange."""

import itertools
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from sqlalchemy import Engine
from uuid6 import uuid7

from counter.app_opening import WhereTo, set_up
from counter.app_renewal import Renewed, fetch, renew
from counter.store import kinds
from counter.store.credentials import MemoryCredentials
from counter.store.profile import open_profile_database, read_profile
from counter.store.tables import Audit
from counter.store.unit_of_work import Store
from counter.workflows.clock import SystemClock
from counter.workplace import centre_address, read_keys
from sync.central.admin.windows import Place, add_window, replace_window
from sync.once import Outcome, run_once
from sync.performer import Listeners
from sync.postgres import PostgresCentre
from sync.store_file import StoreFile
from sync.worker import Clocks
from tests.postgres import Centre

NUMBERS = itertools.count(31)
"""Windows nobody stands at yet."""


@dataclass
class Machine:
    """A window's PC: a profile's folder and a keyring."""

    centre: Centre
    folder: Path
    place: Place
    vault: dict[str, MemoryCredentials] = field(default_factory=dict)
    events: list[str] = field(default_factory=list)
    """What a person was told is saved here."""
    alarms: list[str] = field(default_factory=list)

    def credentials(self, profile_id: str) -> MemoryCredentials:
        return self.vault.setdefault(profile_id, MemoryCredentials())

    def set_up(self, kind: str = "ordinary") -> None:
        code = add_window(self.centre.dsn, self.place, self.centre.keys, kind).code
        cluster, kept = self.centre.cluster, MemoryCredentials()
        assert cluster.certificate is not None
        where = f"localhost:{cluster.port}/{self.centre.dbname}"
        opened = set_up(self.folder, WhereTo(where, str(cluster.certificate.ca), code), kept)
        self.vault[str(opened.workplace.profile.id)] = kept
        opened.stack.close()

    def copy(self, folder: Path) -> "Machine":
        """A disk image of this machine, put into another, or put back later."""
        shutil.copytree(self.folder, folder)
        return Machine(self.centre, folder, self.place, dict(self.vault), list(self.events))

    @contextmanager
    def file(self) -> Iterator[Engine]:
        profile = read_profile(self.folder)
        engine = open_profile_database(profile, self.credentials(str(profile.id)))
        try:
            yield engine
        finally:
            engine.dispose()

    def save(self, *events: str) -> None:
        origin, clock = read_profile(self.folder).origin, SystemClock()
        with self.file() as engine:
            for event in events:
                signer = self.centre.signers["0101"]
                with Store(engine, origin).unit(kinds.OBSERVED, signer, clock.now()) as unit:
                    unit.add(Audit(id=uuid7(), event=event, result="ok"))
                self.events.append(event)

    def sync(self) -> Outcome:
        profile, clock = read_profile(self.folder), SystemClock()
        password = read_keys(self.credentials(str(profile.id))).password
        with self.file() as engine:
            return run_once(
                StoreFile(engine, clock.now),
                PostgresCentre(centre_address(profile, password), "0.1.0", profile.epoch),
                Clocks(clock.now, clock.boot_ms, random.Random(1).random),
                5.0,
                Listeners(on_alarm=self.alarms.append),
            )

    def renew(self) -> Renewed:
        """What an administrator does: a code from the centre, typed in at the machine."""
        code = replace_window(self.centre.dsn, self.place, self.centre.keys).code
        return renew(self.folder, fetch(self.folder, code), self.credentials)


def at_centre(machine: Machine, dsn: str = "") -> list[str]:
    """The events of this window the centre has, sorted."""
    with psycopg.connect(dsn or machine.centre.dsn) as connection:
        rows = connection.execute(
            "select a.event from hall.audit a join sync.workstation_sync w on w.ws = a.made_ws"
            " where w.window_no = %s order by 1",
            (machine.place.window_no,),
        ).fetchall()
    return [event for (event,) in rows]
