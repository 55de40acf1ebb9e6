"""Reads one hall day out of this desk's database."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from counter.store.tables import (
    Call,
    Case,
    Drill,
    Hold,
    Matter,
    Notice,
    Outbox,
    Person,
    Promise,
    PushState,
    Rating,
    SetOutcome,
    Shift,
    Slip,
    Ticket,
    Visit,
    Window,
    Workstation,
)
from counter.workflows.clock import HALL_ZONE
from counter.workflows.day_report.facts import (
    NO_WINDOW,
    CallFact,
    CaseFact,
    DayRows,
    DrillFact,
    MachineFact,
    MatterFact,
    RatingFact,
    ShiftFact,
    SlipFact,
    TicketFact,
    VisitFact,
)
from counter.workflows.drills import HALL
from counter.workflows.drills import Drill as PlannedDrill


def read_day(session: Session, day: dt.date) -> DayRows:
    """Read one hall day out of this desk's database."""
    return DayRows(
        day=day,
        tickets=_tickets(session, day),
        calls=_calls(session, day),
        visits=_visits(session, day),
        matters=_matters(session, day),
        notices=_notices(session, day),
        cases=_cases(session, day),
        ratings=_ratings(session, day),
        slips=_slips(session, day),
        shifts=_shifts(session, day),
        machine=_machine(session),
        drills=_drills(session, day),
    )


def _within(moment: Any, day: dt.date) -> ColumnElement[bool]:
    begins = dt.datetime.combine(day, dt.time(), HALL_ZONE)
    return and_(moment >= begins, moment < begins + dt.timedelta(days=1))


def _tickets(session: Session, day: dt.date) -> tuple[TicketFact, ...]:
    rows = session.scalars(select(Ticket).where(Ticket.day == day).order_by(Ticket.issued_at))
    return tuple(
        TicketFact(
            row.id,
            row.window_no,
            f"{row.series}{row.number:03d}",
            row.business,
            row.state,
            row.issued_at,
        )
        for row in rows
    )


def _calls(session: Session, day: dt.date) -> tuple[CallFact, ...]:
    # Not joined to tickets: a call whose ticket is missing must be seen by the report's check.
    rows = session.scalars(select(Call).where(_within(Call.made_at, day)).order_by(Call.made_at))
    return tuple(CallFact(row.ticket_id, row.window_no, row.made_at) for row in rows)


def _visits(session: Session, day: dt.date) -> tuple[VisitFact, ...]:
    rows = session.scalars(select(Visit).where(Visit.day == day).order_by(Visit.opened_at))
    held = _held(session, day)
    return tuple(
        VisitFact(
            row.id,
            row.window_no,
            row.ticket_id,
            row.state,
            row.opened_at,
            row.closed_at,
            held.get(row.id, dt.timedelta()),
        )
        for row in rows
    )


def _held(session: Session, day: dt.date) -> Mapping[uuid.UUID, dt.timedelta]:
    """How long each visit of the day was on hold, as far as it was taken up again."""
    spans = session.execute(
        select(Hold.visit_id, Hold.held_at, Hold.resumed_at)
        .join(Visit, Visit.id == Hold.visit_id)
        .where(Visit.day == day, Hold.resumed_at.is_not(None))
    )
    found: dict[uuid.UUID, dt.timedelta] = {}
    for visit_id, held_at, resumed_at in spans:
        if resumed_at is not None:
            found[visit_id] = found.get(visit_id, dt.timedelta()) + (resumed_at - held_at)
    return found


def _matters(session: Session, day: dt.date) -> tuple[MatterFact, ...]:
    rows = session.execute(
        select(Visit.window_no, Matter.business, Matter.state)
        .join(Visit, Visit.id == Matter.visit_id)
        .where(Visit.day == day)
    )
    return tuple(MatterFact(*row) for row in rows)


