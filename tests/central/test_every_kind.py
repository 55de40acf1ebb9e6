"""Every table x {insert, update} under every kind, generated from the declaration and pushed for
real.

What a kind does not name is refused, what it names is applied: tables, columns, roles, halls,
states.
Each case has a row of its own, so that no case stands in another's way.
"""

import itertools
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb
from sqlalchemy import Boolean, Date, Integer, LargeBinary, String
from sqlalchemy.types import Uuid

from counter.store.change_set import RowChange, Signer
from counter.store.columns import Moment, Money, Percent
from counter.store.kinds import ALL, KINDS, Kind, Touch
from counter.store.life_cycles import LIFE_CYCLES, NEW, moves
from counter.store.sealed_keys import DeviceKeys
from counter.store.synced import STAMPS, synced_models
from tests.central.desks import AT, TestDesk, insert, update
from tests.postgres import Centre

MODELS = synced_models()
OTHER_HALL = 2
BATCH = 500


@dataclass(frozen=True)
class Trial:
    """One change set of one row and the code it must be answered with; empty: applied."""

    name: str
    kind: Kind
    row: RowChange
    code: str
    signer: Signer
    hall_id: int = 1
    before: dict[str, Any] = field(default_factory=dict)


def parent_key(table: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_OID, table)


def wire_value(table: str, column: str) -> Any:  # noqa: C901 - one case a type
    """Something that fits a column, in wire form."""
    if column in MODELS[table].sync_rule.refers:
        return str(parent_key(MODELS[table].sync_rule.refers[column]))
    match MODELS[table].__table__.columns[column].type:
        case Money():
            return "1.00"
        case Percent():
            return "2.50"
        case Moment():
            return AT
        case Date():
            return "2026-03-02"
        case Uuid():
            return str(uuid.uuid4())
        case Boolean():
            return False
        case Integer():
            return 7
        case LargeBinary():
            return "AA=="
        case String() as text:
            return uuid.uuid4().hex[: min(text.length or 8, 8)] if (text.length or 8) > 2 else "7"
        case _:
            return {}


def columns(table: str) -> list[str]:
    return [c.name for c in MODELS[table].__table__.columns if c.name not in ("id", *STAMPS)]


def whole(table: str) -> dict[str, Any]:
    """Every column that must have a value, the state a first one."""
    found = {
        name: wire_value(table, name)
        for name in columns(table)
        if not MODELS[table].__table__.columns[name].nullable
    }
    firsts = [to for before, to in sorted(moves(table)) if before == NEW] if cycles(table) else []
    return found | ({"state": firsts[0]} if firsts else {})


def cycles(table: str) -> bool:
    return table in LIFE_CYCLES


def a_move(table: str) -> tuple[str, str]:
    return next(move for move in sorted(moves(table)) if move[0] != NEW)


def updatable(touch: Touch, table: str) -> set[str]:
    return set(columns(table)) if ALL in touch.update else set(touch.update)


def of_tables(kind: Kind, signer: Signer) -> Iterator[Trial]:
    """Whole rows into every table; one column of every table, and every column of those touched."""
    for table, model in MODELS.items():
        touch = kind.touches.get(table, Touch())
        row = insert(table, whole(table))
        yield Trial("insert", kind, row, "" if touch.insert else "touch", signer)
        open_columns = updatable(touch, table)
        tried = columns(table) if open_columns else columns(table)[:1]
        for name in tried:
            values, before = {name: wire_value(table, name)}, {}
            if name == "state" and cycles(table):
                before["state"], values["state"] = a_move(table)
            change = update(table, uuid.uuid4(), values, 1)
            fits = name in open_columns and not model.sync_rule.append_only
            yield Trial(f"update {name}", kind, change, "" if fits else "touch", signer, 1, before)


def of_columns(kind: Kind, signer: Signer) -> Iterator[Trial]:
    """Stamps and unknown columns beside what is allowed."""
    for table, touch in kind.touches.items():
        for name in ("id", *STAMPS, "no_such_column"):
            if touch.insert:
                row = insert(table, whole(table) | {name: 1})
                yield Trial(f"insert with {name}", kind, row, "touch", signer)
            for allowed in touch.update[:1]:
                values = {allowed: wire_value(table, allowed), name: 1}
                change = update(table, uuid.uuid4(), values, 1)
                yield Trial(f"update with {name}", kind, change, "touch", signer)


def of_halls(kind: Kind, signer: Signer) -> Iterator[Trial]:
    """Rows of the other hall, which only citizens may be."""
    for table, touch in kind.touches.items():
        for name in touch.update:
            values, before = {name: wire_value(table, name)}, {}
            if name == "state" and cycles(table):
                before["state"], values["state"] = a_move(table)
            change = update(table, uuid.uuid4(), values, 1)
            code = "" if MODELS[table].sync_rule.shared else "hall"
            yield Trial(f"other hall {name}", kind, change, code, signer, OTHER_HALL, before)


def of_states(kind: Kind, signer: Signer) -> Iterator[Trial]:
    """Every pair of states, and every state to begin in."""
    for table in LIFE_CYCLES:
        touch = kind.touches.get(table, Touch())
        states = sorted({one for move in moves(table) for one in move} - {NEW})
        if "state" in touch.update:
            for before, after in itertools.permutations(states, 2):
                change = update(table, uuid.uuid4(), {"state": after}, 1)
                code = "" if (before, after) in moves(table) else "state"
                yield Trial(f"{before}->{after}", kind, change, code, signer, 1, {"state": before})
        if touch.insert:
            for first in states:
                row = insert(table, whole(table) | {"state": first})
                code = "" if (NEW, first) in moves(table) else "state"
                yield Trial(f"begin {first}", kind, row, code, signer)


