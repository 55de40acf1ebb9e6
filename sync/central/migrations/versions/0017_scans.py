"""Scanned materials and their bytes, as the frozen statements of ``0017_scans.sql``."""

from pathlib import Path

from alembic import op

from sync.central.frozen import apply_script

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Make them."""
    apply_script(Path(__file__).with_suffix(".sql"))


def downgrade() -> None:
    """Drop them with all they hold."""
    op.execute("drop function if exists api.lack_of_scan, api.put_scan_chunk")
    op.execute("drop table sync.scan_chunk, sync.scan_blob cascade")
    # Its generated functions take its row as their argument; they are made anew after an upgrade.
    op.execute('drop table hall."scan" cascade')
