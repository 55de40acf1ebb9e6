"""Applies frozen scripts of a migration as they stand, many statements at once."""

from pathlib import Path
from typing import cast

import psycopg
from alembic import op
from psycopg import sql


def apply_script(script: Path) -> None:
    """Run the statements of a file on the migration's connection."""
    _connection().execute(script.read_bytes())


def drop_schema(name: str) -> None:
    """Empty a schema; the schema itself stays, for its owner was granted it."""
    drop = sql.SQL("drop schema {0} cascade; create schema {0}").format(sql.Identifier(name))
    _connection().execute(drop)


def drop_columns(schema: str, table: str, columns: tuple[str, ...], without: str) -> None:
    """Take columns out of a table, and first the rows for which the condition ``without`` holds."""
    place = sql.Identifier(schema, table)
    _connection().execute(f"delete from {schema}.{table} where {without}".encode())
    for column in columns:
        drop = sql.SQL("alter table {} drop column {}").format(place, sql.Identifier(column))
        _connection().execute(drop)


def _connection() -> psycopg.Connection[tuple[object, ...]]:
    # SQLAlchemy would read colons and per cent signs in the scripts as parameters.
    return cast("psycopg.Connection[tuple[object, ...]]", op.get_bind().connection.dbapi_connection)
