"""Saves change sets of every kind a desk can make, generated from the declaration of the program
it runs in.

It goes along with a kept release and runs there on that release's own sources, so it uses nothing
but the store: of every kind one set that inserts all it may insert, with every column filled, and
one that changes every column it may change.
"""

import datetime as dt
import itertools
from collections import deque
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, Integer, LargeBinary, String
from sqlalchemy.types import JSON, Uuid
from uuid6 import uuid7

from counter.sample.citizens import doc_number
from counter.store.change_set import Signer
from counter.store.columns import Moment, Money, Percent
from counter.store.kinds import KINDS, Kind
from counter.store.life_cycles import LIFE_CYCLES, NEW, moves
from counter.store.synced import STAMPS, synced_models
from counter.store.unit_of_work import Store, Unit

AT = dt.datetime(2026, 11, 23, 1, 30, tzinfo=dt.UTC)
MODELS = synced_models()

_BORN = dt.date(1985, 6, 15)
_SAID: Mapping[str, Callable[[int], str]] = {
    "doc_type": lambda n: "01",
    "doc_number": lambda n: doc_number(_BORN, n % 1000),
    "name": lambda n: f"示例{n}",
    "sex": lambda n: str(1 + n % 2),
    "phone": lambda n: f"138{n:08d}",
    "paid_through": lambda n: f"2026-{1 + n % 12:02d}",
    "role": lambda n: "borrower",
    "verdict": lambda n: "again",
}
"""Texts that mean something; any other column gets any text that fits."""


def path_to(table: str, state: str) -> list[str]:
    """The states a row passes to get into ``state``, from the first; raises ``ValueError``."""
    ways = deque([[to] for before, to in sorted(moves(table)) if before == NEW])
    seen = set()
    while ways:
        way = ways.popleft()
        if way[-1] == state:
            return way
        if way[-1] not in seen:
            seen.add(way[-1])
            ways += [[*way, to] for before, to in sorted(moves(table)) if before == way[-1]]
    raise ValueError(f"{table} is never {state}")


def insertable(kind: Kind) -> list[str]:
    """The tables a kind may insert into, parents first."""
    return [name for name in MODELS if name in kind.touches and kind.touches[name].insert]


def columns(table: str) -> dict[str, Any]:
    """Column -> type, of what a change set may name."""
    found = MODELS[table].__table__.columns
    return {c.name: c.type for c in found if c.name != "id" and c.name not in STAMPS}


