"""Matters of a visit (事项): one business each, with its answers and, in the end, an outcome."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from counter.i18n import _
from counter.store.life_cycles import NEW
from counter.store.tables import Case, Matter, Visit
from counter.store.unit_of_work import Unit
from counter.workflows.actor import Acting
from counter.workflows.clock import hall_day
from counter.workflows.machine import moved
from counter.workflows.refusals import Refused


@dataclass(frozen=True)
class MatterView:
    """A matter as the desk shows it; ``answers`` are question id -> option."""

    id: uuid.UUID
    citizen_id: uuid.UUID
    business: str
    answers: Mapping[str, str]
    state: str
    day: dt.date
    """The hall's day it was opened on: it says which version of the list applies."""


def open_matter(unit: Unit, acting: Acting, visit_id: uuid.UUID, business: str) -> MatterView:
    """Open one business for the visit's citizen; the clerk is the first asked (首问责任人)."""
    visit = unit.session.get_one(Visit, visit_id)
    if visit.state != "open":
        raise Refused("visit.closed", _("这位群众已结束服务。请重新叫号或手工接号后再办理。"))
    if visit.citizen_id is None:
        raise Refused("visit.nobody", _("还不知道是谁来办。请先按 F7 读身份证。"))
    matter = Matter(
        id=acting.new_id(),
        visit_id=visit_id,
        citizen_id=visit.citizen_id,
        business=business,
        answers={},
        first_asked=acting.actor.person_id,
        state=moved("matter", NEW, "open"),
    )
    unit.add(matter)
    return view(matter)


def answer(unit: Unit, matter_id: uuid.UUID, answers: Mapping[str, str]) -> MatterView:
    """Keep the answers to the situation questions; they select the list of materials."""
    matter = open_one(unit.session, matter_id)
    accepted = unit.session.scalars(
        select(Case.id).where(Case.matter_id == matter_id, Case.state != "taken_in")
    ).first()
    if accepted is not None:
        # What has to be signed follows from the answers.
        raise Refused(
            "matter.accepted", _("这个件已经受理，情形不能再改。需要更改请先作废本件重新录入。")
        )
    matter.answers = dict(answers)
    return view(matter)


def open_one(session: Session, matter_id: uuid.UUID) -> Matter:
    """The matter, still open; raises ``Refused`` when it already has its outcome."""
    matter = session.get_one(Matter, matter_id)
    if matter.state != "open":
        raise Refused("matter.ended", _("这个事项已有结果。需要再办时请新开一个事项。"))
    return matter


def matters_of(session: Session, visit_id: uuid.UUID) -> tuple[MatterView, ...]:
    """The matters of a visit, oldest first."""
    found = session.scalars(
        select(Matter).where(Matter.visit_id == visit_id).order_by(Matter.made_at, Matter.id)
    )
    return tuple(view(matter) for matter in found)


def view(matter: Matter) -> MatterView:
    """The frozen value of a matter."""
    return MatterView(
        id=matter.id,
        citizen_id=matter.citizen_id,
        business=matter.business,
        answers=matter.answers,
        state=matter.state,
        day=hall_day(matter.made_at),
    )
