"""Servers in halls, as the frozen statements of ``0015_hall_servers.sql``."""

from pathlib import Path

from alembic import op

from sync.central.frozen import apply_script

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Make them."""
    apply_script(Path(__file__).with_suffix(".sql"))


def downgrade() -> None:
    """Drop them with all they hold."""
    op.execute("drop function if exists api.forward")
    op.execute("drop table sync.forwarded, sync.hall_server")
    op.execute('alter table hall."hall" drop column keep_address, drop column recovery_key')
