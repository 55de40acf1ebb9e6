"""Images of the fund's ledger, as the frozen statements of ``0003_ledger.sql``."""

from pathlib import Path

from sync.central.frozen import apply_script, drop_schema

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make them."""
    apply_script(Path(__file__).with_suffix(".sql"))


def downgrade() -> None:
    """Drop them with all they hold."""
    drop_schema("ledger")
