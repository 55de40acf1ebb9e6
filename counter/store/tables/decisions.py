"""What people decided on change sets that conflict with what another desk wrote (待核对)."""

import uuid
from typing import Any, ClassVar

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from counter.store.synced import Base, Synced, SyncRule


class Decision(Synced, Base):
    """One decision on one parked or refused change set; append-only. The centre takes the set
    again as chosen, with every rule applied again."""

    __tablename__ = "decision"
    sync_rule: ClassVar[SyncRule] = SyncRule(scopes=("report:{hall_id}",), append_only=True)

    of_ws: Mapped[uuid.UUID]
    of_epoch: Mapped[int]
    of_seq: Mapped[int] = mapped_column(BigInteger)
    """Which change set: workstation, epoch, number."""
    verdict: Mapped[str] = mapped_column(String(8))
    """``ours``, ``theirs`` or ``merged`` on a conflict; ``again`` to try once more; ``dropped``."""
    ours: Mapped[list[Any]]
    """The columns for which what the window wrote stands; names only, for ``merged``."""
    seen_ver: Mapped[int | None]
    """The version of the centre's row that was on the screen: newer changes are asked about."""
    reason: Mapped[str] = mapped_column(String(24))
    note: Mapped[str] = mapped_column(String(200))
