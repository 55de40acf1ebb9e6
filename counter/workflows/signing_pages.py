"""Signing pages (签署页): one text printed for one person, numbered and bound to its words.

Somebody reads it who would rather read on paper; somebody presses a thumb on it who cannot write
the own name, after it was read aloud and with two members of staff as witnesses.
"""

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from counter.store.numbers import next_number
from counter.store.tables import SigningPage, Slip
from counter.store.unit_of_work import Unit
from counter.workflows.actor import Acting
from counter.workflows.papers import PaperView, issue, view

KIND = "signing_page"
"""The slip kind of its paper."""


@dataclass(frozen=True)
class PageView:
    """A printed text: whose, which words, and what became of its paper."""

    id: uuid.UUID
    case_id: uuid.UUID
    citizen_id: uuid.UUID
    item: str
    text_hash: str
    paper: PaperView

    @property
    def is_printed(self) -> bool:
        """Whether the paper is known to have come out."""
        return self.paper.state == "printed"


@dataclass(frozen=True)
class PageText:
    """What a signing page says: version and digest of the words it is bound to."""

    item: str
    version: str
    digest: str


def issue_page(
    unit: Unit, acting: Acting, case_id: uuid.UUID, citizen_id: uuid.UUID, text: PageText
) -> PageView:
    """Issue the page of one text; the same words for the same person keep their number."""
    for known in pages_of(unit.session, case_id):
        if (known.citizen_id, known.item, known.text_hash) == (citizen_id, text.item, text.digest):
            return known
    page = SigningPage(
        id=acting.new_id(),
        case_id=case_id,
        citizen_id=citizen_id,
        item=text.item,
        text_version=text.version,
        text_hash=text.digest,
        number=next_number(unit.session, acting.place.window_no, acting.place.epoch),
    )
    unit.add(page)
    return _view(page, issue(unit, acting, KIND, (page.id, page.number)))


def page_by_id(session: Session, page_id: uuid.UUID) -> PageView:
    """One page."""
    page = session.get_one(SigningPage, page_id)
    slip = session.scalars(select(Slip).where(Slip.subject_id == page_id)).one()
    return _view(page, view(slip))


def pages_of(session: Session, case_id: uuid.UUID) -> tuple[PageView, ...]:
    """All pages of a case, in the order they were issued."""
    found = session.execute(
        select(SigningPage, Slip)
        .join(Slip, Slip.subject_id == SigningPage.id)
        .where(SigningPage.case_id == case_id)
        .order_by(SigningPage.id)
    )
    return tuple(_view(page, view(slip)) for page, slip in found)


def _view(page: SigningPage, paper: PaperView) -> PageView:
    return PageView(page.id, page.case_id, page.citizen_id, page.item, page.text_hash, paper)
