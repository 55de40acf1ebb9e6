"""A person's span at a window: opened at sign-in, closed with the counts of what happened in it."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from counter.i18n import _
from counter.store.life_cycles import NEW
from counter.store.tables import Matter, Outbox, PushState, Shift, Slip, Ticket, Visit
from counter.store.unit_of_work import Unit
from counter.workflows.actor import Acting, Place
from counter.workflows.machine import move, moved
from counter.workflows.refusals import Refused


@dataclass(frozen=True)
class ShiftView:
    """A shift as the desk shows it."""

    id: uuid.UUID
    person_id: uuid.UUID
    window_no: int
    day: dt.date
    state: str
    opened_at: dt.datetime


def open_shift(unit: Unit, acting: Acting) -> ShiftView:
    """Open the actor's shift at this window; raises ``Refused`` while another one is open here."""
    if open_shift_here(unit.session, acting.place) is not None:
        raise Refused("shift.open", _("本窗口已有人在岗。请先让在岗人员关窗，再登录。"))
    shift = Shift(
        id=acting.new_id(),
        person_id=acting.actor.person_id,
        window_no=acting.place.window_no,
        day=acting.day,
        opened_at=acting.at,
        state=moved("shift", NEW, "open"),
    )
    unit.add(shift)
    return _view(shift)


def close_shift(
    unit: Unit, acting: Acting, shift_id: uuid.UUID, left_open: bool = False
) -> ShiftView:
    """Close a shift and state its counts; raises ``Refused`` while somebody is being served.

    A shift ``left_open`` by who went away is closed all the same; the next person goes on serving.
    """
    if not left_open:
        refuse_while_serving(unit.session, acting.place)
    shift = unit.session.get_one(Shift, shift_id)
    move("shift", shift, "close")
    shift.closed_at = acting.at
    shift.facts = _facts(unit.session, shift)
    return _view(shift)


def open_shift_here(session: Session, place: Place) -> ShiftView | None:
    """The open shift of this window, if there is one."""
    shift = session.scalars(
        select(Shift).where(Shift.window_no == place.window_no, Shift.state == "open")
    ).first()
    return None if shift is None else _view(shift)


def refuse_while_serving(session: Session, place: Place) -> None:
    """Raise ``Refused`` while a ticket is called or a visit is open at this window."""
    busy = session.scalars(
        select(Ticket).where(
            Ticket.window_no == place.window_no, Ticket.state.in_(("called", "serving"))
        )
    ).first()
    if busy is not None:
        raise Refused(
            "window.busy",
            _("{label}号还没有结束。请先按 F12 结束服务，或按 F4 过号。").format(
                label=f"{busy.series}{busy.number:03d}"
            ),
        )
    if session.scalars(
        select(Visit.id).where(Visit.window_no == place.window_no, Visit.state == "open")
    ).first():
        raise Refused("window.busy", _("手工接号的群众还没有结束服务。请先按 F12 结束服务。"))


def _facts(session: Session, shift: Shift) -> dict[str, int]:
    """Counts at the moment of closing, among them what the centre has not confirmed yet."""
    visits = select(Visit.id).where(Visit.shift_id == shift.id)
    matters = select(Matter.id).where(Matter.visit_id.in_(visits))
    unclear = select(Slip.id).where(Slip.made_at >= shift.opened_at, Slip.state == "unknown")
    sent = select(PushState.acked_seq).scalar_subquery()
    waiting = select(Outbox.seq).where(Outbox.seq > func.coalesce(sent, 0))
    found = {"visits": visits, "matters": matters, "slips_unclear": unclear, "not_sent": waiting}
    return {
        name: session.scalar(select(func.count()).select_from(query.subquery())) or 0
        for name, query in found.items()
    }


def _view(shift: Shift) -> ShiftView:
    return ShiftView(
        shift.id, shift.person_id, shift.window_no, shift.day, shift.state, shift.opened_at
    )
