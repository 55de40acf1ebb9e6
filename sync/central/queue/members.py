"""Who may use a queue: the logins of the hall's windows, kept where the queue is.

The queue may live in another database than the centre, so it knows its windows by itself.
"""

import uuid
from typing import Any

import psycopg

Queue = psycopg.Connection[Any]


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


def end(connection: Queue, ws: uuid.UUID) -> None:
    """Shut a workstation out of the queue."""
    connection.execute("update queue.member set is_active = false where ws = %s", (ws,))