def _notices(session: Session, day: dt.date) -> tuple[int, ...]:
    return tuple(
        session.scalars(
            select(Visit.window_no)
            .join(Matter, Matter.visit_id == Visit.id)
            .join(Notice, Notice.matter_id == Matter.id)
            .where(_within(Notice.told_at, day))
        )
    )


def _cases(session: Session, day: dt.date) -> tuple[CaseFact, ...]:
    rows = session.execute(
        select(Visit.window_no, Case)
        .join(Matter, Matter.visit_id == Visit.id)
        .join(Case, Case.matter_id == Matter.id)
        .where(or_(Case.accepted_on == day, _within(Case.submitted_at, day)))
        .order_by(Case.number)
    )
    return tuple(
        CaseFact(
            window_no,
            case.number,
            case.business,
            case.state,
            case.accepted_on,
            case.submitted_at.astimezone(HALL_ZONE).date() if case.submitted_at else None,
            case.amount,
        )
        for window_no, case in rows
    )


def _ratings(session: Session, day: dt.date) -> tuple[RatingFact, ...]:
    rows = session.execute(
        select(Visit.window_no, Rating.visit_id, Rating.grade)
        .join(Visit, Visit.id == Rating.visit_id)
        .where(Visit.day == day)
    )
    return tuple(RatingFact(*row) for row in rows)


def _slips(session: Session, day: dt.date) -> tuple[SlipFact, ...]:
    windows = _windows_of_machines(session)
    rows = session.scalars(select(Slip).where(_within(Slip.made_at, day)).order_by(Slip.number))
    return tuple(
        SlipFact(windows.get(row.made_ws, NO_WINDOW), row.kind, row.number, row.state, row.copies)
        for row in rows
    )


def _windows_of_machines(session: Session) -> Mapping[uuid.UUID, int]:
    placed = session.execute(
        select(Workstation.id, Window.number).join(Window, Window.id == Workstation.window_id)
    )
    # Where a shift was opened says more than where a machine was meant to stand.
    sat = session.execute(select(Shift.made_ws, Shift.window_no).order_by(Shift.opened_at))
    return {machine: number for rows in (placed, sat) for machine, number in rows}


def _shifts(session: Session, day: dt.date) -> tuple[ShiftFact, ...]:
    rows = session.execute(
        select(Shift.window_no, Person.name, Shift.opened_at, Shift.closed_at)
        .outerjoin(Person, Person.id == Shift.person_id)
        .where(Shift.day == day)
        .order_by(Shift.opened_at)
    )
    return tuple(
        ShiftFact(window_no, name or "", opened, closed) for window_no, name, opened, closed in rows
    )


def _drills(session: Session, day: dt.date) -> tuple[DrillFact, ...]:
    rows = session.execute(
        select(Drill.window_no, Drill.scope, Drill.starts_at, Drill.minutes, Person.name)
        .outerjoin(Person, Person.id == Drill.made_by)
        .where(_within(Drill.starts_at, day))
        .order_by(Drill.starts_at)
    )
    return tuple(
        DrillFact(
            window_no,
            scope == HALL,
            starts_at,
            PlannedDrill(starts_at, minutes).ends_at,
            name or "",
        )
        for window_no, scope, starts_at, minutes, name in rows
    )


def _machine(session: Session) -> MachineFact:
    acked = session.scalar(select(func.max(PushState.acked_seq))) or 0
    waiting = session.execute(
        select(func.count(Outbox.seq), func.min(Outbox.saved_at)).where(Outbox.seq > acked)
    ).one()
    outcomes = select(SetOutcome.status, func.count()).group_by(SetOutcome.status)
    counts = {row[0]: row[1] for row in session.execute(outcomes)}
    promises = select(func.count()).select_from(Promise).where(Promise.state == "open")
    return MachineFact(
        waiting[0],
        waiting[1],
        counts.get("parked", 0),
        counts.get("refused", 0),
        session.scalar(promises) or 0,
    )
