"""Turns the declaration of tables, kinds and life cycles into the centre's own rules: data for its
rule tables and one set of functions per table.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Table

import counter.store.tables  # noqa: F401  (declares every model)
from counter.store.kinds import ALL, Kind, Touch, taken
from counter.store.life_cycles import LIFE_CYCLES, moves
from counter.store.synced import STAMPS, SyncRule, group_of, synced_models
from sync.central import feed, quick_path

Row = tuple[Any, ...]


def table_rules() -> list[Row]:
    """Rows of ``sync.table_rule``."""
    return [
        (
            name,
            rank,
            rule.append_only,
            rule.reference,
            rule.shared,
            json.dumps({column: group_of(rule, column) for column in wire_columns(table)}),
            json.dumps(rule.refers),
        )
        for rank, (name, rule, table) in enumerate(_declared())
    ]


def kind_rules() -> list[Row]:
    """Rows of ``sync.kind_rule``: every version of a kind, role, table and operation with its
    columns."""
    return [
        (kind.name, kind.version, role, table, op, list(columns))
        for kind in taken()
        for table, op, columns in allowed(kind)
        for role in kind.roles
    ]


def allowed(kind: Kind) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """What one kind may do: (table, operation, columns)."""
    models = synced_models()
    for name, touch in kind.touches.items():
        every = tuple(wire_columns(models[name].__table__))
        if touch.insert:
            yield name, "insert", every
        if touch.update:
            yield name, "update", _named(touch, every)


def transitions() -> list[Row]:
    """Rows of ``sync.transition``."""
    return [(table, before, after) for table in LIFE_CYCLES for before, after in moves(table)]


def functions() -> Iterator[str]:
    """One script per table: its wire form and how its changes are announced."""
    for name, rule, table in _declared():
        yield feed.wire_function(name, table)
        yield feed.present_function(name, table)
        yield feed.feed_function(name, rule)
    edits = editable_columns()
    for name, rule, table in _declared():
        if not rule.reference:
            yield quick_path.apply_function(name, rule, table, edits[name])


def wire_columns(table: Table) -> list[str]:
    """The columns a change set may name."""
    return [c.name for c in table.columns if c.name != "id" and c.name not in STAMPS]


def checksum(parts: Iterable[str]) -> str:
    """What tells one installed declaration from another."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()


def fingerprint() -> str:
    """The checksum of everything this module gives."""
    data = [table_rules(), sorted(kind_rules()), sorted(transitions())]
    return checksum([*functions(), json.dumps(data, ensure_ascii=False)])


def _declared() -> Iterator[tuple[str, SyncRule, Table]]:
    for name, model in synced_models().items():
        yield name, model.sync_rule, model.__table__


def _named(touch: Touch, every: tuple[str, ...]) -> tuple[str, ...]:
    return every if ALL in touch.update else touch.update


def editable_columns() -> dict[str, tuple[str, ...]]:
    """Table -> the columns some kind may change, in the table's order."""
    named: dict[str, set[str]] = {name: set() for name in synced_models()}
    for kind in taken():
        for table, op, columns in allowed(kind):
            if op == "update":
                named[table].update(columns)
    return {
        name: tuple(c for c in wire_columns(table) if c in named[name])
        for name, _, table in _declared()
    }
