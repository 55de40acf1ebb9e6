"""What the unit of work needs to know of each synced table, worked out once: columns, wire forms,
life cycle.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Date, LargeBinary, Table, insert
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.types import JSON, TypeEngine, Uuid

from counter.store.columns import Moment, Money, Percent, column_to_wire, moment_text, percent_text
from counter.store.life_cycles import LIFE_CYCLES, moves
from counter.store.synced import STAMPS, SyncRule, synced_models

ToWire = Callable[[Any], Any]


@dataclass(frozen=True)
class RowPlan:
    """One synced table: where it stands after its parents, its columns' wire forms, its allowed
    moves of state.
    """

    name: str
    place: int
    table: Table
    rule: SyncRule
    wire: Mapping[str, ToWire]
    """Column -> its wire form, for the columns a change set may name."""
    moves: frozenset[tuple[str, str]] | None
    insert: str
    """The driver's statement that inserts a whole row."""
    binders: Mapping[str, ToWire | None]
    """Column -> what turns its value into the driver's, in the order of ``insert``."""

    def bound(self, row: Any) -> tuple[Any, ...]:
        """A mapped row as the driver's parameters; columns nobody set are set to nothing."""
        held = row.__dict__
        values = []
        for name, bind in self.binders.items():
            value = held.setdefault(name, None)
            values.append(value if bind is None else bind(value))
        return tuple(values)


@cache
def row_plans() -> Mapping[type[Any], RowPlan]:
    """The plan of every synced model; parents have lower places."""
    return {
        model: _plan(name, place, model)
        for place, (name, model) in enumerate(synced_models().items())
    }


@cache
def plans_by_table() -> Mapping[str, RowPlan]:
    """The same plans by table name."""
    return {plan.name: plan for plan in row_plans().values()}


def _plan(name: str, place: int, model: type[Any]) -> RowPlan:
    table: Table = model.__table__
    wire = {
        column.name: _to_wire(column.type)
        for column in table.columns
        if column.name != "id" and column.name not in STAMPS
    }
    allowed = moves(name) if name in LIFE_CYCLES else None
    dialect = SQLiteDialect_pysqlite(paramstyle="qmark")
    binders = {
        column.name: column.type.dialect_impl(dialect).bind_processor(dialect)
        for column in table.columns
    }
    return RowPlan(
        name=name,
        place=place,
        table=table,
        rule=model.sync_rule,
        wire=wire,
        moves=allowed,
        insert=str(insert(table).compile(dialect=dialect)),
        binders=binders,
    )


def _to_wire(kind: TypeEngine[Any]) -> ToWire:
    """The wire form of one column type; what needs none passes as it is."""
    match kind:
        case Uuid():
            return str
        case Percent():
            return percent_text
        case Money():
            return _money_text
        case Moment():
            return moment_text
        case Date():
            return dt.date.isoformat
        case LargeBinary():
            return lambda value: column_to_wire(kind, value)
        case JSON():
            return _structure
        case _:
            return _as_it_is


def _money_text(value: Decimal) -> str:
    # This rounds; an inexact amount was refused by the column before it gets here.
    return f"{value:.2f}"


def _structure(value: Any) -> Any:
    """A structure as it is; raises ``TypeError`` for a float in it, which no two programs write
    alike.
    """
    parts = [value]
    while parts:
        part = parts.pop()
        if isinstance(part, float):
            raise TypeError("a structure holds a float")
        if isinstance(part, dict):
            parts.extend(part.values())
        elif isinstance(part, list | tuple):
            parts.extend(part)
    return value


def _as_it_is(value: Any) -> Any:
    return value
