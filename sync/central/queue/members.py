"""Who may use a queue: the logins of the hall's windows, ticket machines and displays.

The queue may live in another database than the centre, so it knows its members by itself.
"""

import uuid
from dataclasses import dataclass
from typing import Any

import psycopg

Queue = psycopg.Connection[Any]


@dataclass(frozen=True)
class HallDevice:
    """What stands in the hall and not at a window: ``kind`` is ``kiosk`` or ``display``."""

    id: uuid.UUID
    hall_id: int
    kind: str
    name: str


def admit(connection: Queue, role: str, ws: uuid.UUID, hall_id: int, window_no: int) -> None:
    """Let a workstation's login use the queue of its hall; an earlier login of it no longer may.

    What the workstation was granted before stays granted: only its holder ends a grant.
    """
    connection.execute(
        "insert into queue.member (role, ws, hall_id, window_no) values (%s, %s, %s, %s)"
        " on conflict (ws) do update set role = excluded.role, hall_id = excluded.hall_id,"
        " window_no = excluded.window_no, is_active = true",
        (role, ws, hall_id, window_no),
    )


def admit_device(connection: Queue, role: str, device: HallDevice) -> None:
    """Let a ticket machine's or display's login use the queue of its hall."""
    connection.execute(
        "insert into queue.member (role, ws, hall_id, kind, name) values (%s, %s, %s, %s, %s)",
        (role, device.id, device.hall_id, device.kind, device.name),
    )


def end(connection: Queue, ws: uuid.UUID) -> str | None:
    """Shut a workstation or device out of the queue; gives its login, or nothing when unknown."""
    row = connection.execute(
        "update queue.member set is_active = false where ws = %s returning role", (ws,)
    ).fetchone()
    return None if row is None else str(row[0])
