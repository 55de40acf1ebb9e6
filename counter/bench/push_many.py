"""Twelve workstations send 2,000 change sets each at the same time, by real workers from encrypted
files, while 12, 120 or 1,200 desks are enrolled and listen.

The centre's feed holds rows of 100 halls. The floor is twelve bare callers at once that write the
same rows and check nothing, with twelve listening.
"""

import random
import resource
import time
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from uuid6 import uuid7

from counter.bench import BenchResult, bare_rows, percentile, result
from counter.bench.backlog import Backlog, drain, lay_visits, opened, save_holds
from counter.bench.bare_rows import Written
from counter.bench.ground import HALL, Ground, a_centre
from sync.central.database import STATION

BATCH = 500
HALLS = 100
ENROLLED = (12, 120, 1_200)
_ROOM = 60
_PASSWORD = "listening"
_NOTE = (
    "{pushers} workers at once, {sets} visit.hold each, from encrypted files over TLS until the "
    "last local acknowledgement is durable, fsync on, without pulls, all in one process beside the "
    "server; so many desks enrolled, each with a session that listens to its hall; feed of {halls} "
    "halls; floor: the same rows by {pushers} bare callers; medians of three, counted up, down, up"
)


@dataclass(frozen=True)
class Size:
    """How many push how much, how many are enrolled, how many rows each hall told before."""

    pushers: int = 12
    sets: int = 2_000
    enrolled: int = max(ENROLLED)
    told: int = 2_000


