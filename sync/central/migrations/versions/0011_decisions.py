"""Decisions on parked change sets, as the frozen statements of ``0011_decisions.sql``."""

from pathlib import Path

from alembic import op

from sync.central.frozen import apply_script

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the tables."""
    apply_script(Path(__file__).with_suffix(".sql"))


def downgrade() -> None:
    """Drop them with all they hold."""
    # Its generated functions take its row as their argument; they are made anew after an upgrade.
    op.execute('drop table hall."decision" cascade')
    op.execute("drop table sync.viewed, sync.choice")
