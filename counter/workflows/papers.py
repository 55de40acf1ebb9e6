"""Numbered papers and whether they came out: issued with the business, printed afterwards.

The state ``printing`` and the copy count are committed before any byte goes out; what became of it
is a second save. A paper of unknown fate waits for a person; a second copy carries 补打.
"""

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from counter.peripherals.receipt_printer import Outcome
from counter.store.life_cycles import NEW
from counter.store.tables import Slip
from counter.store.unit_of_work import Unit
from counter.workflows.actor import Acting, Place
from counter.workflows.machine import move, moved

_EVENTS = {Outcome.PRINTED: "come_out", Outcome.FAILED: "fail", Outcome.UNKNOWN: "lose"}


@dataclass(frozen=True)
class PaperView:
    """A numbered paper: what it is about, how often it was sent to a printer, what became of it."""

    id: uuid.UUID
    kind: str
    subject_id: uuid.UUID
    number: str
    copies: int
    state: str


def issue(unit: Unit, acting: Acting, kind: str, subject: tuple[uuid.UUID, str]) -> PaperView:
    """Issue a paper with its business; ``subject`` is the row's key and the printed number."""
    subject_id, number = subject
    slip = Slip(
        id=acting.new_id(),
        kind=kind,
        subject_id=subject_id,
        number=number,
        copies=0,
        state=moved("slip", NEW, "issue"),
    )
    unit.add(slip)
    return view(slip)


def begin_print(unit: Unit, slip_id: uuid.UUID) -> PaperView:
    """Note that the paper goes to the printer now; the number stays, the copies count."""
    slip = unit.session.get_one(Slip, slip_id)
    move("slip", slip, "print")
    slip.copies += 1
    return view(slip)


def end_print(unit: Unit, slip_id: uuid.UUID, outcome: Outcome) -> PaperView:
    """Record what became of the print."""
    slip = unit.session.get_one(Slip, slip_id)
    move("slip", slip, _EVENTS[outcome])
    return view(slip)


def tell_fate(unit: Unit, slip_id: uuid.UUID) -> PaperView:
    """A person looked: the paper of unknown fate did come out."""
    slip = unit.session.get_one(Slip, slip_id)
    move("slip", slip, "come_out")
    return view(slip)


def interrupted(session: Session, place: Place) -> tuple[uuid.UUID, ...]:
    """Papers this desk was printing when it stopped; after a restart nobody knows their fate."""
    found = session.scalars(
        select(Slip.id).where(Slip.state == "printing", Slip.made_ws == place.ws)
    )
    return tuple(found)


def paper(session: Session, slip_id: uuid.UUID) -> PaperView:
    """One paper."""
    return view(session.get_one(Slip, slip_id))


def paper_of(session: Session, subject_id: uuid.UUID) -> PaperView | None:
    """The paper issued about a notice or a case."""
    slip = session.scalars(select(Slip).where(Slip.subject_id == subject_id)).first()
    return None if slip is None else view(slip)


def view(slip: Slip) -> PaperView:
    """The frozen value of a paper."""
    return PaperView(slip.id, slip.kind, slip.subject_id, slip.number, slip.copies, slip.state)
