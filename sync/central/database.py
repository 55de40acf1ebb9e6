"""The central database as a whole: made, brought up to date, asked what is installed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from typing import cast

import psycopg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from psycopg import sql
from psycopg.rows import TupleRow
from sqlalchemy import Connection, create_engine

from sync.central import declaration

Admin = psycopg.Connection[TupleRow]

OWNER = "counter_owner"
STATION = "counter_station"
KIOSK = "counter_kiosk"
DISPLAY = "counter_display"
ENROLLING = "counter_enrolling"
HALL_SERVER = "counter_hall_server"
SCHEMAS = ("hall", "sync", "ledger", "api")
QUEUE_SCHEMAS = ("queue", "queue_api")
_UPKEEP = "upkeep"
_PLAIN = "set datestyle = 'ISO, YMD'; set timezone = 'UTC'"
# Any number, the same for everyone who upgrades.
_UPGRADE_LOCK = 6_107_001


@dataclass(frozen=True)
class Chain:
    """One chain of migrations and the scripts that are applied anew after it."""

    name: str
    schemas: tuple[str, ...]
    scripts: str
    """The package folder of migrations and of ``sql``."""


CENTRE = Chain("centre", SCHEMAS, "sync.central")
QUEUE = Chain("queue", QUEUE_SCHEMAS, "sync.central.queue")


class NotACentre(Exception):
    """The database carries no central schema; the text says what to do."""

    def __init__(self) -> None:
        super().__init__("这个数据库里还没有中心库，请先运行 counter central init。")


@dataclass(frozen=True)
class Installed:
    """What one chain has in the database, beside what this program brings."""

    chain: str
    revision: str | None
    head: str
    is_current: bool


def create_database(dsn: str, name: str) -> None:
    """Make an empty database in UTF-8; raises ``psycopg.errors.DuplicateDatabase``."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        make = "create database {} encoding 'UTF8' template template0"
        connection.execute(sql.SQL(make).format(sql.Identifier(name)))


@contextmanager
def administering(dsn: str) -> Iterator[Admin]:
    """One transaction of the administrator, as the owner of the schema."""
    with psycopg.connect(dsn) as connection:
        connection.execute(_PLAIN)
        yield connection


def upgrade(dsn: str, chains: tuple[Chain, ...] = (CENTRE, QUEUE)) -> None:
    """Bring a database, empty or older, to this program's schema, rules and rights; all or nothing.

    Running it again refreshes functions and rules and is harmless.
    """
    with migrating(dsn) as (bound, connection):
        connection.execute("select pg_advisory_xact_lock(%s)", (_UPGRADE_LOCK,))
        _make_roles(connection)
        connection.execute(sql.SQL("set role {}").format(sql.Identifier(OWNER)))
        for chain in chains:
            _make_schemas(connection, (*chain.schemas, _UPKEEP))
            command.upgrade(alembic_config(bound, chain), "head")
            _install(connection, chain)


def installed(dsn: str, chains: tuple[Chain, ...] = (CENTRE, QUEUE)) -> list[Installed]:
    """What is installed, chain by chain; raises ``NotACentre``."""
    with administering(dsn) as connection:
        if connection.execute("select to_regclass('upkeep.installed')").fetchone() == (None,):
            raise NotACentre
        return [_state_of(connection, chain) for chain in chains]


def _state_of(connection: Admin, chain: Chain) -> Installed:
    found = connection.execute(
        "select checksum from upkeep.installed where part = %s", (chain.name,)
    ).fetchone()
    version = sql.SQL("select version_num from upkeep.{}")
    revision = connection.execute(version.format(sql.Identifier(_version_table(chain)))).fetchone()
    head = ScriptDirectory.from_config(_configuration(chain)).get_current_head()
    is_current = revision == (head,) and found == (_fingerprint(chain),)
    present = None if revision is None else str(revision[0])
    return Installed(chain.name, present, str(head), is_current)


