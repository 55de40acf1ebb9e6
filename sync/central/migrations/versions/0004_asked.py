"""Look-ups asked before they are answered, as the frozen statements of ``0004_asked.sql``."""

from pathlib import Path

from sync.central.frozen import apply_script, drop_columns

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the ask and its transaction."""
    apply_script(Path(__file__).with_suffix(".sql"))


def downgrade() -> None:
    """Forget asks that were never answered, then the columns."""
    drop_columns("sync", "look_up", ("ask", "xid"), without="found is null")
