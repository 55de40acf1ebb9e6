"""Calling the queue at a window: call, recall, missed, and what the authority is told afterwards.

The call is committed before light and sound, so that no announced call is ever lost.
"""

import datetime as dt
import math
import uuid
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from counter.i18n import _
from counter.store.life_cycles import NEW
from counter.store.tables import Call, HeldTicket, Ticket
from counter.store.unit_of_work import Unit
from counter.workflows.actor import Acting, Place
from counter.workflows.held_tickets import CALLED, take_back, ticket_of
from counter.workflows.machine import move, moved
from counter.workflows.refusals import Refused
from counter.workflows.shifts import refuse_while_serving

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
    called_at: dt.datetime | None = None
    """When it was called last, here or at another window."""


@dataclass(frozen=True)
class Patience:
    """How long a called person is waited for before the ticket may be put aside."""

    calls: int = 0
    """So many calls at least."""
    seconds: int = 0
    """So long after the last of them."""

    def calls_missing(self, ticket: CalledTicket) -> int:
        """How many more calls are due."""
        return max(self.calls - ticket.nth, 0)

    def until(self, ticket: CalledTicket) -> dt.datetime | None:
        """From when on the ticket may be put aside, as far as time goes."""
        if ticket.called_at is None:
            return None
        return ticket.called_at + dt.timedelta(seconds=self.seconds)

    def seconds_left(self, ticket: CalledTicket, now: dt.datetime) -> int:
        """Whole seconds still to wait; none when the clock was put back behind the call."""
        until = self.until(ticket)
        if until is None or ticket.called_at is None or now < ticket.called_at:
            return 0
        return max(math.ceil((until - now).total_seconds()), 0)


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
    return _view(ticket, 1, acting.at)


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
    return _view(ticket, nth, acting.at)


def miss(unit: Unit, acting: Acting, ticket_id: uuid.UUID, patience: Patience) -> CalledTicket:
    """Put a called ticket aside because nobody came (过号); it may be called again the same day.

    Raises ``Refused`` before the person was called often and long enough.
    """
    ticket = unit.session.get_one(Ticket, ticket_id)
    if ticket.state == "called":
        _refuse_haste(_seen(unit.session, ticket), acting.at, patience)
    move("ticket", ticket, "miss")
    return _seen(unit.session, ticket)


def _refuse_haste(called: CalledTicket, now: dt.datetime, patience: Patience) -> None:
    if missing := patience.calls_missing(called):
        raise Refused(
            "queue.miss_calls",
            _("{label}号还要再呼叫{count}次才能过号。请按 F3 重呼。").format(
                label=called.label, count=missing
            ),
        )
    if left := patience.seconds_left(called, now):
        raise Refused(
            "queue.miss_early",
            _("{label}号刚刚呼叫过，群众可能正在走来。请再等{left}秒，再按 F4 过号。").format(
                label=called.label, left=left
            ),
        )


def call_missed(unit: Unit, acting: Acting, ticket_id: uuid.UUID) -> CalledTicket:
    """Call a ticket of today that was missed, here or at another window."""
    ticket = unit.session.get_one(Ticket, ticket_id)
    if ticket.day != acting.day:
        raise Refused("queue.other_day", _("这个号不是今天的，已经作废。请群众重新取号。"))
    move("ticket", ticket, "call")
    ticket.window_no = acting.place.window_no
    nth = _calls(unit.session, ticket_id) + 1
    _add_call(unit, acting, ticket_id, nth)
    return _view(ticket, nth, acting.at)


def put_back(unit: Unit, acting: Acting, ticket_id: uuid.UUID, limit_s: int) -> CalledTicket:
    """Undo a call (撤销叫号): the number waits again in its old place.

    Raises ``Refused`` once somebody is served on it or ``limit_s`` seconds have passed.
    """
    ticket = unit.session.get_one(Ticket, ticket_id)
    called = _seen(unit.session, ticket)
    refuse_late(called.called_at, acting.at, limit_s)
    move("ticket", ticket, "put_back")
    take_back(unit.session, ticket_id)
    return _seen(unit.session, ticket)


def unmiss(
    unit: Unit, acting: Acting, ticket_id: uuid.UUID, missed_at: dt.datetime, limit_s: int
) -> CalledTicket:
    """Undo that a ticket was put aside (撤销过号); it is called as before. Raises ``Refused``."""
    refuse_while_serving(unit.session, acting.place)
    refuse_late(missed_at, acting.at, limit_s)
    ticket = unit.session.get_one(Ticket, ticket_id)
    move("ticket", ticket, "unmiss")
    return _seen(unit.session, ticket)


def refuse_late(then: dt.datetime | None, now: dt.datetime, limit_s: int) -> None:
    """Raise ``Refused`` when a step of the queue is too old to be undone."""
    if then is None or (now - then).total_seconds() > limit_s:
        raise Refused(
            "queue.undo_late",
            _(
                "上一步叫号已超过{limit}秒，不能撤销。请按当前状态继续：重呼、过号或开始办理。"
            ).format(limit=limit_s),
        )


def ticket_here(session: Session, place: Place) -> CalledTicket | None:
    """The ticket called or served at this window now."""
    ticket = session.scalars(
        select(Ticket).where(
            Ticket.window_no == place.window_no, Ticket.state.in_(("called", "serving"))
        )
    ).first()
    return None if ticket is None else _seen(session, ticket)


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
    return tuple(_seen(session, ticket) for ticket in tickets)


def label(ticket: Ticket) -> str:
    """The number as printed and spoken: ``A015``."""
    return f"{ticket.series}{ticket.number:03d}"


def _add_call(unit: Unit, acting: Acting, ticket_id: uuid.UUID, nth: int) -> None:
    unit.add(
        Call(id=acting.new_id(), ticket_id=ticket_id, window_no=acting.place.window_no, nth=nth)
    )


def _calls(session: Session, ticket_id: uuid.UUID) -> int:
    return session.scalar(select(func.max(Call.nth)).where(Call.ticket_id == ticket_id)) or 0


def _seen(session: Session, ticket: Ticket) -> CalledTicket:
    """The ticket with its last call."""
    last = session.scalars(
        select(Call).where(Call.ticket_id == ticket.id).order_by(Call.nth.desc()).limit(1)
    ).first()
    return _view(ticket, last.nth if last else 0, last.made_at if last else None)


def _view(ticket: Ticket, nth: int, called_at: dt.datetime | None) -> CalledTicket:
    return CalledTicket(ticket.id, label(ticket), ticket.business, ticket.state, nth, called_at)
