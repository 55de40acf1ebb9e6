"""The central schema says the same as the declaration, on every PostgreSQL it is meant for."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from alembic import command
from sqlalchemy.dialects import postgresql

from counter.store.synced import synced_models
from sync.central import database, declaration
from sync.central.binaries import embedded_binaries
from sync.central.database import CENTRE, QUEUE, NotACentre, installed, upgrade
from sync.central.embedded import EmbeddedCentre
from tests.central.desks import one
from tests.postgres import Centre

_COLUMNS = """
select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), not a.attnotnull
from pg_attribute a join pg_class c on c.oid = a.attrelid
where c.relnamespace = 'hall'::regnamespace and c.relkind = 'r' and a.attnum > 0
"""
_LINKS = """
select c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text
from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
where c.contype = 'f' and c.connamespace = 'hall'::regnamespace
"""
_UNIQUE = """
select t.relname, array_agg(a.attname::text order by a.attname), i.indpred is not null
from pg_index i join pg_class t on t.oid = i.indrelid
join pg_attribute a on a.attrelid = t.oid and a.attnum = any (i.indkey)
where i.indisunique and not i.indisprimary and t.relnamespace = 'hall'::regnamespace
group by t.relname, i.indexrelid, i.indpred is not null
"""
_TYPE_NAMES = {
    "VARCHAR": "character varying",
    "TIMESTAMP WITH TIME ZONE": "timestamp with time zone",
    "NUMERIC(18, 2)": "numeric(18,2)",
    "NUMERIC(12, 6)": "numeric(12,6)",
}

Rows = set[tuple[Any, ...]]


def declared_columns() -> Rows:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    found = set()
    for name, model in synced_models().items():
        for column in model.__table__.columns:
            kind = column.type.compile(dialect)
            for ours, theirs in _TYPE_NAMES.items():
                kind = kind.replace(ours, theirs)
            found.add((name, column.name, kind.lower(), column.nullable))
    return found


def query(connection: psycopg.Connection[Any], text: str) -> list[tuple[Any, ...]]:
    return connection.execute(text.encode()).fetchall()


@pytest.fixture(scope="module")
def embedded() -> Iterator[EmbeddedCentre]:
    with EmbeddedCentre(embedded_binaries()) as centre:
        yield centre


@pytest.fixture(params=["debian with tls", "embedded"])
def dsn(request: pytest.FixtureRequest) -> str:
    if request.param == "embedded":
        centre: EmbeddedCentre = request.getfixturevalue("embedded")
        return centre.admin_dsn
    prepared: Centre = request.getfixturevalue("prepared_centre")
    return prepared.dsn


def test_the_central_tables_have_exactly_the_declared_columns(dsn: str) -> None:
    with psycopg.connect(dsn) as connection:
        assert set(query(connection, _COLUMNS)) == declared_columns()


def test_every_declared_reference_is_a_foreign_key_and_no_other(dsn: str) -> None:
    declared = {
        (f"hall.{_quoted(name)}", column, f"hall.{_quoted(parent)}")
        for name, model in synced_models().items()
        for column, parent in model.sync_rule.refers.items()
    }

    with psycopg.connect(dsn) as connection:
        assert set(query(connection, _LINKS)) == declared


def test_every_declared_uniqueness_is_kept(dsn: str) -> None:
    declared = {
        (name, tuple(sorted(unique.columns)), bool(unique.where))
        for name, model in synced_models().items()
        for unique in model.sync_rule.unique
    }

    with psycopg.connect(dsn) as connection:
        found = {(t, tuple(columns), part) for t, columns, part in query(connection, _UNIQUE)}
    assert found == declared


def test_the_rules_in_the_database_are_those_of_the_declaration(dsn: str) -> None:
    with psycopg.connect(dsn) as connection:
        kinds = query(connection, "select kind, kver, role, tbl, op, columns from sync.kind_rule")
        moves = query(connection, "select tbl, from_state, to_state from sync.transition")

    assert sorted(kinds) == sorted(declaration.kind_rules())
    assert sorted(moves) == sorted(declaration.transitions())


def test_nobody_but_the_owner_has_a_right_on_anything(dsn: str) -> None:
    with psycopg.connect(dsn) as connection:
        granted = query(
            connection,
            "select grantee, table_schema, table_name from information_schema.role_table_grants"
            " where table_schema in ('hall', 'sync', 'ledger', 'queue', 'upkeep')"
            " and grantee <> 'counter_owner'",
        )
        unpinned = query(
            connection,
            "select p.proname from pg_proc p where p.prosecdef"
            " and not 'search_path=pg_catalog, pg_temp' = any (coalesce(p.proconfig, '{}'))",
        )
        open_to_all = query(
            connection,
            "select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
            " where n.nspname in ('api', 'sync', 'queue', 'queue_api')"
            " and has_function_privilege('public', p.oid, 'execute')",
        )

    assert (granted, unpinned, open_to_all) == ([], [], [])


def test_an_upgrade_again_changes_nothing_and_mends_what_was_altered(
    centres: Callable[[], Centre],
) -> None:
    centre = centres()
    assert all(each.is_current for each in installed(centre.dsn))
    with centre.admin() as admin:
        admin.execute("delete from sync.kind_rule; update upkeep.installed set checksum = 'older'")

    assert not any(each.is_current for each in installed(centre.dsn))
    upgrade(centre.dsn)

    assert all(each.is_current for each in installed(centre.dsn))
    with centre.admin() as admin:
        assert one(admin, "select count(*) from sync.kind_rule") == len(declaration.kind_rules())


def test_every_migration_goes_up_down_and_up_again(centres: Callable[[], Centre]) -> None:
    centre = centres()
    with psycopg.connect(centre.dsn) as connection:
        before = set(query(connection, _COLUMNS))

    for chain in (QUEUE, CENTRE):
        with database.migrating(centre.dsn) as (bound, raw):
            raw.execute("set role counter_owner")
            command.downgrade(database.alembic_config(bound, chain), "base")
    upgrade(centre.dsn)

    with psycopg.connect(centre.dsn) as connection:
        assert set(query(connection, _COLUMNS)) == before


def test_a_database_without_the_schema_is_named_as_such(prepared_centre: Centre) -> None:
    with pytest.raises(NotACentre):
        installed(prepared_centre.cluster.dsn())


def _quoted(name: str) -> str:
    return f'"{name}"' if name in {"case", "window"} else name