def _make_roles(connection: Admin) -> None:
    for role in (OWNER, STATION, KIOSK, DISPLAY, ENROLLING, HALL_SERVER):
        found = connection.execute("select from pg_roles where rolname = %s", (role,)).fetchone()
        if found is None:
            connection.execute(sql.SQL("create role {} nologin").format(sql.Identifier(role)))
    name = sql.Identifier(connection.info.dbname)
    # Nobody makes temporary tables here: nothing of ours can be shadowed by one.
    connection.execute(
        sql.SQL(
            "grant {owner} to current_user;"
            "revoke all on database {name} from public;"
            "revoke all on schema public from public;"
            "grant create on database {name} to {owner};"
            "grant connect on database {name} to {station}, {kiosk}, {display}, {enrolling},"
            " {hall_server}"
        ).format(
            name=name,
            owner=sql.Identifier(OWNER),
            station=sql.Identifier(STATION),
            kiosk=sql.Identifier(KIOSK),
            display=sql.Identifier(DISPLAY),
            enrolling=sql.Identifier(ENROLLING),
            hall_server=sql.Identifier(HALL_SERVER),
        )
    )


def _make_schemas(connection: Admin, names: tuple[str, ...]) -> None:
    for name in names:
        found = connection.execute("select to_regnamespace(%s)", (name,)).fetchone()
        if found == (None,):
            connection.execute(sql.SQL("create schema {}").format(sql.Identifier(name)))


def alembic_config(bound: Connection, chain: Chain) -> Config:
    """What Alembic is told about one chain, to work on ``bound``."""
    config = _configuration(chain)
    config.attributes.update(
        connection=bound, version_table=_version_table(chain), version_table_schema=_UPKEEP
    )
    return config


def _configuration(chain: Chain) -> Config:
    config = Config()
    config.set_main_option("script_location", f"{chain.scripts}:migrations")
    return config


def _version_table(chain: Chain) -> str:
    return f"{chain.name}_version"


@contextmanager
def migrating(dsn: str) -> Iterator[tuple[Connection, Admin]]:
    """One transaction seen twice: by Alembic through SQLAlchemy, and as the session it really
    is."""
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(dsn))
    try:
        with engine.begin() as bound:
            raw = cast(Admin, bound.connection.dbapi_connection)
            raw.execute(_PLAIN)
            yield bound, raw
    finally:
        engine.dispose()


def _install(connection: Admin, chain: Chain) -> None:
    connection.execute(
        "create table if not exists upkeep.installed"
        " (part text primary key, checksum text not null, at timestamptz not null default now())"
    )
    # Functions refer to each other in both directions.
    connection.execute("set local check_function_bodies = off")
    for script in _scripts(chain):
        connection.execute(script.encode())
    if chain is CENTRE:
        _load_rules(connection)
        # Desks may have been ahead of the centre: what waited for this is taken now.
        connection.execute("select sync.retry_waiting()")
    connection.execute(
        "insert into upkeep.installed (part, checksum) values (%s, %s)"
        " on conflict (part) do update set checksum = excluded.checksum, at = now()",
        (chain.name, _fingerprint(chain)),
    )


def _scripts(chain: Chain) -> list[str]:
    """What is applied anew at every upgrade, in order."""
    folder = files(chain.scripts) / "sql"
    named = {file.name: file.read_text("utf-8") for file in folder.iterdir()}
    scripts = [named[name] for name in sorted(named)]
    if chain is CENTRE:
        # The wire helpers come first, then what is made per table, then what uses both.
        scripts[1:1] = [";\n".join(declaration.functions())]
    return scripts


def _fingerprint(chain: Chain) -> str:
    own = declaration.fingerprint() if chain is CENTRE else ""
    return declaration.checksum([*_scripts(chain), own])


def _load_rules(connection: Admin) -> None:
    connection.execute("delete from sync.kind_rule; delete from sync.transition")
    connection.execute("delete from sync.table_rule")
    with connection.cursor() as cursor:
        for table, rows in (
            ("kind_rule", declaration.kind_rules()),
            ("transition", declaration.transitions()),
            ("table_rule", declaration.table_rules()),
        ):
            with cursor.copy(sql.SQL("copy sync.{} from stdin").format(sql.Identifier(table))) as c:
                for row in rows:
                    c.write_row(row)
