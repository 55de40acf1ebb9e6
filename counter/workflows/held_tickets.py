"""The tickets granted to this window: durable before use, given back when their term is over.

Only the window that holds a ticket may call it. Terms count on the boot clock from the moment the
request was sent; a grant of an earlier start of the machine, another day or past its term is never
called. A grant once ended is never used again; the authority is told after that is durable.
"""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from counter.store.tables import HeldTicket, Ticket
from counter.workflows.actor import Acting
from counter.workflows.clock import Clock
from counter.workflows.ports import Granted, QueueTicket

CALLED, GIVEN_BACK, TAKEN_BACK = "called", "given_back", "taken_back"
# The same ends once the authority has been told of them.
TOLD = {CALLED: "called_told", GIVEN_BACK: "back_told", TAKEN_BACK: "taken_told"}


def request_id(session: Session, acting: Acting) -> uuid.UUID:
    """Name the next request so that asking again after a lost answer brings the same grant.

    The number of grants ever held moves on only when an answer was stored, also across a restart.
    """
    held = session.scalar(select(func.count()).select_from(HeldTicket)) or 0
    return uuid.uuid5(acting.place.ws, f"{acting.place.epoch} {acting.day} {held}")


def hold(session: Session, granted: Granted, clock: Clock, asked_ms: int) -> bool:
    """Store a grant and return whether it is new; one that is already here stays as it is."""
    if session.get(HeldTicket, granted.grant_id) is not None:
        return False
    session.add(
        HeldTicket(
            grant_id=granted.grant_id,
            ticket=_as_json(granted.ticket),
            asked_boot=clock.boot_id(),
            asked_tick_ms=asked_ms,
            term_ms=granted.term_ms,
            ended=None,
        )
    )
    return True


def usable(session: Session, clock: Clock, day: dt.date) -> list[HeldTicket]:
    """The grants that may still be called, the longest waiting ticket first.

    A ticket whose call was taken back is not among them before the row that says so is here: two
    rows of one ticket would never be one again, and one that still counts as called cannot be.
    """
    live = [row for row in _unended(session) if _may_call(row, clock, day)]
    live = [row for row in live if not row.ticket.get("called_before") or _waits_here(session, row)]
    return sorted(live, key=lambda row: str(row.ticket["issued_at"]))


def end_useless(session: Session, clock: Clock, day: dt.date) -> int:
    """Mark every held grant that may no longer be called as given back; returns how many."""
    useless = [row for row in _unended(session) if not _may_call(row, clock, day)]
    for row in useless:
        row.ended = GIVEN_BACK
    return len(useless)


def end_above(session: Session, clock: Clock, day: dt.date, most: int) -> int:
    """Mark all but the ``most`` longest waiting of the usable grants as given back; returns how
    many."""
    extra = usable(session, clock, day)[most:]
    for row in extra:
        row.ended = GIVEN_BACK
    return len(extra)


def end_all(session: Session) -> int:
    """Mark every held grant as given back, as at the end of a shift; returns how many."""
    held = _unended(session)
    for row in held:
        row.ended = GIVEN_BACK
    return len(held)


def untold(session: Session) -> list[tuple[uuid.UUID, str]]:
    """Ended grants the authority has not been told of: ``(grant, end)``."""
    rows = session.scalars(select(HeldTicket).where(HeldTicket.ended.in_(tuple(TOLD))))
    return [(row.grant_id, str(row.ended)) for row in rows]


def mark_told(session: Session, grant_id: uuid.UUID) -> None:
    """Note that the authority knows of the end of a grant."""
    row = session.get_one(HeldTicket, grant_id)
    row.ended = TOLD[str(row.ended)]


def take_back(session: Session, ticket_id: uuid.UUID) -> None:
    """Note that the call of a ticket was undone; the grant it was called by is over."""
    called = select(HeldTicket).where(
        func.json_extract(HeldTicket.ticket, "$.id") == str(ticket_id),
        HeldTicket.ended.in_((CALLED, TOLD[CALLED])),
    )
    for row in session.scalars(called):
        row.ended = TAKEN_BACK


def ticket_of(row: HeldTicket) -> QueueTicket:
    """The granted ticket."""
    raw = row.ticket
    return QueueTicket(
        id=uuid.UUID(raw["id"]),
        day=dt.date.fromisoformat(raw["day"]),
        series=raw["series"],
        number=raw["number"],
        business=raw["business"],
        issued_at=dt.datetime.fromisoformat(raw["issued_at"]),
        ahead=raw["ahead"],
        called_before=raw.get("called_before", False),
    )


def _unended(session: Session) -> list[HeldTicket]:
    return list(session.scalars(select(HeldTicket).where(HeldTicket.ended.is_(None))))


def _may_call(row: HeldTicket, clock: Clock, day: dt.date) -> bool:
    same_start = row.asked_boot == clock.boot_id()
    in_term = clock.boot_ms() - row.asked_tick_ms < row.term_ms
    return same_start and in_term and row.ticket["day"] == day.isoformat()


def _waits_here(session: Session, row: HeldTicket) -> bool:
    ticket = session.get(Ticket, uuid.UUID(row.ticket["id"]))
    return ticket is not None and ticket.state == "waiting"


def _as_json(ticket: QueueTicket) -> dict[str, Any]:
    return {
        "id": str(ticket.id),
        "day": ticket.day.isoformat(),
        "series": ticket.series,
        "number": ticket.number,
        "business": ticket.business,
        "issued_at": ticket.issued_at.isoformat(),
        "ahead": ticket.ahead,
        "called_before": ticket.called_before,
    }
