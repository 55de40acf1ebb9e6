"""Texts printed for one person, and thumbprints of people who cannot sign."""

from alembic import op

revision = "0008"
down_revision = "0007"

_TABLE = """
CREATE TABLE signing_page (
    case_id CHAR(32) NOT NULL,
    citizen_id CHAR(32) NOT NULL,
    item VARCHAR(24) NOT NULL,
    text_version VARCHAR(40) NOT NULL,
    text_hash VARCHAR(64) NOT NULL,
    number VARCHAR(24) NOT NULL,
    id CHAR(32) NOT NULL,
    hall_id INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    made_by CHAR(32) NOT NULL,
    made_ws CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_signing_page PRIMARY KEY (id)
)
WITHOUT ROWID
"""
_INDEX = "CREATE INDEX ix_signing_page_case_id ON signing_page (case_id)"


def upgrade() -> None:
    """Make the table, and the columns that name a page and the second witness."""
    op.execute(_TABLE)
    op.execute(_INDEX)
    op.execute("ALTER TABLE consent ADD COLUMN page_id CHAR(32)")
    op.execute("ALTER TABLE consent ADD COLUMN witness_id CHAR(32)")


def downgrade() -> None:
    """Drop both with all they hold."""
    op.execute("ALTER TABLE consent DROP COLUMN witness_id")
    op.execute("ALTER TABLE consent DROP COLUMN page_id")
    op.execute("DROP TABLE signing_page")
