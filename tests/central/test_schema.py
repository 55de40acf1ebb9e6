"""The central schema is the declaration's, column by column, on both kinds of server."""

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy.dialects import postgresql

from counter.store.kinds import KINDS
from counter.store.life_cycles import LIFE_CYCLES, moves
from counter.store.synced import synced_models
from sync.central.admin.status import status
from sync.central.binaries import embedded_binaries
from sync.central.database import upgrade
from sync.central.embedded import EmbeddedCentre
from tests.postgres import Centre

Columns = dict[tuple[str, str], tuple[str, bool]]
SPELLED = {
    "VARCHAR": "character varying",
    "TIMESTAMP WITH TIME ZONE": "timestamp with time zone",
}


@pytest.fixture(scope="module", params=["debian with tls", "embedded"])
def dsn(request: pytest.FixtureRequest, prepared_centre: Centre) -> Iterator[str]:
    if request.param == "debian with tls":
        yield prepared_centre.dsn
        return
    with EmbeddedCentre(embedded_binaries()) as centre:
        yield centre.admin_dsn


def declared() -> Columns:
    dialect = postgresql.dialect()
    found: Columns = {}
    for name, model in synced_models().items():
        for column in model.__table__.columns:
            words = column.type.compile(dialect).replace(", ", ",")
            for ours, theirs in SPELLED.items():
                words = words.replace(ours, theirs)
            found[name, column.name] = words.lower(), column.nullable
    return found


def built(dsn: str) -> Columns:
    with psycopg.connect(dsn) as connection:
        rows = connection.execute(
            "select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), not a.attnotnull"
            " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " join pg_attribute a on a.attrelid = c.oid"
            " where n.nspname = 'hall' and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped"
        ).fetchall()
    return {(table, column): (kind, nullable) for table, column, kind, nullable in rows}


def test_every_column_of_the_centre_is_as_declared(dsn: str) -> None:
    assert built(dsn) == declared()


def test_every_reference_declared_is_a_foreign_key(dsn: str) -> None:
    wanted = {
        (name, column, parent)
        for name, model in synced_models().items()
        for column, parent in model.sync_rule.refers.items()
    }
    with psycopg.connect(dsn) as connection:
        rows = connection.execute(
            "select t.relname, a.attname, p.relname from pg_constraint k"
            " join pg_class t on t.oid = k.conrelid join pg_class p on p.oid = k.confrelid"
            " join pg_attribute a on a.attrelid = t.oid and a.attnum = k.conkey[1]"
            " where k.contype = 'f' and k.connamespace = 'hall'::regnamespace"
        ).fetchall()

    assert set(rows) == wanted


def test_the_rules_at_the_centre_are_those_of_the_declaration(dsn: str) -> None:
    with psycopg.connect(dsn) as connection:
        kinds = connection.execute("select distinct kind, kver, role from sync.kind_rule")
        rules = set(kinds.fetchall())
        steps = connection.execute("select tbl, from_state, to_state from sync.transition")
        transitions = set(steps.fetchall())

    assert rules == {(k.name, k.version, role) for k in KINDS.values() for role in k.roles}
    assert transitions == {(table, *move) for table in LIFE_CYCLES for move in moves(table)}


def test_upgrading_again_changes_nothing(dsn: str) -> None:
    before = built(dsn)

    upgrade(dsn)

    assert built(dsn) == before
    assert status(dsn)
