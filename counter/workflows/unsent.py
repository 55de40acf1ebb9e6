"""What was saved here and waits for the centre, in order; read, never moved."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from counter.store.tables import Outbox, PushState

MOST_SHOWN = 50


@dataclass(frozen=True)
class UnsentSave:
    """One save that waits: when it was made, and its kind (``loan_intake.submit``)."""

    at: dt.datetime
    kind: str


@dataclass(frozen=True)
class Unsent:
    """How many saves wait, and the first of them, oldest first."""

    count: int = 0
    saves: tuple[UnsentSave, ...] = ()


def unsent(session: Session) -> Unsent:
    """The saves the centre has not confirmed yet."""
    acked = select(PushState.acked_seq).scalar_subquery()
    waiting = Outbox.seq > func.coalesce(acked, 0)
    count = session.scalar(select(func.count()).select_from(Outbox).where(waiting)) or 0
    if not count:
        return Unsent()
    rows = session.execute(
        select(Outbox.saved_at, Outbox.kind).where(waiting).order_by(Outbox.seq).limit(MOST_SHOWN)
    )
    return Unsent(count, tuple(UnsentSave(row.saved_at, row.kind) for row in rows))
