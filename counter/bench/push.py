"""A push of 500 change sets of four rows, against the bare writing of the very same rows.

Both run on a PostgreSQL that flushes to disk. The push goes through ``api.push`` with every check.
Its floor is one function call in a second database that writes the same inbox, domain and feed rows
into the same tables and indexes and checks nothing; it gets them ready made.
"""

import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb
from uuid6 import uuid7

from counter.bench import BenchResult, result
from counter.bench.ground import AT, a_centre, lay
from counter.store.change_set import ChangeSet, RowChange, Signer, encode
from sync.central.enrolment import Bundle

BATCH = 500
ROUNDS = 12
WARM_UP = 3
BARE = "counter_bare"
_WRITTEN = ("case", "party", "audit", "work_item")
_NOTE = (
    "500 loan_intake.take_in of case, two parties and audit per call; floor: one call that writes "
    "the same inbox, domain and feed rows into the same indexes and checks nothing; fsync on both"
)


@dataclass(frozen=True)
class Stage:
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
    with prepared() as stage:
        for turn in range(WARM_UP + ROUNDS):
            bodies = [change_set(stage, turn * BATCH + nth + 1) for nth in range(BATCH)]
            size = sum(map(len, bodies)) // BATCH
            pushed = push(stage, turn * BATCH + 1, bodies)
            floor = write_bare(stage, written_rows(stage.centre))
            if turn >= WARM_UP:
                times.append(pushed)
                floors.append(floor)
    return result("push", times, floors, f"{_NOTE}; {size} bytes a change set")


def change_set(stage: Stage, seq: int) -> bytes:
    """The exact bytes of one loan taken in: four rows."""
    case = uuid7()
    husband, wife = stage.citizens
    rows = (
        RowChange("case", case, "insert", 0, _case(stage.matter, seq)),
        RowChange("party", uuid7(), "insert", 0, _party(case, husband, "borrower", "0")),
        RowChange("party", uuid7(), "insert", 0, _party(case, wife, "spouse", "1")),
        RowChange("audit", uuid7(), "insert", 0, {"event": "case.taken_in", "result": "done"}),
    )
    return encode(
        ChangeSet(
            id=uuid7(),
            ws=stage.bundle.ws,
            epoch=stage.bundle.epoch,
            seq=seq,
            kind="loan_intake.take_in",
            kver=1,
            person=stage.signer.id,
            made_at=AT,
            rows=rows,
        )
    )


def push(stage: Stage, first: int, bodies: list[bytes]) -> float:
    """Push a batch; its seconds. Every set must be applied."""
    seals = Jsonb([stage.signer.seal(body) for body in bodies])
    sigs = Jsonb([stage.signer.sign(body) for body in bodies])
    began = time.perf_counter()
    row = stage.desk.execute(
        "select api.push(%s, %s, %b, %s, %s)", (stage.bundle.epoch, first, bodies, seals, sigs)
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


def write_bare(stage: Stage, rows: dict[str, list[Any]]) -> float:
    """Write the same rows through one call that checks nothing; its seconds."""
    names = (*_WRITTEN, "inbox", "change")
    arguments = [Jsonb(rows[name]) for name in names]
    began = time.perf_counter()
    stage.bare.execute("select bare_write(%s, %s, %s, %s, %s, %s)", arguments)
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
def prepared() -> Iterator[Stage]:
    """A centre with one desk, one clerk, one couple; and its bare twin."""
    with ExitStack() as stack:
        ground = stack.enter_context(a_centre())
        bundle = ground.window(1)
        signer = ground.clerk(bundle)
        with ground.connect() as admin:
            matter, citizens = _people(admin, bundle.ws)
        bare = stack.enter_context(ground.connect(stack.enter_context(ground.copy(BARE))))
        bare.execute(_BARE_WRITE)
        parameters = ground.local_address(bundle).connection_parameters()
        desk = stack.enter_context(psycopg.connect(**parameters, autocommit=True))
        centre = stack.enter_context(ground.connect())
        yield Stage(centre, bare, desk, bundle, signer, matter, citizens)


def _people(
    admin: psycopg.Connection[Any], ws: uuid.UUID
) -> tuple[uuid.UUID, tuple[uuid.UUID, uuid.UUID]]:
    """A couple and their matter."""
    key, couple = uuid7(), (uuid7(), uuid7())
    person = {"doc_type": "01", "name": "基准", "sex": "1", "verification": "verified"}
    numbers = [f"37179919850615001{nth}" for nth in range(len(couple))]
    people = [
        person | {"id": str(citizen), "doc_number": number}
        for citizen, number in zip(couple, numbers, strict=True)
    ]
    lay(admin, "citizen", people, ws)
    matter = {"visit_id": str(uuid7()), "citizen_id": str(couple[0]), "business": "L01"}
    rest = {"id": str(key), "answers": {}, "first_asked": str(ws), "state": "open"}
    lay(admin, "matter", [matter | rest], ws)
    return key, couple


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
