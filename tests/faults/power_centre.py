"""The centre's side of a power cut: a real PostgreSQL under the recorder takes what real desks
push, and what a cut leaves of its folder is started and checked.
"""

import os
import random
import shutil
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from counter.store import outbox
from counter.store.change_set import decode
from sync.central.admin.windows import Place
from sync.central.binaries import unprivileged_account
from sync.central.cluster import Cluster, ClusterOptions, ServerDidNotStart
from sync.performer import Listeners
from sync.postgres import PostgresCentre
from sync.store_file import StoreFile
from sync.values import PushAnswer
from sync.worker import Worker
from tests.faults.power_disk import Rules, Verdict
from tests.faults.recording import Recording, begin_recording
from tests.faults.zygote import save_something
from tests.postgres import Centre, prepare_centre
from tests.sync.desks import CLOCKS, VERSION, RealDesk, desk_of, local_address, now

# PostgreSQL states that it relies on 512 bytes being written whole for these two files.
RULES = Rules(
    whole=("pg_control", "pg_filenode.map"), rebuilt=("postmaster.pid", "pg_internal.init")
)
STAFF_NO = "0101"
DBNAME = "counter_prepared"
DESKS = 4
CHECKPOINT_EVERY_S = 0.7


class RecordedCluster(Cluster):
    """A server whose every process is recorded; ``mistake`` is one setting, set wrongly."""

    environment: Mapping[str, str] = {}
    mistake: str = ""

    def _server_command(self) -> list[str]:
        words = [f"{name}={value}" for name, value in self.environment.items()]
        return ["env", *words, *super()._server_command()]

    def _settings(self) -> dict[str, str]:
        name, _, value = self.mistake.partition("=")
        # What a commit should have flushed is not flushed soon after by somebody else.
        quiet = {"wal_writer_delay": "5s"}
        return super()._settings() | quiet | ({name: value} if name else {})


@dataclass(frozen=True)
class Told:
    """An answer a desk had: the centre has its change sets up to ``mark``."""

    ws: uuid.UUID
    mark: int
    position: int


@dataclass(frozen=True)
class CentreRun:
    """A while of the centre's life as recorded; ``sent`` is what each desk's file holds."""

    recording: Recording
    told: Sequence[Told]
    sent: Mapping[uuid.UUID, Sequence[outbox.OutgoingSet]]
    password: Path

    def check(self, image: Path, end: int) -> Verdict:
        """Whether a server starts on ``image`` and has what was told before ``end``, once."""
        told: Counter[uuid.UUID] = Counter()
        for each in self.told:
            if each.position <= end:
                told[each.ws] = max(told[each.ws], each.mark)
        verdict = Verdict(sum(told.values()))
        try:
            with _started(image, self.password) as admin:
                for ws, sets in self.sent.items():
                    verdict.lost += max(0, told[ws] - _check_desk(admin, ws, sets, verdict))
                _check_pages(admin, verdict)
        except (psycopg.Error, ServerDidNotStart) as error:
            verdict.lost = verdict.promises
            verdict.note(False, f"not usable: {type(error).__name__} {error}")
        return verdict


@contextmanager
def _started(image: Path, password: Path) -> Iterator[psycopg.Connection[Any]]:
    account = unprivileged_account()
    shutil.copy(password, image.parent / "admin.password")
    image.parent.chmod(0o755)
    image.chmod(0o700)
    if account is not None:
        for path in (image, *image.rglob("*")):
            os.chown(path, account.uid, account.gid)
    cluster = Cluster(image.parent, ClusterOptions())
    cluster.create()
    cluster.start()
    try:
        with psycopg.connect(cluster.dsn(DBNAME), autocommit=True) as admin:
            yield admin
    finally:
        cluster.kill()


def _drop_templates(cluster: Cluster) -> None:
    """Half of the files are copies that nobody uses again; each image would have to hold them."""
    with psycopg.connect(cluster.dsn(), autocommit=True) as admin:
        for name in ("template0", "template1"):
            admin.execute(f"alter database {name} is_template false".encode())
            admin.execute(f"drop database {name}".encode())


def _check_desk(
    admin: psycopg.Connection[Any],
    ws: uuid.UUID,
    sets: Sequence[outbox.OutgoingSet],
    verdict: Verdict,
) -> int:
    """The inbox holds the desk's bytes in order, each effect is there once; gives the mark."""
    mark = admin.execute("select hwm from sync.workstation_sync where ws = %s", (ws,)).fetchone()
    if mark is None or mark[0] is None:
        verdict.note(False, "a window is gone")
        return 0
    kept = admin.execute(
        "select seq, body, status from sync.inbox where ws = %s order by seq", (ws,)
    ).fetchall()
    wanted = [(each.seq, each.body, "applied") for each in sets[: mark[0]]]
    verdict.note(kept == wanted, f"inbox differs: {len(kept)} of {len(wanted)}")
    changed = Counter(
        (row.table, row.key) for each in sets[: mark[0]] for row in decode(each.body).rows
    )
    for table, query in (
        ("audit", "select id, ver from hall.audit where made_ws = %s"),
        ("citizen", "select id, ver from hall.citizen where made_ws = %s"),
    ):
        effects = sorted((key, times) for (name, key), times in changed.items() if name == table)
        found = sorted(admin.execute(query, (ws,)).fetchall())
        verdict.note(found == effects, f"effects on {table} differ")
    return int(mark[0])


