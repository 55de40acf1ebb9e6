"""Finding a ticket of today or a case by its number (查找), among the rows this desk has.

By number only: whoever looks for a person by name or document asks the directory, which keeps who
asked and why.
"""

import re
import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from counter.store.tables import Case, Ticket, Visit
from counter.workflows.actor import Acting
from counter.workflows.machine import state_word
from counter.workflows.queue_calling import label

MOST = 8
"""So many rows fit the sheet; a longer number brings fewer."""
_TICKET = re.compile(r"([A-Z])0*([0-9]{1,6})")


@dataclass(frozen=True)
class Found:
    """A ticket or case with where it stands; ``kind`` is ``held``, ``missed`` or ``seen``."""

    kind: str
    id: uuid.UUID
    """The visit that may be taken up again, or the ticket, or the case."""
    title: str
    business: str
    word: str
    window_no: int | None = None


def find(session: Session, acting: Acting, typed: str) -> tuple[Found, ...]:
    """The tickets and cases of that number; an empty text finds nothing."""
    number = typed.strip().upper()
    if not number:
        return ()
    return (*_tickets(session, acting, number), *_cases(session, number))[:MOST]


def _tickets(session: Session, acting: Acting, number: str) -> list[Found]:
    parts = _TICKET.fullmatch(number)
    if parts is None:
        return []
    rows = session.execute(
        select(Ticket, Visit)
        .outerjoin(Visit, Visit.ticket_id == Ticket.id)
        .where(
            Ticket.day == acting.day,
            Ticket.series == parts[1],
            Ticket.number == int(parts[2]),
        )
    )
    return [_of_ticket(ticket, visit) for ticket, visit in rows]


def _of_ticket(ticket: Ticket, visit: Visit | None) -> Found:
    kind, ident = "seen", ticket.id
    if ticket.state == "missed":
        kind = "missed"
    elif ticket.state == "held" and visit is not None:
        kind, ident = "held", visit.id
    word = state_word("ticket", ticket.state)
    return Found(kind, ident, label(ticket), ticket.business, word, ticket.window_no)


def _cases(session: Session, number: str) -> list[Found]:
    rows = session.scalars(
        select(Case)
        .where(Case.number.contains(number, autoescape=True))
        .order_by(Case.made_at.desc())
        .limit(MOST)
    )
    return [
        Found("seen", case.id, case.number, case.business, state_word("case", case.state))
        for case in rows
    ]
