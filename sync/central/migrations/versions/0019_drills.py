"""Outage drills, as the frozen statements of ``0019_drills.sql``."""

from pathlib import Path

from alembic import op

from sync.central.frozen import apply_script

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Make the table."""
    apply_script(Path(__file__).with_suffix(".sql"))


def downgrade() -> None:
    """Drop it with all it holds."""
    # Its generated functions take its row as their argument; they are made anew after an upgrade.
    op.execute('drop table hall."drill" cascade')