def lay(connection: psycopg.Connection[Any], table: str, rows: list[dict[str, Any]]) -> None:
    """Put rows under the centre's checks, as if they had always been there."""
    connection.execute(
        f'insert into hall."{table}"'
        f' select r.* from jsonb_populate_recordset(null::hall."{table}", %s) r'
        " on conflict do nothing",
        (Jsonb(rows),),
    )


def present(trial: Trial) -> dict[str, Any]:
    """The row a trial's update finds; it refers to nobody, so that no uniqueness is touched."""
    return nobodys(trial.row.table) | trial.before | stamps(trial.row.key, trial.hall_id)


def nobodys(table: str) -> dict[str, Any]:
    """A whole row that refers to rows which are nowhere."""
    refers = MODELS[table].sync_rule.refers
    return {
        name: str(uuid.uuid4()) if name in refers else value for name, value in whole(table).items()
    }


def stamps(key: uuid.UUID, hall_id: int = 1) -> dict[str, Any]:
    nobody = str(uuid.UUID(int=0))
    made = {"made_by": nobody, "made_ws": nobody, "made_at": AT}
    return {"id": str(key), "hall_id": hall_id, "ver": 1, **made}


def put_in_place(centre: Centre, trials: list[Trial]) -> None:
    with centre.admin() as admin, admin.transaction():
        admin.execute("set local session_replication_role = replica")
        for table in MODELS:
            rows = [present(t) for t in trials if t.row.table == table and t.row.op == "update"]
            lay(admin, table, [*rows, nobodys(table) | stamps(parent_key(table))])


def answers(desk: TestDesk, trials: list[Trial]) -> list[str]:
    """What each trial was answered with, in order."""
    codes = dict.fromkeys(range(desk.seq + 1, desk.seq + 1 + len(trials)), "")
    for start in range(0, len(trials), BATCH):
        part = trials[start : start + BATCH]
        answer = desk.send(*(desk.make(t.kind.name, t.row, signer=t.signer) for t in part))
        assert answer["stopped"] is None
        codes |= {one["seq"]: one["code"] for one in answer["results"]}
    return list(codes.values())


def try_all(desk: TestDesk, trials: list[Trial]) -> None:
    put_in_place(desk.centre, trials)

    codes = answers(desk, trials)

    wrong = [
        (trial.kind.name, trial.row.table, trial.name, code, trial.code)
        for trial, code in zip(trials, codes, strict=True)
        if code != trial.code
    ]
    assert wrong == []


Make = Callable[[Kind, Signer], Iterator[Trial]]
NOBODY = DeviceKeys(uuid.UUID(int=0), bytes(32), bytes(32))


def named(make: Make) -> str:
    """The test's name tells how many change sets it pushes: ``pytest -v`` shows it."""
    return f"{make.__name__}-{sum(1 for kind in KINDS.values() for _ in make(kind, NOBODY))}-sets"


@pytest.mark.parametrize("make", [of_tables, of_columns, of_halls, of_states], ids=named)
def test_what_a_kind_does_not_name_is_refused_and_the_rest_applied(
    desk: TestDesk, make: Make
) -> None:
    pad, supervisor = desk.centre.pad(), desk.centre.signers["0104"]

    def signer(kind: Kind) -> Signer:
        if "device:pad" in kind.roles:
            return pad
        return desk.signer if "clerk" in kind.roles else supervisor

    trials = [trial for kind in KINDS.values() for trial in make(kind, signer(kind))]

    assert len(trials) > 50
    try_all(desk, trials)


def test_a_kind_is_refused_to_every_role_it_does_not_name(desk: TestDesk) -> None:
    signers = desk.centre.signers
    by_role: dict[str, Signer] = {
        "clerk": signers["0101"],
        "reviewer": signers["0103"],
        "supervisor": signers["0104"],
        "device:pad": desk.centre.pad(),
    }
    trials = [
        Trial(role, kind, insert(table, whole(table)), "role", signer)
        for kind in KINDS.values()
        for role, signer in by_role.items()
        if role not in kind.roles
        for table in list(kind.touches)[:1]
    ]

    assert len(trials) > 20
    try_all(desk, trials)


@pytest.mark.parametrize("over", [{"kind": "no.such_kind"}, {"kver": 2}])
def test_a_kind_the_centre_does_not_know_has_no_effect(
    desk: TestDesk, over: dict[str, Any]
) -> None:
    answer = desk.push("audit.observe", insert("audit", whole("audit")), **over)

    assert [(one["status"], one["code"]) for one in answer["results"]] == [("parked", "kind")]
    with desk.centre.admin() as admin:
        assert admin.execute("select count(*) from hall.audit").fetchone() == (0,)


def test_a_rule_taken_away_at_the_centre_is_missed_by_these_tests(desk: TestDesk) -> None:
    with desk.centre.admin() as admin:
        admin.execute("update sync.kind_rule set columns = columns || '{made_by}'")
    kind = KINDS["shift.open"]

    with pytest.raises(AssertionError):
        try_all(desk, list(of_columns(kind, desk.signer)))
