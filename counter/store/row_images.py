"""Whole rows as the centre sends them: checked against the declared columns, and put into the local
table.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import Boolean, Connection, Date, Integer, LargeBinary, String, Table
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.types import JSON, TypeEngine, Uuid

from counter.store.columns import Moment, Money, Percent, column_from_wire

JsonMap = Mapping[str, Any]
T = TypeVar("T")

_PYTHON: tuple[tuple[type[Any], tuple[type[Any], ...]], ...] = (
    # The first entry a column's type belongs to tells what its value must be.
    (Boolean, (bool,)),
    (Integer, (int,)),
    (Money, (Decimal,)),
    (Percent, (Decimal,)),
    (Moment, (dt.datetime,)),
    (Date, (dt.date,)),
    (Uuid, (uuid.UUID,)),
    (LargeBinary, (bytes,)),
    (JSON, (dict, list)),
    (String, (str,)),
)


class BadImage(Exception):
    """A row from the centre does not have the declared form; names table and column, never a
    value.
    """

    def __init__(self, table: str, column: str) -> None:
        """Name where."""
        super().__init__(f"{table}.{column}")


@dataclass(frozen=True)
class Image:
    """A whole row as the centre has it, in wire form."""

    table: Table
    key: uuid.UUID
    ver: int
    row: JsonMap

    def values(self, edits: Sequence[JsonMap] = ()) -> dict[str, Any]:
        """The Python values of the row with ``edits`` on top; unknown columns are ignored.

        Raises ``BadImage``.
        """
        if not edits:
            return self._plain
        shown = dict(self.row)
        for edit in edits:
            shown.update(edit)
        return self._read(shown)

    @cached_property
    def _plain(self) -> dict[str, Any]:
        return self._read(self.row)

    def _read(self, row: JsonMap) -> dict[str, Any]:
        name = self.table.name
        values = {
            column.name: _read(name, column.name, column.type, row.get(column.name))
            for column in self.table.columns
        }
        values.update(id=self.key, ver=self.ver)
        for column in self.table.columns:
            if values[column.name] is None and not column.nullable:
                raise BadImage(name, column.name)
        return values


def put(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert whole rows, or replace what stands under their primary keys."""
    if not rows:
        return
    statement, keys = insert(table), [column.name for column in table.primary_key]
    rest = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in keys}
    connection.execute(statement.on_conflict_do_update(keys, set_=rest), list(rows))


def slices(values: Iterable[T], size: int = 500) -> Iterable[list[T]]:
    """Values in portions a single statement takes."""
    every = list(values)
    return (every[start : start + size] for start in range(0, len(every), size))


def _read(table: str, column: str, kind: TypeEngine[Any], value: Any) -> Any:
    if value is None:
        return None
    try:
        read = column_from_wire(kind, value)
    except (ValueError, TypeError, AttributeError, InvalidOperation):
        raise BadImage(table, column) from None
    wanted = next(types for kinds, types in _PYTHON if isinstance(kind, kinds))
    if not isinstance(read, wanted) or (isinstance(read, bool) and bool not in wanted):
        raise BadImage(table, column)
    length = kind.length if isinstance(kind, String) else None
    if length is not None and len(read) > length:
        raise BadImage(table, column)
    return read
