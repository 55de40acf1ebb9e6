"""Whose file made a change, as the frozen statements of ``0014_lanes.sql``."""

from pathlib import Path

from alembic import op

from sync.central.frozen import apply_script

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Note the epoch beside every change."""
    apply_script(Path(__file__).with_suffix(".sql"))


def downgrade() -> None:
    """Forget it."""
    op.execute("drop function if exists api.rescue")
    op.execute("alter table sync.change drop column epoch")
