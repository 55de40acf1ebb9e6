"""Whole rows as the centre sends them: checked against the declared columns, and put into the local
table.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import Boolean, Connection, Date, Integer, LargeBinary, String, Table
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.types import JSON, TypeEngine, Uuid

from counter.store.columns import Moment, Money, Percent, column_from_wire

JsonMap = Mapping[str, Any]

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


def read_image(table: Table, image: JsonMap, key: uuid.UUID, ver: int) -> dict[str, Any]:
    """The Python values of a whole row from its wire form; unknown columns are ignored. Raises
    ``BadImage``.
    """
    values = {
        column.name: _read(table.name, column.name, column.type, image.get(column.name))
        for column in table.columns
    }
    values.update(id=key, ver=ver)
    missing = next(
        (c.name for c in table.columns if not c.nullable and values[c.name] is None), None
    )
    if missing is not None:
        raise BadImage(table.name, missing)
    return values


def put(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert whole rows, or replace what stands under their keys."""
    if not rows:
        return
    statement = insert(table)
    columns = {c.name: statement.excluded[c.name] for c in table.columns if c.name != "id"}
    connection.execute(statement.on_conflict_do_update(["id"], set_=columns), list(rows))


def slices(keys: Iterable[uuid.UUID], size: int = 500) -> Iterable[list[uuid.UUID]]:
    """Keys in portions a single statement takes."""
    every = list(keys)
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
