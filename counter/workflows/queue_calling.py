"""Calling the queue at a window: call, recall, missed, and what the authority is told afterwards.

The call is committed before light and sound, so that no announced call is ever lost.
"""

import uuid
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from counter.i18n import _
from counter.store.life_cycles import NEW
from counter.store.tables import Call, HeldTicket, Ticket
from counter.store.unit_of_work import Unit
from counter.workflows.actor import Acting, Place
from counter.workflows.held_tickets import CALLED, ticket_of
from counter.workflows.machine import move, moved
from counter.workflows.refusals import Refused

MOST_CALLS = 3
"""重呼 2/3, 3/3; after that the ticket is missed."""


@dataclass(frozen=True)
class CalledTicket:
    """A ticket at this window as the call panel shows it; ``nth`` counts the calls."""

    id: uuid.UUID
    label: str
    business: str
    state: str
    nth: int


def call_granted(unit: Unit, acting: Acting, held: HeldTicket) -> CalledTicket:
    """Call a ticket this window holds: ticket and call rows, and the grant ended with them."""
    granted = ticket_of(held)
    held.ended = CALLED
    if unit.session.get(Ticket, granted.id) is not None:
        # Missed at another window and put back into the queue.
        return call_missed(unit, acting, granted.id)
    ticket = Ticket(
        id=granted.id,
        day=granted.day,
        series=granted.series,
        number=granted.number,
        business=granted.business,
        issued_at=granted.issued_at,
        window_no=acting.place.window_no,
        state=moved("ticket", NEW, "call"),
    )
    unit.add(ticket)
    _add_call(unit, acting, ticket.id, nth=1)
    return _view(ticket, nth=1)


def recall(unit: Unit, acting: Acting, ticket_id: uuid.UUID) -> CalledTicket:
    """Call the same ticket once more (重呼); raises ``Refused`` after the last call."""
    ticket = unit.session.get_one(Ticket, ticket_id)
    if ticket.state != "called":
        moved("ticket", ticket.state, "recall")
    nth = _calls(unit.session, ticket_id) + 1
    if nth > MOST_CALLS:
        raise Refused(
            "queue.recalls_used",
            _("{label}号已经呼叫{count}次。请按 F4 过号，再呼叫下一位。").format(
                label=label(ticket), count=MOST_CALLS
            ),
        )
    _add_call(unit, acting, ticket_id, nth)
    return _view(ticket, nth)


def miss(unit: Unit, ticket_id: uuid.UUID) -> CalledTicket:
    """Put a called ticket aside because nobody came (过号); it may be called again the same day."""
    ticket = unit.session.get_one(Ticket, ticket_id)
    move("ticket", ticket, "miss")
    return _view(ticket, _calls(unit.session, ticket_id))


def call_missed(unit: Unit, acting: Acting, ticket_id: uuid.UUID) -> CalledTicket:
    """Call a ticket of today that was missed, here or at another window."""
    ticket = unit.session.get_one(Ticket, ticket_id)
    if ticket.day != acting.day:
        raise Refused("queue.other_day", _("这个号不是今天的，已经作废。请群众重新取号。"))
    move("ticket", ticket, "call")
    ticket.window_no = acting.place.window_no
    nth = _calls(unit.session, ticket_id) + 1
    _add_call(unit, acting, ticket_id, nth)
    return _view(ticket, nth)


def ticket_here(session: Session, place: Place) -> CalledTicket | None:
    """The ticket called or served at this window now."""
    ticket = session.scalars(
        select(Ticket).where(
            Ticket.window_no == place.window_no, Ticket.state.in_(("called", "serving"))
        )
    ).first()
    return None if ticket is None else _view(ticket, _calls(session, ticket.id))


def missed_today(session: Session, acting: Acting) -> tuple[CalledTicket, ...]:
    """Tickets of today this window missed, in order of issue."""
    tickets = session.scalars(
        select(Ticket)
        .where(
            Ticket.window_no == acting.place.window_no,
            Ticket.day == acting.day,
            Ticket.state == "missed",
        )
        .order_by(Ticket.issued_at)
    )
    return tuple(_view(ticket, _calls(session, ticket.id)) for ticket in tickets)


def label(ticket: Ticket) -> str:
    """The number as printed and spoken: ``A015``."""
    return f"{ticket.series}{ticket.number:03d}"


def _add_call(unit: Unit, acting: Acting, ticket_id: uuid.UUID, nth: int) -> None:
    unit.add(
        Call(id=acting.new_id(), ticket_id=ticket_id, window_no=acting.place.window_no, nth=nth)
    )


def _calls(session: Session, ticket_id: uuid.UUID) -> int:
    return session.scalar(select(func.max(Call.nth)).where(Call.ticket_id == ticket_id)) or 0


def _view(ticket: Ticket, nth: int) -> CalledTicket:
    return CalledTicket(ticket.id, label(ticket), ticket.business, ticket.state, nth)
