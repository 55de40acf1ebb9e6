"""The declaration every table of the store is made from: columns, conflict groups, scopes,
references.

The local database, the central schema and the checks of ``push`` all come from what is declared
here and in ``tables``.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from typing import Any, ClassVar, cast

from sqlalchemy import MetaData, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import Uuid

from counter.store.columns import Json, Moment

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

STAMPS = ("hall_id", "ver", "made_by", "made_ws", "made_at")
"""Columns the unit of work and the centre fill; a change set never names them."""


class Base(DeclarativeBase):
    """All tables of the local database."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        uuid.UUID: Uuid(),
        dt.datetime: Moment(),
        dict[str, Any]: Json,
        list[Any]: Json,
    }


@dataclass(frozen=True)
class Unique:
    """A uniqueness only the centre can keep, because only it sees all halls' rows; a breach parks
    the change set."""

    columns: tuple[str, ...]
    where: str = ""


@dataclass(frozen=True)
class SyncRule:
    """How one synced table behaves at the centre.

    ``scopes``: templates over the row's columns (``"case:{case_id}"``) naming the feeds a row
    appears in.
    ``append_only``: inserts only, nobody edits. ``reference``: only administration writes it, no
    change set may.
    ``groups``: named column groups that conflict as one; columns in none form the group ``rest``.
    ``shared``: a row may be edited from a hall other than its own (citizens).
    ``refers``: column -> table whose row must exist first. ``unique``: what the centre keeps
    unique.
    """

    scopes: tuple[str, ...] = ()
    append_only: bool = False
    reference: bool = False
    shared: bool = False
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    refers: dict[str, str] = field(default_factory=dict)
    unique: tuple[Unique, ...] = ()


class Synced:
    """The columns every synced table has."""

    sync_rule: ClassVar[SyncRule]
    # Rows are kept in the tree of their keys: a save then writes one page less per table.
    __table_args__: ClassVar[Any] = {"sqlite_with_rowid": False}

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    hall_id: Mapped[int] = mapped_column(index=False)
    ver: Mapped[int] = mapped_column(default=0)
    """The last version that came from the centre; 0 while the centre has not confirmed the row."""
    made_by: Mapped[uuid.UUID]
    made_ws: Mapped[uuid.UUID]
    made_at: Mapped[dt.datetime]


def synced_models() -> dict[str, type[Any]]:
    """Every synced model by table name, each after the tables it refers to."""
    found = {
        cast(Table, mapper.local_table).name: mapper.class_
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Synced)
    }
    parents = {
        name: sorted(set(model.sync_rule.refers.values())) for name, model in sorted(found.items())
    }
    return {name: found[name] for name in TopologicalSorter(parents).static_order()}


def group_of(rule: SyncRule, column: str) -> str:
    """The conflict group a column belongs to."""
    return next((name for name, columns in rule.groups.items() if column in columns), "rest")
