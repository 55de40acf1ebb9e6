"""Finds what a case hangs on: its matter and the condition keys that matter's answers set."""

import uuid

from sqlalchemy.orm import Session

from counter.store.tables import Case, Matter
from counter.workflows.matters import view
from counter.workflows.rulebook import Rulebook


def conditions_of_case(session: Session, case_id: uuid.UUID, book: Rulebook) -> frozenset[str]:
    """The condition keys of a case, from the answers the notice was made from."""
    matter_id = session.get_one(Case, case_id).matter_id
    return book.conditions(view(session.get_one(Matter, matter_id)))
