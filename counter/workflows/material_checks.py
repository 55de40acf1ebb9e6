"""What was found of each material on the list of a matter: seen, waived or missing.

Every mark is saved at once; a later mark of the same material takes its place.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from counter.i18n import _
from counter.store.life_cycles import NEW
from counter.store.tables import MaterialCheck
from counter.store.unit_of_work import Unit
from counter.workflows.actor import Acting
from counter.workflows.machine import move, moved
from counter.workflows.matters import open_one
from counter.workflows.refusals import Refused

SEEN, WAIVED, MISSING = "seen", "waived", "missing"
LONGEST_NOTE = 200


@dataclass(frozen=True)
class CheckView:
    """What was found of one material, since when, and what is missing or why it is waived."""

    state: str
    note: str
    at: dt.datetime


@dataclass(frozen=True)
class Mark:
    """A mark as the clerk sets it: ``event`` is ``see``, ``waive`` or ``miss``."""

    item: str
    event: str
    note: str = ""


def mark(unit: Unit, acting: Acting, matter_id: uuid.UUID, wanted: Mark) -> CheckView:
    """Set one material's mark; raises ``Refused`` for a matter that has its outcome."""
    open_one(unit.session, matter_id)
    note = wanted.note.strip()
    if len(note) > LONGEST_NOTE or not note.isprintable():
        raise Refused(
            "material.note",
            _("说明最多 {count} 个字，不能有控制字符。请改短后再录。").format(count=LONGEST_NOTE),
        )
    check = unit.session.scalars(
        select(MaterialCheck).where(
            MaterialCheck.matter_id == matter_id, MaterialCheck.item == wanted.item
        )
    ).first()
    if check is None:
        check = MaterialCheck(
            id=acting.new_id(),
            matter_id=matter_id,
            item=wanted.item,
            state=moved("material_check", NEW, wanted.event),
            note=note or None,
            decided_at=acting.at,
        )
        unit.add(check)
        return _view(check)
    move("material_check", check, wanted.event)
    check.note, check.decided_at = note or None, acting.at
    return _view(check)


def checks_of(session: Session, matter_id: uuid.UUID) -> Mapping[str, CheckView]:
    """Item of the list -> what was found of it; what nobody looked at is not there."""
    found = session.scalars(select(MaterialCheck).where(MaterialCheck.matter_id == matter_id))
    return {check.item: _view(check) for check in found}


def _view(check: MaterialCheck) -> CheckView:
    return CheckView(check.state, check.note or "", check.decided_at)
