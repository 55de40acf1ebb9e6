"""A visit: opened for a ticket or by hand, closed when every matter has its outcome."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from counter.i18n import _
from counter.store.life_cycles import NEW
from counter.store.tables import Matter, Ticket, Visit
from counter.store.unit_of_work import Unit
from counter.workflows.actor import Acting, Place
from counter.workflows.machine import move, moved
from counter.workflows.refusals import FieldProblem, Refused
from counter.workflows.shifts import open_shift_here, refuse_while_serving


@dataclass(frozen=True)
class VisitView:
    """A visit as the desk shows it."""

    id: uuid.UUID
    ticket_id: uuid.UUID | None
    paper_shown: str | None
    citizen_id: uuid.UUID | None
    state: str


@dataclass(frozen=True)
class MatterOutcome:
    """How a matter without a case ends: ``handle``, ``tell``, ``refuse`` or ``refer``."""

    event: str
    reasons: tuple[str, ...] = ()


def start(unit: Unit, acting: Acting, ticket_id: uuid.UUID) -> VisitView:
    """Begin to serve the person whose ticket was called."""
    ticket = unit.session.get_one(Ticket, ticket_id)
    move("ticket", ticket, "start")
    return _open(unit, acting, ticket_id=ticket_id)


def take_by_hand(unit: Unit, acting: Acting, paper_shown: str) -> VisitView:
    """Serve without calling (手工接号): the visit names the paper shown, no ticket is called."""
    refuse_while_serving(unit.session, acting.place)
    return _open(unit, acting, paper_shown=paper_number(paper_shown))


def paper_number(shown: str) -> str | None:
    """The number on the paper the person holds, or none; raises ``Refused``."""
    paper = shown.strip()
    if len(paper) > 20 or not paper.isprintable():
        sentence = _("号票上的号太长或有看不见的字符。请照号票重新录入。")
        raise Refused("visit.paper", sentence, (FieldProblem("paper_shown", "paper", sentence),))
    return paper or None


def identify(
    unit: Unit, visit_id: uuid.UUID, citizen_id: uuid.UUID, paper_shown: str | None = None
) -> VisitView:
    """Say whose visit it is; raises ``Refused`` when another's matters hang on it.

    ``paper_shown`` is the number on the paper of a person taken by hand; without it what was noted
    stays.
    """
    visit = unit.session.get_one(Visit, visit_id)
    if visit.state != "open":
        raise Refused("visit.closed", _("这位群众已结束服务。请重新叫号或手工接号后再办理。"))
    has_matters = unit.session.scalars(select(Matter.id).where(Matter.visit_id == visit_id)).first()
    if has_matters and visit.citizen_id != citizen_id:
        raise Refused(
            "visit.other_person",
            _("这张证件不是本次办理人的。配偶的证件请在贷款受理一步读；换人办理请先结束服务。"),
        )
    visit.citizen_id = citizen_id
    if paper_shown is not None and visit.ticket_id is None:
        visit.paper_shown = paper_number(paper_shown)
    return view(visit)


def close(
    unit: Unit, acting: Acting, visit_id: uuid.UUID, outcomes: Mapping[uuid.UUID, MatterOutcome]
) -> VisitView:
    """End the visit and its ticket (结束服务); raises ``Refused`` while a matter has no outcome.

    ``outcomes`` ends, by their key, matters that left no case.
    """
    visit = unit.session.get_one(Visit, visit_id)
    move("visit", visit, "close")
    for matter_id, outcome in outcomes.items():
        _end_matter(unit, acting, matter_id, outcome)
    without_outcome = unit.session.scalars(
        select(Matter.id).where(Matter.visit_id == visit_id, Matter.state == "open")
    ).first()
    if without_outcome:
        raise Refused(
            "visit.matter_open",
            _("还有事项没有结果。请先提交、打印告知单，或登记为引导、不予受理，再结束服务。"),
        )
    visit.closed_at = acting.at
    if visit.ticket_id is not None:
        move("ticket", unit.session.get_one(Ticket, visit.ticket_id), "finish")
    return view(visit)


def visit_here(session: Session, place: Place) -> VisitView | None:
    """The open visit of this window; after a restart the desk goes on with it."""
    visit = session.scalars(
        select(Visit).where(Visit.window_no == place.window_no, Visit.state == "open")
    ).first()
    return None if visit is None else view(visit)


def view(visit: Visit) -> VisitView:
    """The frozen value of a visit."""
    return VisitView(visit.id, visit.ticket_id, visit.paper_shown, visit.citizen_id, visit.state)


def _open(
    unit: Unit, acting: Acting, ticket_id: uuid.UUID | None = None, paper_shown: str | None = None
) -> VisitView:
    shift = open_shift_here(unit.session, acting.place)
    if shift is None or shift.person_id != acting.actor.person_id:
        raise Refused("shift.none", _("您在本窗口还没有开窗。请重新登录后再办理。"))
    visit = Visit(
        id=acting.new_id(),
        day=acting.day,
        shift_id=shift.id,
        window_no=acting.place.window_no,
        ticket_id=ticket_id,
        paper_shown=paper_shown,
        citizen_id=None,
        state=moved("visit", NEW, "open"),
        opened_at=acting.at,
    )
    unit.add(visit)
    return view(visit)


def _end_matter(unit: Unit, acting: Acting, matter_id: uuid.UUID, outcome: MatterOutcome) -> None:
    if outcome.event == "refuse" and not outcome.reasons:
        raise Refused(
            "matter.no_reason", _("不予受理要写明理由。请从理由表中至少选一条，并打印告知单。")
        )
    matter = unit.session.get_one(Matter, matter_id)
    move("matter", matter, outcome.event)
    matter.reason_codes = list(outcome.reasons) or None
    matter.closed_at = acting.at
