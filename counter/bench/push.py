"""A push of 500 change sets of four rows, against the bare writing of the very same rows.

Both run on a PostgreSQL that flushes to disk. The push goes through ``api.push`` with every check.
Its floor is one function call in a second database that writes the same inbox, domain and feed rows
into the same tables and indexes and checks nothing; it gets them ready made.
"""

import shutil
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb
from uuid6 import uuid7

from counter.bench import BenchResult, result
from counter.store.change_set import ChangeSet, RowChange, Signer, encode
from counter.store.sealed_keys import Cost, new_keys
from counter.workflows.ports import NewKeys
from sync.asking import ShortLine
from sync.central.admin.add_hall import HallFacts, add_hall
from sync.central.admin.clerks import add_clerk
from sync.central.admin.windows import Place, add_window
from sync.central.cluster import Cluster, ClusterOptions
from sync.central.database import create_database, upgrade
from sync.central.enrolment import Bundle
from sync.enrolment_desk import EnrolmentDesk
from sync.settings import CentreAddress
from sync.sign_in_desk import PostgresSignInDesk

BATCH = 500
ROUNDS = 12
WARM_UP = 3
CENTRE, BARE = "counter_bench", "counter_bare"
_AT = "2026-11-23T01:30:00.000000Z"
_CHEAP = Cost(passes=1, memory_kib=8, lanes=1)
_WRITTEN = ("case", "party", "audit", "work_item")
_NOTE = (
    "500 loan_intake.take_in of case, two parties and audit per call; floor: one call that writes "
    "the same inbox, domain and feed rows into the same indexes and checks nothing; fsync on both"
)


@dataclass(frozen=True)
class Ground:
    """The centre pushed to, the database written bare, and who pushes."""

    centre: psycopg.Connection[Any]
    bare: psycopg.Connection[Any]
    desk: psycopg.Connection[Any]
    bundle: Bundle
    signer: Signer
    matter: uuid.UUID
    citizens: tuple[uuid.UUID, uuid.UUID]


def run() -> BenchResult:
    """Measure on a server of its own; takes some ten seconds."""
    times, floors, size = [], [], 0
    with prepared() as ground:
        for turn in range(WARM_UP + ROUNDS):
            bodies = [change_set(ground, turn * BATCH + nth + 1) for nth in range(BATCH)]
            size = sum(map(len, bodies)) // BATCH
            pushed = push(ground, turn * BATCH + 1, bodies)
            floor = write_bare(ground, written_rows(ground.centre))
            if turn >= WARM_UP:
                times.append(pushed)
                floors.append(floor)
    return result("push", times, floors, f"{_NOTE}; {size} bytes a change set")


def change_set(ground: Ground, seq: int) -> bytes:
    """The exact bytes of one loan taken in: four rows."""
    case = uuid7()
    husband, wife = ground.citizens
    rows = (
        RowChange("case", case, "insert", 0, _case(ground.matter, seq)),
        RowChange("party", uuid7(), "insert", 0, _party(case, husband, "borrower", "0")),
        RowChange("party", uuid7(), "insert", 0, _party(case, wife, "spouse", "1")),
        RowChange("audit", uuid7(), "insert", 0, {"event": "case.taken_in", "result": "done"}),
    )
    return encode(
        ChangeSet(
            id=uuid7(),
            ws=ground.bundle.ws,
            epoch=ground.bundle.epoch,
            seq=seq,
            kind="loan_intake.take_in",
            kver=1,
            person=ground.signer.id,
            made_at=_AT,
            rows=rows,
        )
    )


def push(ground: Ground, first: int, bodies: list[bytes]) -> float:
    """Push a batch; its seconds. Every set must be applied."""
    seals = Jsonb([ground.signer.seal(body) for body in bodies])
    sigs = Jsonb([ground.signer.sign(body) for body in bodies])
    began = time.perf_counter()
    row = ground.desk.execute(
        "select api.push(%s, %s, %b, %s, %s)", (ground.bundle.epoch, first, bodies, seals, sigs)
    ).fetchone()
    took = time.perf_counter() - began
    assert row is not None
    assert (row[0]["hwm"], row[0]["results"], row[0]["stopped"]) == (first + BATCH - 1, [], None)
    return took


def written_rows(centre: psycopg.Connection[Any]) -> dict[str, list[Any]]:
    """What the last push wrote, table by table, as rows the bare call gets ready made."""
    queries: dict[str, sql.Composable] = {
        name: sql.SQL("hall.{} t").format(sql.Identifier(name)) for name in _WRITTEN
    }
    queries |= {"inbox": sql.SQL("sync.inbox t"), "change": sql.SQL("sync.change t")}
    found = {}
    for name, source in queries.items():
        row = centre.execute(
            sql.SQL(
                # The batch is written in a savepoint, whose number follows the transaction's.
                "select coalesce(jsonb_agg(to_jsonb(t)), '[]') from {} where t.xmin::text::bigint"
                " >= (select max(xmin::text::bigint) from sync.workstation_sync)"
            ).format(source)
        ).fetchone()
        assert row is not None
        found[name] = row[0]
    return found


def write_bare(ground: Ground, rows: dict[str, list[Any]]) -> float:
    """Write the same rows through one call that checks nothing; its seconds."""
    names = (*_WRITTEN, "inbox", "change")
    arguments = [Jsonb(rows[name]) for name in names]
    began = time.perf_counter()
    ground.bare.execute("select bare_write(%s, %s, %s, %s, %s, %s)", arguments)
    return time.perf_counter() - began


