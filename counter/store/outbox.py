"""The outbox: change sets as exact bytes in an audit chain, and how far the centre has confirmed them.

``append`` belongs to the unit of work. The rest is what sync needs: what to send, what was confirmed, where to go back to.
"""

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine
from uuid6 import uuid7

from counter.store import pending
from counter.store.change_set import GENESIS, ChangeSet, Origin, RowChange, Signer, chain, encode
from counter.store.columns import moment_text, parse_moment
from counter.store.database import transaction
from counter.store.kinds import Kind

_HEAD = "SELECT seq, hash FROM outbox ORDER BY seq DESC LIMIT 1"
_APPEND = (
    "INSERT INTO outbox (seq, id, kind, body, hash, seal, sig, saved_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_PENDING = "INSERT INTO pending_row (seq, nth, tbl, key) VALUES (?, ?, ?, ?)"


@dataclass(frozen=True)
class Entry:
    """What a unit appends: its verb, where and when it was made, the rows it changed."""

    kind: Kind
    origin: Origin
    at: dt.datetime
    rows: tuple[RowChange, ...]


@dataclass(frozen=True)
class OutgoingSet:
    """One change set on its way to the centre, as it was saved."""

    seq: int
    body: bytes
    seal: Mapping[str, Any]
    sig: Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What became of a change set that was not simply applied: ``parked`` or ``refused``, and why."""

    seq: int
    status: str
    code: str
    detail: Mapping[str, Any] | None


@dataclass(frozen=True)
class Confirmation:
    """The centre's answer to a push: everything up to ``seq`` is in, by transaction ``xid`` of ``incarnation``."""

    seq: int
    xid: int
    incarnation: uuid.UUID
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True)
class OutboxState:
    """How the outbox stands; ``oldest`` is when the first unconfirmed change set was saved."""

    acked: int
    last: int
    incarnation: uuid.UUID | None
    stopped_code: str | None
    oldest: dt.datetime | None
    parked: int
    epoch: int

    @property
    def pending(self) -> int:
        """How many change sets the centre has not confirmed."""
        return self.last - self.acked


def append(connection: Connection, entry: Entry, signer: Signer) -> int:
    """Write a change set behind the last one, chained, sealed and signed; gives its number."""
    head = connection.exec_driver_sql(_HEAD).first()
    seq, previous = (1, GENESIS) if head is None else (head[0] + 1, head[1])
    made_at, change_set_id = moment_text(entry.at), uuid7()
    body = encode(
        ChangeSet(
            id=change_set_id,
            ws=entry.origin.ws,
            epoch=entry.origin.epoch,
            seq=seq,
            kind=entry.kind.name,
            kver=entry.kind.version,
            person=signer.id,
            made_at=made_at,
            rows=entry.rows,
        )
    )
    seal, sig = json.dumps(signer.seal(body)), json.dumps(signer.sign(body))
    row = (seq, change_set_id.hex, entry.kind.name, body, chain(previous, body), seal, sig, made_at)
    connection.exec_driver_sql(_APPEND, row)
    touched = [(seq, nth, row.table, row.key.hex) for nth, row in enumerate(entry.rows)]
    connection.exec_driver_sql(_PENDING, touched)
    if head is None:
        connection.exec_driver_sql("UPDATE push_state SET epoch = ?", (entry.origin.epoch,))
    return seq
