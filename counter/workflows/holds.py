"""Putting a visit on hold (挂起) and taking it up again the same day, without a new number.

Held time is not handling time; whoever holds a number stays in the hall's count of open tickets.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from counter.i18n import _
from counter.store.tables import Citizen, Hold, Matter, Ticket, Visit
from counter.store.unit_of_work import Unit
from counter.workflows.actor import Acting
from counter.workflows.machine import move
from counter.workflows.queue_calling import label
from counter.workflows.refusals import Refused
from counter.workflows.shifts import refuse_while_serving
from counter.workflows.visits import VisitView, view

KINDS: Mapping[str, str] = {"away": "不持件", "kept": "持件", "awaits": "等待"}
"""Hold kind -> its word. 不持件: the person leaves with all papers and may come back to any window;
持件: the papers stay at this window; 等待: something is awaited, as a spouse on the way."""


@dataclass(frozen=True)
class HeldVisit:
    """A visit on hold as a list shows it."""

    visit_id: uuid.UUID
    label: str
    """The ticket, or the number on the paper; empty when there was none."""
    name: str
    business: str
    kind: str
    window_no: int
    held_at: dt.datetime


def put_on_hold(unit: Unit, acting: Acting, visit_id: uuid.UUID, kind: str) -> VisitView:
    """Let a visit wait; the window is free for the next person. Raises ``Refused``."""
    if kind not in KINDS:
        raise Refused("hold.kind", _("请选挂起方式：1 不持件、2 持件、3 等待。"))
    visit = unit.session.get_one(Visit, visit_id)
    if visit.citizen_id is None:
        raise Refused(
            "hold.nobody", _("还不知道是谁，不能挂起。请先读身份证；人不在就按 F12 结束服务。")
        )
    move("visit", visit, "hold")
    if visit.ticket_id is not None:
        move("ticket", unit.session.get_one(Ticket, visit.ticket_id), "hold")
    unit.add(Hold(id=acting.new_id(), visit_id=visit_id, kind=kind, held_at=acting.at))
    return view(visit)


def resume(unit: Unit, acting: Acting, visit_id: uuid.UUID) -> VisitView:
    """Go on with a visit that waited, at this window; raises ``Refused``."""
    refuse_while_serving(unit.session, acting.place)
    visit = unit.session.get_one(Visit, visit_id)
    if visit.day != acting.day:
        raise Refused("hold.other_day", _("这是以前挂起的，号已失效。请群众重新取号，内容都还在。"))
    span = _open_span(unit.session, visit_id)
    here = acting.place.window_no
    if visit.window_no != here and span is not None and span.kind != "away":
        raise Refused(
            "hold.other_window",
            _("这位群众的材料在{window}号窗口。请引导到{window}号窗口接着办。").format(
                window=visit.window_no
            ),
        )
    move("visit", visit, "resume")
    visit.window_no = here
    if visit.ticket_id is not None:
        ticket = unit.session.get_one(Ticket, visit.ticket_id)
        move("ticket", ticket, "resume")
        ticket.window_no = here
    if span is not None:
        span.resumed_at = acting.at
    return view(visit)


def held_today(session: Session, acting: Acting) -> tuple[HeldVisit, ...]:
    """The visits on hold that may be taken up here: this window's, and others' without papers."""
    found = session.execute(
        select(Visit, Hold, Ticket, Citizen.name)
        .join(Hold, Hold.visit_id == Visit.id)
        .outerjoin(Ticket, Ticket.id == Visit.ticket_id)
        .outerjoin(Citizen, Citizen.id == Visit.citizen_id)
        .where(Visit.day == acting.day, Visit.state == "held", Hold.resumed_at.is_(None))
        .order_by(Hold.held_at)
    )
    here = acting.place.window_no
    return tuple(
        HeldVisit(
            visit.id,
            label(ticket) if ticket is not None else visit.paper_shown or "",
            name or "",
            _business(session, visit.id),
            span.kind,
            visit.window_no,
            span.held_at,
        )
        for visit, span, ticket, name in found
        if visit.window_no == here or span.kind == "away"
    )


def _open_span(session: Session, visit_id: uuid.UUID) -> Hold | None:
    return session.scalars(
        select(Hold).where(Hold.visit_id == visit_id, Hold.resumed_at.is_(None))
    ).first()


def _business(session: Session, visit_id: uuid.UUID) -> str:
    found = session.scalars(select(Matter.business).where(Matter.visit_id == visit_id)).first()
    return found or ""
