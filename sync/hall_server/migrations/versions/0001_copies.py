"""Members and their copies, as the frozen statements of ``0001_copies.sql``."""

from pathlib import Path

from sync.central.frozen import apply_script, drop_schema

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make them."""
    apply_script(Path(__file__).with_suffix(".sql"))


def downgrade() -> None:
    """Drop them with all they hold."""
    drop_schema("keep")
