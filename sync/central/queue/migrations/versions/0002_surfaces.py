"""Ticket machines and hall displays as members, and what the hall sees of a call; the frozen
statements of ``0002_surfaces.sql``."""

from pathlib import Path

from sync.central.frozen import apply_script

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make them."""
    apply_script(Path(__file__).with_suffix(".sql"))


def downgrade() -> None:
    """Take them away; members that are no windows go with them."""
    apply_script(Path(__file__).with_name("0002_surfaces_down.sql"))
