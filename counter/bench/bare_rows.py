"""The floor of a drain: the rows a drain wrote, written again by bare calls that check nothing.

A call gets its rows as arrays in PostgreSQL's own binary form, so that nothing of them has to be
taken apart; there are no foreign keys to look up and nothing to decide.
"""

import time
import uuid
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import pq

TABLES = ("hall.ticket", "hall.visit", "hall.hold", "hall.audit", "sync.inbox", "sync.change")
"""What ``bare_rows`` takes, in its order."""
_ORDER = {"sync.inbox": "seq", "sync.change": "id"}

_MAKE = """
create function bare_rows(tickets hall.ticket[], visits hall.visit[], holds hall.hold[],
    audits hall.audit[], sets sync.inbox[], feed sync.change[])
returns void language plpgsql as $$
begin
    update hall.ticket t set ver = r.ver, state = r.state from unnest(tickets) r where t.id = r.id;
    update hall.visit t set ver = r.ver, state = r.state from unnest(visits) r where t.id = r.id;
    insert into hall.hold select * from unnest(holds);
    insert into hall.audit select * from unnest(audits);
    insert into sync.inbox select * from unnest(sets);
    insert into sync.change (ver, key, ws, scope, tbl, cols, "row")
        select r.ver, r.key, r.ws, r.scope, r.tbl, r.cols, r."row" from unnest(feed) r;
    update sync.workstation_sync set hwm = hwm + cardinality(sets) where ws = sets[1].ws;
    perform pg_notify('feed_1', '');
end $$
"""


@dataclass(frozen=True)
class Written:
    """What one call writes: an array for each of ``TABLES``, binary, with its type's number."""

    arrays: tuple[bytes, ...]
    types: tuple[int, ...]


def put_in(connection: psycopg.Connection[Any], is_first: bool = True) -> None:
    """Make the function, if it is not there, and let this session look up no foreign keys."""
    if is_first:
        connection.execute(_MAKE)
    connection.execute("set session_replication_role = replica")


def written(drained: psycopg.Connection[Any], ws: uuid.UUID, calls: int) -> list[Written]:
    """The rows a drain of ``ws`` left behind, cut into so many calls."""
    types = tuple(_array_type(drained, table) for table in TABLES)
    columns = [_slices(drained, table, ws, calls) for table in TABLES]
    return [Written(arrays, types) for arrays in zip(*columns, strict=True)]


def write(bare: psycopg.Connection[Any], batches: list[Written]) -> float:
    """Write them, a call each; seconds."""
    line, binary = bare.pgconn, pq.Format.BINARY
    formats = [binary] * len(TABLES)
    query = b"select bare_rows($1, $2, $3, $4, $5, $6)"
    began = time.perf_counter()
    for one in batches:
        answer = line.exec_params(query, one.arrays, one.types, formats, binary)
        assert answer.status == pq.ExecStatus.TUPLES_OK, answer.error_message
    return time.perf_counter() - began


def _array_type(connection: psycopg.Connection[Any], table: str) -> int:
    row = connection.execute("select to_regtype(%s || '[]')::oid", (table,)).fetchone()
    assert row is not None
    return int(row[0])


def _slices(
    connection: psycopg.Connection[Any], table: str, ws: uuid.UUID, count: int
) -> list[bytes]:
    """A table's rows in order, as so many arrays of nearly equal length."""
    order = _ORDER.get(table, "id")
    owner = "ws" if table.startswith("sync.") else "made_ws"
    query = f"""
        select array_agg(s.found order by (s.found).{order}) from (
            select t as found, ntile({count}) over (order by t.{order}) as slice
            from {table} t where t.{owner} = '{ws}') s
        group by s.slice order by s.slice"""
    answer = connection.pgconn.exec_params(query.encode(), [], result_format=pq.Format.BINARY)
    assert answer.status == pq.ExecStatus.TUPLES_OK, answer.error_message
    found = [answer.get_value(nth, 0) for nth in range(answer.ntuples)]
    return [value for value in found if value is not None]
