"""Writes the rows only administration may write, and announces them to the desks."""

import uuid
from collections.abc import Mapping
from typing import Any

from psycopg import sql

from sync.central.database import Admin

NOBODY = uuid.UUID(int=0)
"""Stands as person and workstation in rows the centre itself wrote."""


def insert(
    connection: Admin, table: str, key: uuid.UUID, hall_id: int, values: Mapping[str, Any]
) -> None:
    """Insert one reference row and put it into the feed."""
    columns = sql.SQL(", ").join(map(sql.Identifier, values))
    places = sql.SQL(", ").join(sql.Placeholder() * len(values))
    connection.execute(
        sql.SQL(
            "insert into hall.{} (id, hall_id, ver, made_by, made_ws, made_at, {})"
            " values (%s, %s, 1, %s, %s, clock_timestamp(), {})"
        ).format(sql.Identifier(table), columns, places),
        (key, hall_id, NOBODY, NOBODY, *values.values()),
    )
    publish(connection, table, [key])


def update(connection: Admin, table: str, key: uuid.UUID, values: Mapping[str, Any]) -> None:
    """Change one reference row and put it into the feed."""
    changes = sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(name)) for name in values)
    connection.execute(
        sql.SQL("update hall.{} set ver = ver + 1, {} where id = %s").format(
            sql.Identifier(table), changes
        ),
        (*values.values(), key),
    )
    publish(connection, table, [key])


def publish(connection: Admin, table: str, keys: list[uuid.UUID]) -> None:
    """Put rows already written into the feed."""
    connection.execute("select sync.publish(%s, %s)", (table, keys))


def wake(connection: Admin, hall_id: int) -> None:
    """Hint to the desks of a hall that there is something to pull."""
    connection.execute("select pg_notify(%s, '')", (f"feed_{hall_id}",))