class EveryKind:
    """Writes into one store; ``signers`` by role."""

    def __init__(self, store: Store, signers: Mapping[str, Signer], first: int = 1) -> None:
        self._store, self._signers = store, signers
        self._number = itertools.count(first)
        self._parents: dict[str, Any] = {}

    def save_all(self) -> None:
        """At least one set of every kind, and what those need to stand on."""
        for kind in KINDS.values():
            if insertable(kind) != ["audit"] or set(kind.touches) == {"audit"}:
                self.insert(kind)
            self.change(kind)

    def insert(self, kind: Kind, state_of: tuple[str, str] = ("", "")) -> Mapping[str, Any]:
        """One set with a whole row in every table the kind may insert into; gives their keys.
        ``state_of`` names a table and the state its row begins in."""
        keys = {table: uuid7() for table in insertable(kind)}
        rows = [MODELS[t](id=keys[t], **self._whole(t, keys, state_of)) for t in keys]
        with self._unit(kind) as unit:
            for row in rows:
                unit.add(row)
        return keys

    def change(self, kind: Kind) -> None:
        """One set that changes every column the kind may change, beside an audit row."""
        tables = [name for name in MODELS if name in kind.touches and kind.touches[name].update]
        if not tables:
            return
        changes = {}
        for table in tables:
            names = kind.touches[table].update
            before, after = self._move(table) if "state" in names else ("", "")
            key = self.row(table, before)
            changes[table] = (
                key,
                self._values(table, names, {}) | ({"state": after} if after else {}),
            )
        audit = MODELS["audit"](id=uuid7(), **self._whole("audit", {}, ("", "")))
        with self._unit(kind) as unit:
            for table, (key, values) in changes.items():
                self._set(unit, table, key, values)
            unit.add(audit)

    def row(self, table: str, state: str = "") -> Any:
        """The key of a fresh row, in ``state`` if given, made by the verbs that may."""
        way = path_to(table, state) if state else [""]
        makers = [kind for kind in KINDS.values() if table in kind.touches]
        maker = next(k for k in makers if k.touches[table].insert)
        key = self.insert(maker, (table, way[0]))[table]
        for step in way[1:]:
            mover = next(k for k in makers if "state" in k.touches[table].update)
            with self._unit(mover) as unit:
                self._set(unit, table, key, {"state": step})
        return key

    def _unit(self, kind: Kind) -> Any:
        role = next(role for role in kind.roles if role in self._signers)
        return self._store.unit(kind, self._signers[role], AT)

    def _set(self, unit: Unit, table: str, key: Any, values: Mapping[str, Any]) -> None:
        row = unit.session.get(MODELS[table], key)
        for name, value in values.items():
            # There are only two: what is said must differ from what is there.
            setattr(row, name, not getattr(row, name) if isinstance(value, bool) else value)

    def _move(self, table: str) -> tuple[str, str]:
        """A change of state, each time another one."""
        ways = [move for move in sorted(moves(table)) if move[0] != NEW]
        return ways[next(self._number) % len(ways)]

    def _whole(
        self, table: str, beside: Mapping[str, Any], state_of: tuple[str, str]
    ) -> dict[str, Any]:
        values = self._values(table, tuple(columns(table)), beside)
        if table in LIFE_CYCLES:
            firsts = sorted(to for before, to in moves(table) if before == NEW)
            values["state"] = state_of[1] if state_of[0] == table and state_of[1] else firsts[0]
        return values

    def _values(
        self, table: str, names: tuple[str, ...], beside: Mapping[str, Any]
    ) -> dict[str, Any]:
        return {name: self._value(table, name, beside) for name in names}

    def _value(self, table: str, name: str, beside: Mapping[str, Any]) -> Any:
        rule = MODELS[table].sync_rule
        parent = rule.refers.get(name)
        if parent is not None:
            is_alone = any(unique.columns == (name,) for unique in rule.unique)
            return beside.get(parent) or self._parent(parent, is_alone)
        return self._any(columns(table)[name], name, self._is_list(table, name))

    def _parent(self, table: str, is_alone: bool) -> Any:
        """A row to refer to, its own one when the centre keeps that unique; people are the
        centre's, so it is who signs."""
        if table == "person":
            return self._signers["clerk"].id
        if is_alone:
            return self.row(table)
        if table not in self._parents:
            self._parents[table] = self.row(table)
        return self._parents[table]

    def _is_list(self, table: str, name: str) -> bool:
        return "list[" in str(MODELS[table].__annotations__.get(name, ""))

    def _any(self, kind: Any, name: str, is_list: bool) -> Any:
        number = next(self._number)
        for types, make in _ANY:
            if isinstance(kind, types):
                return make(number)
        if isinstance(kind, JSON):
            return [f"项{number}"] if is_list else {"项": number}
        assert isinstance(kind, String), f"no value for {kind!r}"
        said = _SAID.get(name, lambda n: f"{n}字" if (kind.length or 9) > 4 else str(n))(number)
        return said[: kind.length] if kind.length else said


_ANY: tuple[tuple[Any, Callable[[int], Any]], ...] = (
    (Money, lambda n: Decimal(n * 100 + 25) / 100),
    (Percent, lambda n: Decimal(n * 1000 + 125) / 1000),
    (Moment, lambda n: AT + dt.timedelta(seconds=n)),
    (Date, lambda n: AT.date() + dt.timedelta(days=n % 365)),
    (Uuid, lambda n: uuid7()),
    (Boolean, lambda n: True),
    ((BigInteger, Integer), lambda n: n),
    (LargeBinary, lambda n: b"test %d" % n),
)
