"""The outbox: change sets as exact bytes in an audit chain, and how far the centre has confirmed
them.

``append`` belongs to the unit of work. The rest is what sync needs: what to send, what was
confirmed, where to go back to.
"""

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert
from uuid6 import uuid7

from counter.store import catch_up, pending
from counter.store.change_set import (
    GENESIS,
    ChangeSet,
    Origin,
    RowChange,
    Signer,
    chain,
    decode,
    encode,
)
from counter.store.columns import moment_text
from counter.store.database import transaction
from counter.store.kinds import Kind
from counter.store.tables import EarlierFile, Outbox, PendingRow, PushState, ScanBlob, SetOutcome

_HEAD = "SELECT seq, hash FROM outbox ORDER BY seq DESC LIMIT 1"
_APPEND = (
    "INSERT INTO outbox (seq, id, kind, body, hash, seal, sig, saved_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_WAITING = "SELECT seq, body, seal, sig FROM outbox WHERE seq > ? ORDER BY seq LIMIT ?"
_PENDING = "INSERT INTO pending_row (tbl, key, seq) VALUES (?, ?, ?)"


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
    """What became of a change set that was not simply applied: ``parked`` or ``refused``, and
    why.
    """

    seq: int
    status: str
    code: str
    detail: Mapping[str, Any] | None


@dataclass(frozen=True)
class Confirmation:
    """The centre's answer to a push: everything up to ``seq`` is in, by transaction ``xid`` of
    ``incarnation``.
    """

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
    earlier: int = 0
    """Change sets of earlier files still to be handed in."""
    scans: int = 0
    """Scans the centre does not have whole."""
    unchecked: int = 0
    """Feeds that hold something not yet compared with the centre's list."""

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
    touched = [(row.table, row.key.hex, seq) for row in entry.rows]
    connection.exec_driver_sql(_PENDING, touched)
    if head is None:
        connection.exec_driver_sql("UPDATE push_state SET epoch = ?", (entry.origin.epoch,))
    return seq


def waiting(engine: Engine, after: int, most_sets: int, most_bytes: int) -> tuple[OutgoingSet, ...]:
    """The change sets behind ``after``, in order, as many as fit; always at least one when there is
    one.
    """
    fitting: list[OutgoingSet] = []
    size = 0
    with engine.connect() as connection:
        for seq, body, seal, sig in connection.exec_driver_sql(_WAITING, (after, most_sets)):
            size += len(body)
            if fitting and size > most_bytes:
                break
            fitting.append(OutgoingSet(seq, body, json.loads(seal), json.loads(sig)))
    return tuple(fitting)


def state(engine: Engine) -> OutboxState:
    """How the outbox stands."""
    with engine.connect() as connection:
        mark = connection.execute(select(PushState.__table__)).one()
        last = connection.scalar(select(func.max(Outbox.seq))) or 0
        first = select(Outbox.saved_at).where(Outbox.seq == mark.acked_seq + 1)
        oldest = connection.scalar(first)
        parked = connection.scalar(select(func.count()).select_from(SetOutcome)) or 0
        left = func.sum(EarlierFile.last - EarlierFile.mark)
        waiting_scan = select(func.count()).select_from(ScanBlob).where(ScanBlob.state == "waiting")
        scans = connection.scalar(waiting_scan) or 0
        unchecked = catch_up.unchecked(connection)
        earlier = connection.scalar(select(left).where(EarlierFile.stopped_code.is_(None))) or 0
    return OutboxState(
        acked=mark.acked_seq,
        last=last,
        incarnation=mark.incarnation,
        stopped_code=mark.stopped_code,
        oldest=oldest,
        parked=parked,
        epoch=mark.epoch,
        earlier=earlier,
        scans=scans,
        unchecked=unchecked,
    )


def acknowledge(engine: Engine, confirmation: Confirmation, at: dt.datetime) -> None:
    """Take down what the centre confirmed; the mark never moves back, and never beyond what was
    saved.
    """
    with transaction(engine) as connection:
        before = connection.scalar(select(PushState.acked_seq)) or 0
        last = connection.scalar(select(func.max(Outbox.seq))) or 0
        mark = max(before, min(confirmation.seq, last))
        values = {"acked_seq": mark, "incarnation": confirmation.incarnation}
        connection.execute(update(PushState).values(values))
        # A set sent again after the centre was restored may fare better than the first time.
        again = SetOutcome.seq > before, SetOutcome.seq <= mark
        connection.execute(delete(SetOutcome).where(*again))
        _write_outcomes(connection, confirmation.outcomes, at)
        pending.confirm(connection, mark, confirmation.xid)
        pending.forget_sets(connection, [outcome.seq for outcome in confirmation.outcomes])


def rewind(engine: Engine, mark: int, incarnation: uuid.UUID) -> None:
    """Go back to the centre's mark: what lies behind it counts as not confirmed and will be sent
    again.
    """
    with transaction(engine) as connection:
        before = connection.scalar(select(PushState.acked_seq)) or 0
        values = {"acked_seq": min(mark, before), "incarnation": incarnation}
        connection.execute(update(PushState).values(values))
        # What was never confirmed is still noted: with a day's backlog that is nearly all of it.
        again = mark < PendingRow.seq, PendingRow.seq <= before
        connection.execute(delete(PendingRow).where(*again))
        lost = mark < Outbox.seq, Outbox.seq <= before
        bodies = select(Outbox.body).where(*lost).order_by(Outbox.seq)
        for body in connection.scalars(bodies):
            pending.note_edits(connection, decode(body))


def stop(engine: Engine, code: str | None) -> None:
    """Write down why the centre takes nothing more from here; ``None`` lifts it."""
    with transaction(engine) as connection:
        connection.execute(update(PushState).values(stopped_code=code))


def outcomes(engine: Engine) -> tuple[Outcome, ...]:
    """The change sets a person has to look at (待核对), in order."""
    columns = SetOutcome.seq, SetOutcome.status, SetOutcome.code, SetOutcome.detail
    with engine.connect() as connection:
        found = connection.execute(select(*columns).order_by(SetOutcome.seq))
        return tuple(Outcome(*row) for row in found)


def _write_outcomes(connection: Connection, found: Sequence[Outcome], at: dt.datetime) -> None:
    for outcome in found:
        values = {
            "status": outcome.status,
            "code": outcome.code,
            "detail": None if outcome.detail is None else dict(outcome.detail),
            "seen_at": at,
        }
        statement = insert(SetOutcome).values(seq=outcome.seq, **values)
        connection.execute(statement.on_conflict_do_update(["seq"], set_=values))
