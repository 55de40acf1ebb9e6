"""Outage drills (断网演练): when this desk, or every desk of the hall, leaves the centre alone."""

import datetime as dt
from typing import ClassVar

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from counter.store.synced import Base, Synced, SyncRule


class Drill(Synced, Base):
    """One drill as a supervisor started it; append-only, it ends by itself at every desk."""

    __tablename__ = "drill"
    sync_rule: ClassVar[SyncRule] = SyncRule(scopes=("hall:{hall_id}",), append_only=True)

    scope: Mapped[str] = mapped_column(String(8))
    """``desk``: the workstation that made the row; ``hall``: every desk of the hall."""
    window_no: Mapped[int]
    """Where it was started."""
    starts_at: Mapped[dt.datetime]
    minutes: Mapped[int]
