"""What a workstation's login cannot do at the centre, whoever holds it."""

import itertools
import uuid
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.types.json import Jsonb

from sync.central.admin.windows import Place, replace_window
from tests.central.desks import TestDesk
from tests.postgres import Centre

# function -> arguments that are well formed
FUNCTIONS: dict[str, tuple[Any, ...]] = {
    "api.hello": ("1.0.0", 1),
    "api.push": (1, 1, [b"{}"], Jsonb([{}]), Jsonb([{}])),
    "api.pull": ("", Jsonb([]), 10),
    "api.lack_of_scan": ("0" * 64, 1, ["0" * 64]),
    "api.put_scan_chunk": ("0" * 64, 0, b"x"),
    "api.take_case_out": ("0101A-000001-5", "外出"),
    "api.feed_heads": ("ref", "", 0, 0, 1, 1, 10),
    "api.rescue": (1, 1, b"0" * 32, [b"{}"], Jsonb([{}]), Jsonb([{}])),
    "api.tell": (1, 0, 0, "2026-11-23T01:30:00Z"),
    "api.ask_look_up": ("01", "371799198506150016", "L01"),
    "api.look_up": (uuid.UUID(int=1), "01", "371799198506150016"),
    "api.standing": ("0101",),
    "api.open_set": (uuid.UUID(int=1), 1, 1),
    "api.enrol_person": ("0101", "ABC-DEFG-HJKL", Jsonb({})),
    "queue_api.issue": ("A", "L01"),
    "queue_api.grant_next": (uuid.UUID(int=1),),
    "queue_api.report_called": (uuid.UUID(int=1),),
    "queue_api.give_back": (uuid.UUID(int=1),),
    "queue_api.take_back": (uuid.UUID(int=1),),
    "queue_api.report_recalled": (uuid.UUID(int=1),),
}
TYPES = {
    "api.hello": ("text", "int"),
    "api.push": ("int", "bigint", "bytea[]", "jsonb", "jsonb"),
    "api.pull": ("text", "jsonb", "int"),
    "api.lack_of_scan": ("text", "bigint", "text[]"),
    "api.put_scan_chunk": ("text", "int", "bytea"),
    "api.take_case_out": ("text", "text"),
    "api.feed_heads": ("text", "text", "bigint", "bigint", "bigint", "bigint", "int"),
    "api.rescue": ("int", "bigint", "bytea", "bytea[]", "jsonb", "jsonb"),
    "api.tell": ("bigint", "bigint", "bigint", "timestamptz"),
    "api.ask_look_up": ("text", "text", "text"),
    "api.look_up": ("uuid", "text", "text"),
    "api.standing": ("text",),
    "api.open_set": ("uuid", "int", "bigint"),
    "api.enrol_person": ("text", "text", "jsonb"),
    "queue_api.issue": ("text", "text"),
    "queue_api.grant_next": ("uuid",),
    "queue_api.report_called": ("uuid",),
    "queue_api.give_back": ("uuid",),
    "queue_api.take_back": ("uuid",),
    "queue_api.report_recalled": ("uuid",),
}
NULLS = [(name, place) for name, arguments in FUNCTIONS.items() for place in range(len(arguments))]
HOSTILE = ["'; drop schema hall cascade; --", "\\", "$$", "%s", "王'小明", "\u202e", "A" * 5000]


def refused(desk: TestDesk, statement: str, *arguments: Any) -> str:
    """The SQLSTATE a statement of the desk ends with."""
    with pytest.raises(psycopg.Error) as error:
        desk.connection.execute(statement.encode(), arguments)
    assert error.value.sqlstate is not None
    return error.value.sqlstate


def answered(desk: TestDesk, statement: str, arguments: list[str]) -> psycopg.Error | None:
    """The error a statement of the desk ends with, if it does."""
    try:
        desk.connection.execute(statement.encode(), arguments)
    except psycopg.Error as error:
        return error
    return None


@pytest.mark.parametrize(("name", "place"), NULLS)
def test_a_null_in_any_argument_is_refused_and_never_taken_for_silence(
    desk: TestDesk, name: str, place: int
) -> None:
    slots = ", ".join(f"%s::{kind}" for kind in TYPES[name])
    arguments = [None if n == place else value for n, value in enumerate(FUNCTIONS[name])]

    assert refused(desk, f"select {name}({slots})", *arguments) == "CW001"


def test_every_function_a_workstation_may_call_is_tried_with_nulls(desk: TestDesk) -> None:
    rows = desk.connection.execute(
        "select n.nspname || '.' || p.proname from pg_proc p"
        " join pg_namespace n on n.oid = p.pronamespace"
        " where n.nspname in ('api', 'queue_api', 'hall', 'sync', 'ledger', 'queue')"
        " and has_schema_privilege(n.oid, 'usage')"
        " and has_function_privilege(p.oid, 'execute') and p.pronargs > 0"
    ).fetchall()

    assert {name for (name,) in rows} == set(FUNCTIONS)