_BARE_WRITE: LiteralString = """
create function bare_write(cases jsonb, parties jsonb, audits jsonb, items jsonb, inbox jsonb,
feed jsonb)
returns void language plpgsql as $$
begin
    insert into hall."case" select r.* from jsonb_populate_recordset(null::hall."case", cases) r;
    insert into hall."party" select r.* from jsonb_populate_recordset(null::hall."party", parties)
    r;
    insert into hall."audit" select r.* from jsonb_populate_recordset(null::hall."audit", audits) r;
    insert into hall."work_item"
        select r.* from jsonb_populate_recordset(null::hall."work_item", items) r;
    insert into sync.inbox select r.* from jsonb_populate_recordset(null::sync.inbox, inbox) r;
    insert into sync.change (ver, key, ws, scope, tbl, cols, "row")
        select r.ver, r.key, r.ws, r.scope, r.tbl, r.cols, r."row"
        from jsonb_populate_recordset(null::sync.change, feed) r;
    perform pg_notify('feed_1', '');
end $$
"""


@contextmanager
def prepared() -> Iterator[Ground]:
    """A durable server with one hall, one desk, one clerk, one couple; and its bare twin."""
    folder = Path(tempfile.mkdtemp(prefix="cb-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        cluster = stack.enter_context(Cluster(folder, ClusterOptions(durable=True)))
        create_database(cluster.dsn(), CENTRE)
        dsn = cluster.dsn(CENTRE)
        upgrade(dsn)
        bundle, signer = _desk(cluster, dsn, folder / "keys")
        with psycopg.connect(dsn, autocommit=True) as admin:
            matter, citizens = _people(admin, bundle.ws)
        with psycopg.connect(cluster.dsn(), autocommit=True) as admin:
            twin, original = sql.Identifier(BARE), sql.Identifier(CENTRE)
            admin.execute(sql.SQL("create database {} template {}").format(twin, original))

        def connected(to: str) -> psycopg.Connection[Any]:
            return stack.enter_context(psycopg.connect(to, autocommit=True))

        centre, bare = connected(dsn), connected(cluster.dsn(BARE))
        bare.execute(_BARE_WRITE)
        desk = stack.enter_context(
            psycopg.connect(**_address(cluster, bundle).connection_parameters(), autocommit=True)
        )
        yield Ground(centre, bare, desk, bundle, signer, matter, citizens)


def _address(cluster: Cluster, bundle: Bundle) -> CentreAddress:
    host = str(cluster.socket_folder)
    return CentreAddress(host, cluster.port, CENTRE, bundle.role, bundle.password, None)


def _desk(cluster: Cluster, dsn: str, keys: Path) -> tuple[Bundle, Signer]:
    add_hall(dsn, 1, HallFacts("基准大厅"), keys)
    code = add_window(dsn, Place(1, 1), keys).code
    bundle = (
        EnrolmentDesk(str(cluster.socket_folder), cluster.port, CENTRE, None).redeem(code).bundle
    )
    clerk_code = add_clerk(dsn, 1, "0101", "基准")
    line = ShortLine(_address(cluster, bundle))
    desk = PostgresSignInDesk(line)
    person = desk.standing("0101")
    assert person is not None
    made, signer = new_keys(person.person_id, "bench", bundle.pepper, _CHEAP, _CHEAP)
    desk.enrol(
        "0101", clerk_code, NewKeys(made.key_id, made.seal_key, made.public_key, made.sealed)
    )
    line.close()
    return bundle, signer


def _people(
    admin: psycopg.Connection[Any], ws: uuid.UUID
) -> tuple[uuid.UUID, tuple[uuid.UUID, uuid.UUID]]:
    """A couple and their matter, laid past the checks: they are not what is measured."""
    keys = uuid7(), (uuid7(), uuid7())
    stamp = {"hall_id": 1, "ver": 1, "made_by": str(ws), "made_ws": str(ws), "made_at": _AT}
    with admin.transaction():
        admin.execute("set local session_replication_role = replica")
        for nth, citizen in enumerate(keys[1]):
            person = {"doc_type": "01", "doc_number": f"37179919850615001{nth}", "name": "基准"}
            _lay(admin, "citizen", stamp | person | {"id": str(citizen), "sex": "1"})
        matter = {"visit_id": str(uuid7()), "citizen_id": str(keys[1][0]), "business": "L01"}
        _lay(admin, "matter", stamp | matter | {"id": str(keys[0]), "answers": {}})
    return keys


def _lay(admin: psycopg.Connection[Any], table: LiteralString, row: dict[str, Any]) -> None:
    fill = {"verification": "verified", "first_asked": row["made_by"], "state": "open"}
    admin.execute(
        f'insert into hall."{table}"'
        f' select r.* from jsonb_populate_record(null::hall."{table}", %s) r',
        (Jsonb(fill | row),),
    )


def _case(matter: uuid.UUID, seq: int) -> dict[str, Any]:
    return {
        "matter_id": str(matter),
        "business": "L01",
        "number": f"0101A-{seq:06d}-0",
        "applicant": "基*",
        "state": "taken_in",
    }


def _party(case: uuid.UUID, citizen: uuid.UUID, role: str, relation: str) -> dict[str, Any]:
    return {
        "case_id": str(case),
        "citizen_id": str(citizen),
        "role": role,
        # Not live: the same couple stands in every case of the benchmark.
        "live": False,
        "marital": "20",
        "relation": relation,
    }
