"""Outage drills: when a desk or the hall leaves its centre alone on purpose."""

from alembic import op

revision = "0015"
down_revision = "0014"

_TABLE = """
CREATE TABLE drill (
    scope VARCHAR(8) NOT NULL,
    window_no INTEGER NOT NULL,
    starts_at VARCHAR(27) NOT NULL,
    minutes INTEGER NOT NULL,
    id CHAR(32) NOT NULL,
    hall_id INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    made_by CHAR(32) NOT NULL,
    made_ws CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_drill PRIMARY KEY (id)
)
WITHOUT ROWID
"""


def upgrade() -> None:
    """Make the table."""
    op.execute(_TABLE)


def downgrade() -> None:
    """Drop it with all it holds."""
    op.execute("DROP TABLE drill")
