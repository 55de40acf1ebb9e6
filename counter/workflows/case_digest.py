"""The digest of what a reviewer saw: case, parties, consents, without what a review changes."""

import hashlib
import json
import uuid
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from counter.store.columns import column_to_wire
from counter.store.synced import STAMPS
from counter.store.tables import Case, Consent, Party

_LATER = {"consent": frozenset({"page_id", "witness_id"})}
"""Columns added since the first opinions were given: they count where they hold something, so
that an opinion of before still matches what it was given on."""
_MOVING = frozenset({*STAMPS, "state", "submitted_at", "registry_no"})


def digest_of_case(session: Session, case_id: uuid.UUID) -> str:
    """SHA-256 in hex over the wire form of the case's rows; equal on every desk."""
    rows = [("case", session.get_one(Case, case_id))]
    rows += [("party", row) for row in _rows_of(session, Party, case_id)]
    rows += [("consent", row) for row in _rows_of(session, Consent, case_id)]
    text = json.dumps(
        [[table, _wire(row)] for table, row in rows],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _rows_of(session: Session, model: Any, case_id: uuid.UUID) -> list[Any]:
    found = session.scalars(select(model).where(model.case_id == case_id))
    return sorted(found, key=lambda row: str(row.id))


def _wire(row: Any) -> dict[str, Any]:
    mapper = inspect(type(row))
    # A consent's state is part of what was seen, unlike the case's own.
    left_out = _MOVING if isinstance(row, Case) else frozenset(STAMPS)
    later = _LATER.get(row.__tablename__, frozenset())
    return {
        column.key: column_to_wire(column.type, getattr(row, column.key))
        for column in mapper.columns
        if column.key not in left_out
        and not (column.key in later and getattr(row, column.key) is None)
    }
