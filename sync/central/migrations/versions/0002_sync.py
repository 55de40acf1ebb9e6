"""Inbox, feed, rules and keys, as the frozen statements of ``0002_sync.sql``."""

from pathlib import Path

from sync.central.frozen import apply_script, drop_schema

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make them."""
    apply_script(Path(__file__).with_suffix(".sql"))


def downgrade() -> None:
    """Drop them with all they hold."""
    drop_schema("sync")
