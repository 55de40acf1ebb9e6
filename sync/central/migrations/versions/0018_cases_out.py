"""Cases taken away from the hall, as the frozen statements of ``0018_cases_out.sql``."""

from pathlib import Path

from alembic import op

from sync.central.frozen import apply_script

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Make them."""
    apply_script(Path(__file__).with_suffix(".sql"))


def downgrade() -> None:
    """Drop them with all they hold."""
    op.execute("drop function if exists api.take_case_out, api.bring_cases_back")
    op.execute("drop table sync.case_out")
