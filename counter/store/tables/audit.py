"""Events that change nothing but must be known: sign-in, views, prints, failures, settings, clock
jumps."""

import uuid
from typing import Any, ClassVar

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from counter.store.synced import Base, Synced, SyncRule


class Audit(Synced, Base):
    """One audited event; people appear as their pseudonymous key only."""

    __tablename__ = "audit"
    sync_rule: ClassVar[SyncRule] = SyncRule(append_only=True)

    event: Mapped[str] = mapped_column(String(40))
    subject_table: Mapped[str | None] = mapped_column(String(30))
    subject_id: Mapped[uuid.UUID | None]
    result: Mapped[str] = mapped_column(String(16))
    detail: Mapped[dict[str, Any] | None]
