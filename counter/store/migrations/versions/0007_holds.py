"""The spans in which a visit waited."""

from alembic import op

revision = "0007"
down_revision = "0006"

_TABLE = """
CREATE TABLE hold (
    visit_id CHAR(32) NOT NULL,
    kind VARCHAR(8) NOT NULL,
    held_at VARCHAR(27) NOT NULL,
    resumed_at VARCHAR(27),
    id CHAR(32) NOT NULL,
    hall_id INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    made_by CHAR(32) NOT NULL,
    made_ws CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_hold PRIMARY KEY (id)
)
WITHOUT ROWID
"""
_INDEX = "CREATE INDEX ix_hold_visit_id ON hold (visit_id)"


def upgrade() -> None:
    """Make the table."""
    op.execute(_TABLE)
    op.execute(_INDEX)


def downgrade() -> None:
    """Drop it with all it holds."""
    op.execute("DROP TABLE hold")