def test_no_table_of_the_centre_can_be_read_or_written(desk: TestDesk) -> None:
    with desk.centre.admin() as admin:
        tables = [
            name
            for (name,) in admin.execute(
                "select format('%I.%I', schemaname, tablename) from pg_tables"
                " where schemaname in ('hall', 'sync', 'ledger', 'queue')"
            ).fetchall()
        ]

    verbs = ("select * from {}", "delete from {}", "insert into {} default values")
    assert len(tables) > 30
    for verb, table in itertools.product(verbs, tables):
        assert refused(desk, verb.format(table)) == "42501", (verb, table)


@pytest.mark.parametrize(
    "statement",
    [
        "set role counter_owner",
        "set session authorization postgres",
        "create schema mine",
        "create table public.mine (x int)",
        "select pg_read_file('/etc/passwd')",
        "copy (select 1) to program 'true'",
        "alter role current_user superuser",
        "create function api.push() returns int language sql as 'select 1'",
    ],
)
def test_a_workstation_becomes_nobody_else_and_makes_nothing(
    desk: TestDesk, statement: str
) -> None:
    assert refused(desk, statement) in {"42501", "42704", "22023"}


def test_an_own_temporary_table_shadows_nothing(desk: TestDesk) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        desk.connection.execute("create temp table workstation_sync (ws uuid)")

    assert desk.call("select api.hello('1.0.0', 1)")["window_no"] == 1


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_only_texts(desk: TestDesk, centre: Centre, text: str) -> None:
    for name in ("api.ask_look_up", "queue_api.issue", "api.standing"):
        slots = ", ".join("%s" for _ in FUNCTIONS[name])
        told = answered(desk, f"select {name}({slots})", [text] * slots.count("%s"))
        assert told is None or (told.sqlstate or "").startswith("CW")
        assert text not in str(told)

    with centre.admin() as admin:
        assert admin.execute("select count(*) > 0 from hall.hall").fetchone() == (True,)


@pytest.fixture
def login_again(desk: TestDesk, centre: Centre) -> Iterator[None]:
    """Roles belong to the whole cluster: the next test's copy of the centre needs this one."""
    yield
    with centre.admin() as admin:
        admin.execute(sql.SQL("alter role {} login").format(sql.Identifier(desk.bundle.role)))


@pytest.mark.usefixtures("login_again")
def test_a_replaced_machine_is_shut_out_at_once(desk: TestDesk, centre: Centre) -> None:
    replace_window(centre.dsn, Place(1, 1), centre.keys)

    with pytest.raises(psycopg.Error):
        desk.call("select api.hello('1.0.0', 1)")
    with pytest.raises(psycopg.OperationalError):
        centre.connect_as(desk.bundle)


ASK = "select api.ask_look_up('01', %s, 'L01')"
LOOK_UP = "select api.look_up(%s, '01', %s)"
SOMEBODY = "371799198506150016"


def test_the_sixty_first_person_of_an_hour_is_not_shown(desk: TestDesk) -> None:
    for nth in range(60):
        desk.call(ASK, f"37179919850615{nth:04d}")
    desk.call(ASK, "371799198506150000")

    assert refused(desk, ASK, "999") == "CW003"


def test_looking_up_in_transactions_that_are_rolled_back_shows_nobody(
    desk: TestDesk, centre: Centre
) -> None:
    with desk.connection.transaction(force_rollback=True):
        ask = desk.call(ASK, SOMEBODY)
        with pytest.raises(psycopg.Error) as error, desk.connection.transaction():
            desk.call(LOOK_UP, ask, SOMEBODY)
    assert error.value.sqlstate == "CW008"
    assert refused(desk, LOOK_UP, ask, SOMEBODY) == "CW008"

    ask = desk.call(ASK, SOMEBODY)
    with desk.connection.transaction(force_rollback=True):
        desk.call(LOOK_UP, ask, SOMEBODY)

    with centre.admin() as admin:
        assert admin.execute("select count(*) from sync.look_up").fetchone() == (1,)


def test_an_ask_answers_its_own_desk_about_its_own_person_for_a_minute(
    desk: TestDesk, centre: Centre
) -> None:
    ask = desk.call(ASK, SOMEBODY)

    assert refused(desk, LOOK_UP, ask, "371799198709220029") == "CW008"
    assert desk.call(LOOK_UP, ask, SOMEBODY) is None
    with centre.admin() as admin:
        admin.execute("update sync.look_up set at = at - interval '61 seconds'")
    assert refused(desk, LOOK_UP, ask, SOMEBODY) == "CW008"


def test_a_wrong_password_a_wrong_authority_and_no_tls_all_fail(
    desk: TestDesk, centre: Centre
) -> None:
    right = centre.address_of(desk.bundle).connection_parameters()

    for changes in (
        {"password": "wrong"},
        {"sslmode": "disable"},
        {"sslrootcert": "/dev/null"},
        {"host": "127.0.0.2"},
    ):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(**{**right, **changes})
