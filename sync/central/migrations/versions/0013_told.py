"""What workstations say of themselves, as the frozen statements of ``0013_told.sql``."""

from pathlib import Path

from alembic import op

from sync.central.frozen import apply_script

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the table."""
    apply_script(Path(__file__).with_suffix(".sql"))


def downgrade() -> None:
    """Drop it with all it holds."""
    op.execute("drop table sync.told")
    op.execute("drop function if exists api.tell")
