"""Texts printed for one person and thumbprints on them, as frozen in ``0010_signing_pages.sql``."""

from pathlib import Path

from alembic import op

from sync.central.frozen import apply_script

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the table and the columns."""
    apply_script(Path(__file__).with_suffix(".sql"))


def downgrade() -> None:
    """Drop both with all they hold."""
    # Its generated functions take its row as their argument; they are made anew after an upgrade.
    op.execute('alter table hall."consent" drop column page_id, drop column witness_id')
    op.execute('drop table hall."signing_page" cascade')
