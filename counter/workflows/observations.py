"""Leaves an audit row beside what a verb does, or alone where nothing else changes."""

import uuid
from collections.abc import Mapping
from typing import Any

from counter.store.tables import Audit
from counter.store.unit_of_work import Unit
from counter.workflows.actor import Acting


def observe(
    unit: Unit,
    acting: Acting,
    event: str,
    subject: tuple[str, uuid.UUID] | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Record an event about a row ``(table, key)``; ``detail`` holds codes and counts only."""
    table, key = subject or (None, None)
    unit.add(
        Audit(
            id=acting.new_id(),
            event=event,
            subject_table=table,
            subject_id=key,
            result="done",
            detail=dict(detail) if detail else None,
        )
    )