_DAMAGE = """
select c.relname || ': ' || v.msg from pg_class c,
    lateral verify_heapam(c.oid, skip => 'none') v where c.relkind in ('r', 't') limit 5
"""
_INDEXES = """
select bt_index_check(c.oid, true) from pg_class c join pg_index i on i.indexrelid = c.oid
    join pg_am a on a.oid = c.relam where a.amname = 'btree' and i.indisvalid
"""


def _check_pages(admin: psycopg.Connection[Any], verdict: Verdict) -> None:
    """Every page of every table and index is sound, where the server can say."""
    has = admin.execute("select 1 from pg_available_extensions where name = 'amcheck'").fetchone()
    if has is None:
        return
    admin.execute("create extension if not exists amcheck")
    try:
        damage = admin.execute(_DAMAGE).fetchall()
        admin.execute(_INDEXES)
    except psycopg.Error as error:
        damage = [(str(error),)]
    verdict.note(not damage, f"damaged: {damage}")


class TellingFile(StoreFile):
    """A desk's file that also notes each answer, and where the record stood when it came."""

    told: "list[Told]"
    recording: Recording
    ws: uuid.UUID

    def acknowledge(self, answer: PushAnswer) -> None:
        self.told.append(Told(self.ws, answer.hwm, self.recording.position()))
        super().acknowledge(answer)


@dataclass
class _Pusher:
    """One desk that saves and sends while the server is recorded."""

    centre: Centre
    window: int
    folder: Path
    told: list[Told] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.bundle = self.centre.bundle(self.window)
        self.desk: RealDesk = desk_of(self.centre, self.folder, self.bundle, STAFF_NO)

    def begin(self, recording: Recording) -> Worker:
        file = TellingFile(self.desk.engine, now)
        # What was answered before the recording began must be in every image.
        self.told = [Told(self.bundle.ws, file.state().acked, 0)]
        file.told, file.recording, file.ws = self.told, recording, self.bundle.ws
        address = local_address(self.centre, self.bundle)

        def connect(is_stopped: Any) -> PostgresCentre:
            return PostgresCentre(address, VERSION, self.bundle.epoch, is_stopped)

        worker = Worker(file, connect, CLOCKS, Listeners())
        self.desk.store.call_when_saved(worker.wake)
        return worker

    def save_until(self, end: float, seed: int) -> None:
        chance = random.Random(seed)
        while time.monotonic() < end:
            save_something(self.desk, chance)
            time.sleep(chance.random() * 0.02)


class CentreSide:
    """A prepared centre that is recorded again and again, each time from where it was killed."""

    rules = RULES
    mistake = ""

    def __init__(self, ground: Path, library: Path, seconds: float) -> None:
        """Make the server and the desks; this takes some seconds."""
        (ground / "pg").mkdir()
        (ground / "keys").mkdir()
        self.ground, self._library, self._seconds = ground, library, seconds
        self._cluster = RecordedCluster(ground / "pg", ClusterOptions(tls=True, durable=True))
        places = [Place(1, window) for window in range(1, DESKS + 1)]
        with self._cluster:
            self._centre = prepare_centre(self._cluster, ground / "keys", places)
            assert self._centre.dbname == DBNAME
            _drop_templates(self._cluster)
        self._pushers = [
            _Pusher(self._centre, window, ground / f"desk-{window}")
            for window in range(1, DESKS + 1)
        ]

    def close(self) -> None:
        """End what is left."""
        self._cluster.kill()
        for pusher in self._pushers:
            pusher.desk.engine.dispose()

    def record(self, nth: int, seed: int) -> CentreRun:
        """Let the desks push for a while under the recorder, then kill the server."""
        room = self.ground / f"run-{nth}"
        room.mkdir()
        account = unprivileged_account()
        if account is not None:
            os.chown(room, account.uid, account.gid)
        recording = begin_recording(self._cluster.folder / "data", room / "before", room / "record")
        self._cluster.environment = recording.environment(self._library)
        self._cluster.mistake = self.mistake
        self._cluster.start()
        try:
            self._push(recording, seed)
        finally:
            self._cluster.kill()
        sent = {
            pusher.bundle.ws: outbox.waiting(pusher.desk.engine, 0, 10**6, 10**9)
            for pusher in self._pushers
        }
        told = [each for pusher in self._pushers for each in pusher.told]
        return CentreRun(recording, told, sent, self._cluster.folder / "admin.password")

    def _push(self, recording: Recording, seed: int) -> None:
        end = time.monotonic() + self._seconds
        workers = [pusher.begin(recording) for pusher in self._pushers]
        threads = [
            threading.Thread(target=pusher.save_until, args=(end, seed + nth))
            for nth, pusher in enumerate(self._pushers)
        ]
        for thread in (*threads, *workers):
            thread.start()
        with self._centre.admin() as admin:
            while time.monotonic() < end:
                time.sleep(CHECKPOINT_EVERY_S)
                admin.execute("checkpoint")
        for thread in threads:
            thread.join()
        for worker in workers:
            assert worker.stop()
