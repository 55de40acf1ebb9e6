"""Keeps what is typed and not yet business: after a crash the desk reopens there."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from counter.store.tables import Draft


@dataclass(frozen=True)
class DraftView:
    """The step a visit stood on and the texts of its fields, exactly as typed."""

    visit_id: uuid.UUID
    step: str
    fields: Mapping[str, str]


def keep(session: Session, draft: DraftView, at: dt.datetime) -> None:
    """Keep what was typed, in place of what was kept before for this visit."""
    session.merge(
        Draft(visit_id=draft.visit_id, step=draft.step, fields=dict(draft.fields), saved_at=at)
    )


def restore(session: Session, visit_id: uuid.UUID) -> DraftView | None:
    """What was typed last for this visit."""
    draft = session.get(Draft, visit_id)
    return None if draft is None else DraftView(visit_id, draft.step, draft.fields)


def forget(session: Session, visit_id: uuid.UUID) -> None:
    """Forget the draft of a visit that is over."""
    draft = session.get(Draft, visit_id)
    if draft is not None:
        session.delete(draft)
