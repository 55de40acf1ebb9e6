"""What the feed tells of this workstation's open change sets (待核对): closed, or open once more.

A head carries no value of a row. The number of a set counts only within its workstation and epoch,
so a head is matched against the saved set itself.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, delete, select, update

from counter.store.change_set import decode
from counter.store.tables import Outbox, SetOutcome

TABLE = "parked_head"
OPEN = frozenset({"parked", "refused"})


def take_heads(connection: Connection, rows: Iterable[Any]) -> None:
    """Forget the outcome of every own set a head says is closed; the last head of a set counts.

    What is no head is left out, as any malformed row of the feed is.
    """
    newest = {}
    for raw in rows:
        head = _head(raw)
        if head is not None:
            newest[head[0], head[1], head[2]] = head[3], head[4]
    for (ws, epoch, seq), (status, code) in newest.items():
        known = connection.scalar(select(SetOutcome.seq).where(SetOutcome.seq == seq))
        if known is None or not _is_own(connection, ws, epoch, seq):
            continue
        this = SetOutcome.seq == seq
        if status in OPEN:
            connection.execute(update(SetOutcome).where(this).values(status=status, code=code))
        else:
            connection.execute(delete(SetOutcome).where(this))


def _head(raw: Any) -> tuple[uuid.UUID, int, int, str, str] | None:
    row = raw.get("row") if isinstance(raw, dict) and raw.get("tbl") == TABLE else None
    if not isinstance(row, dict):
        return None
    seq, epoch, status, code = (row.get(name) for name in ("seq", "epoch", "status", "code"))
    if type(seq) is not int or type(epoch) is not int or not isinstance(status, str):
        return None
    try:
        ws = uuid.UUID(row.get("ws"))
    except (TypeError, ValueError, AttributeError):
        return None
    return ws, epoch, seq, status, code if isinstance(code, str) else ""


def _is_own(connection: Connection, ws: uuid.UUID, epoch: int, seq: int) -> bool:
    body = connection.scalar(select(Outbox.body).where(Outbox.seq == seq))
    if body is None:
        return False
    saved = decode(body)
    return (saved.ws, saved.epoch) == (ws, epoch)