@dataclass(frozen=True)
class Stage:
    """A centre with desks that have much to send, and the logins of all others."""

    ground: Ground
    backlogs: Sequence[Backlog]
    others: Sequence[tuple[str, int]]

    def push(self, enrolled: int) -> float:
        """All send at once while ``enrolled`` desks listen, they themselves among them; seconds."""
        with ExitStack() as stack:
            dbname = stack.enter_context(self._centre(enrolled))
            engines = [stack.enter_context(opened(each)) for each in self.backlogs]
            stack.enter_context(self._listening(dbname, enrolled))
            addresses = [self.ground.address(each.bundle, dbname) for each in self.backlogs]
            return drain(list(zip(engines, addresses, strict=True)))

    def written(self) -> list[list[Written]]:
        """What such a drain leaves behind, desk by desk, cut into calls."""
        with self.ground.copy("turn") as dbname, ExitStack() as stack:
            engines = [stack.enter_context(opened(each)) for each in self.backlogs]
            addresses = [self.ground.address(each.bundle, dbname) for each in self.backlogs]
            drain(list(zip(engines, addresses, strict=True)))
            admin = stack.enter_context(self.ground.connect(dbname))
            return [
                bare_rows.written(admin, each.bundle.ws, max(1, each.sets // BATCH))
                for each in self.backlogs
            ]

    def floor(self, rows: list[list[Written]]) -> float:
        """The same rows by as many bare callers; seconds."""
        with ExitStack() as stack:
            dbname = stack.enter_context(self._centre(len(rows)))
            stack.enter_context(self._listening(dbname, len(rows), themselves=True))
            callers = [stack.enter_context(self.ground.connect(dbname)) for _ in rows]
            for nth, caller in enumerate(callers):
                bare_rows.put_in(caller, is_first=nth == 0)
            with ThreadPoolExecutor(len(rows)) as pool:
                began = time.perf_counter()
                list(pool.map(bare_rows.write, callers, rows))
                return time.perf_counter() - began

    @contextmanager
    def _centre(self, enrolled: int) -> Iterator[str]:
        """A copy in which only so many are enrolled."""
        with self.ground.copy("turn") as dbname:
            gone = [role for role, _ in self.others[max(0, enrolled - len(self.backlogs)) :]]
            with self.ground.connect(dbname) as admin:
                admin.execute("delete from sync.workstation_sync where role = any(%s)", (gone,))
                admin.execute("analyze")
            yield dbname

    @contextmanager
    def _listening(self, dbname: str, enrolled: int, themselves: bool = False) -> Iterator[None]:
        """Sessions of all the others, each listening as a desk does."""
        others = self.others[: max(0, enrolled - len(self.backlogs))]
        if themselves:
            others = [("", HALL)] * enrolled
        with ExitStack() as stack:
            for role, hall in others:
                line = stack.enter_context(self._session(dbname, role))
                line.execute(sql.SQL("listen {}").format(sql.Identifier(f"feed_{hall}")))
            yield

    def _session(self, dbname: str, role: str) -> psycopg.Connection[Any]:
        if not role:
            return self.ground.connect(dbname)
        cluster = self.ground.cluster
        place: dict[str, Any] = {"host": str(cluster.socket_folder), "port": cluster.port}
        return psycopg.connect(
            dbname=dbname, user=role, password=_PASSWORD, autocommit=True, **place
        )


def run() -> BenchResult:
    """Measure; takes some two and a half minutes."""
    size = Size()
    with prepared(size) as stage:
        rows = stage.written()
        took: dict[int, list[float]] = {each: [] for each in ENROLLED}
        floors = []
        for order in (ENROLLED, ENROLLED[::-1], ENROLLED):
            floors.append(stage.floor(rows))
            for enrolled in order:
                took[enrolled].append(stage.push(enrolled))
    note = _NOTE.format(pushers=size.pushers, sets=size.sets, halls=HALLS)
    figures = figures_of(took, size.pushers * size.sets)
    return result("push-many", took[ENROLLED[0]], floors, note, figures)


def figures_of(took: dict[int, list[float]], sets: int) -> dict[str, float]:
    """Cost of a change set by how many are enrolled, and how much more it is than with the
    fewest.
    """
    middle = {enrolled: percentile(times, 50) for enrolled, times in took.items()}
    least = middle[min(middle)]
    figures = {"s_total": least}
    figures |= {f"per_set_ms_{each}": 1000 * middle[each] / sets for each in middle}
    return figures | {f"growth_{each}": middle[each] / least - 1 for each in sorted(middle)[1:]}


@contextmanager
def prepared(size: Size) -> Iterator[Stage]:
    """A centre with a feed of many halls, some desks with a backlog, and many more enrolled."""
    _allow_files(2 * size.enrolled + 1_000)
    with a_centre(connections=size.enrolled + _ROOM) as ground:
        bundles = [ground.window(nth + 1) for nth in range(size.pushers)]
        signer = ground.clerk(bundles[0])
        with ground.connect() as admin:
            visits = [lay_visits(admin, bundle, size.sets) for bundle in bundles]
            _lay_feed(admin, size.told)
            others = _enrol(admin, size.enrolled - size.pushers)
        backlogs = [
            save_holds(ground.folder / f"{bundle.window_no}.db", bundle, signer, some)
            for bundle, some in zip(bundles, visits, strict=True)
        ]
        yield Stage(ground, backlogs, others)


def _enrol(admin: psycopg.Connection[Any], count: int) -> list[tuple[str, int]]:
    """More desks, twelve to a hall, put straight into the tables: the administrator's function
    seals a bundle for each, which takes half a second. Gives logins and halls.
    """
    roles = [(f"ws_bench_{nth:04d}", 2 + nth // 12) for nth in range(count)]
    for role, _ in roles:
        # The same for all: checking it costs the same, and making it is not measured.
        make = sql.SQL("create role {} login password {} in role {}")
        verifier = admin.pgconn.encrypt_password(
            _PASSWORD.encode(), role.encode(), b"scram-sha-256"
        )
        admin.execute(
            make.format(
                sql.Identifier(role), sql.Literal(verifier.decode()), sql.Identifier(STATION)
            )
        )
    with admin.transaction(), admin.cursor() as cursor:
        admin.execute("set local session_replication_role = replica")
        into = "copy sync.workstation_sync (ws, role, hall_id, window_no, epoch) from stdin"
        with cursor.copy(into) as copy:
            for nth, (role, hall) in enumerate(roles):
                copy.write_row((uuid7(), role, hall, 1 + nth % 12, 1))
    return roles


def _lay_feed(admin: psycopg.Connection[Any], rows: int) -> None:
    """What other halls' desks have told so far."""
    chance = random.Random(1)
    with admin.cursor() as cursor:
        into = 'copy sync.change (ver, key, ws, scope, tbl, cols, "row") from stdin'
        with cursor.copy(into) as copy:
            for _ in range(rows):
                for hall in range(HALLS):
                    key = uuid.UUID(int=chance.getrandbits(128))
                    told = '{"state": "held", "window_no": 1, "day": "2026-11-23"}'
                    scope = f"hall:{hall + 1}"
                    copy.write_row((1, key, key, scope, "visit", ["state"], told))


def _allow_files(count: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(count, hard), hard))
