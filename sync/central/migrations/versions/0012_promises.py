"""What was promised to citizens, as the frozen statements of ``0012_promises.sql``."""

from pathlib import Path

from alembic import op

from sync.central.frozen import apply_script

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the table."""
    apply_script(Path(__file__).with_suffix(".sql"))


def downgrade() -> None:
    """Drop it with all it holds."""
    # Its generated functions take its row as their argument; they are made anew after an upgrade.
    op.execute('drop table hall."promise" cascade')
