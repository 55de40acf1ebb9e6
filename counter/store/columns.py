"""Column types of the store, with the one text form each has on the wire.

A value has three homes: Python, a database (SQLite here, PostgreSQL at the centre) and the wire.
The wire never carries a
JSON float: money is ``"400000.00"``, rates are percent ``"3.25"``, moments RFC 3339 UTC with
microseconds, dates ISO text.
"""

import base64
import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Date, DateTime, Dialect, LargeBinary, Numeric, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import JSON, TypeDecorator, TypeEngine, Uuid

MOMENT_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"
_CENT = Decimal("0.01")


class Money(TypeDecorator[Decimal]):
    """Yuan with two places: ``NUMERIC(18,2)`` at the centre, integer 分 in SQLite."""

    impl = Numeric(18, 2)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Store 分 as an integer where the database has no exact decimals."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(Numeric(18, 2))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """Refuse anything that is not an exact number of 分."""
        if value is None:
            return None
        if value != value.quantize(_CENT):
            raise ValueError("an amount has more than two places")
        return int(value * 100) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Give yuan with exactly two places."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return (Decimal(int(value)) / 100).quantize(_CENT)
        return Decimal(value).quantize(_CENT)


class Percent(TypeDecorator[Decimal]):
    """A rate in percent (``3.25`` is 3.25 %): exact text in SQLite, ``NUMERIC(12,6)`` at the
    centre."""

    impl = Numeric(12, 6)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Keep the exact digits as text where the database has no exact decimals."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(16))
        return dialect.type_descriptor(Numeric(12, 6))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """Write the plain decimal form."""
        if value is None:
            return None
        return percent_text(value) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Give the rate as a decimal."""
        return None if value is None else Decimal(value)


class Moment(TypeDecorator[dt.datetime]):
    """An aware UTC moment: ``timestamptz`` at the centre, sortable RFC 3339 text in SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use fixed-width text in SQLite so that text order is time order."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(27))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        """Refuse a moment without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        return moment_text(value) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:
        """Give an aware UTC moment."""
        if value is None:
            return None
        return parse_moment(value) if dialect.name == "sqlite" else value.astimezone(dt.UTC)


Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
"""A structure of texts, integers, booleans, lists and mappings; never a float."""


def moment_text(value: dt.datetime) -> str:
    """Write a moment in its wire form."""
    return value.astimezone(dt.UTC).strftime(MOMENT_FORMAT)


def parse_moment(text: str) -> dt.datetime:
    """Read a moment from its wire form; raises ``ValueError``."""
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)


def percent_text(value: Decimal) -> str:
    """Write a rate in its wire form: plain digits, at least two places."""
    shown = format(value.normalize(), "f")
    whole, _, places = shown.partition(".")
    return f"{whole}.{places.ljust(2, '0')}"


def to_wire(value: Any) -> Any:
    """Turn one Python column value into its wire form; the column's type is told by the value
    except for rates.

    Rates are written by ``row_to_wire`` in ``counter.store.change_set``, which knows the column.
    """
    match value:
        case None | bool() | int() | str() | list() | dict():
            return value
        case uuid.UUID():
            return str(value)
        case Decimal():
            return str(value.quantize(_CENT))
        case dt.datetime():
            return moment_text(value)
        case dt.date():
            return value.isoformat()
        case bytes():
            return base64.b64encode(value).decode("ascii")
        case _:
            raise TypeError(f"no wire form for {type(value).__name__}")


def column_to_wire(kind: TypeEngine[Any], value: Any) -> Any:
    """Turn a value of a column of type ``kind`` into its wire form."""
    if value is not None and isinstance(kind, Percent):
        return percent_text(value)
    return to_wire(value)


def column_from_wire(kind: TypeEngine[Any], value: Any) -> Any:
    """Turn a wire value back into the Python value of a column of type ``kind``; raises
    ``ValueError`` on a bad form."""
    if value is None:
        return None
    match kind:
        case Money():
            return Decimal(value).quantize(_CENT)
        case Percent():
            return Decimal(value)
        case Moment():
            return parse_moment(value)
        case Date():
            return dt.date.fromisoformat(value)
        case Uuid():
            return uuid.UUID(value)
        case LargeBinary():
            return base64.b64decode(value, validate=True)
        case _:
            return value
