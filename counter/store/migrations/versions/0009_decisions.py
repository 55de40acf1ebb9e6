"""Decisions on change sets that conflict with what another desk wrote."""

from alembic import op

revision = "0009"
down_revision = "0008"

_TABLE = """
CREATE TABLE decision (
    of_ws CHAR(32) NOT NULL,
    of_epoch INTEGER NOT NULL,
    of_seq BIGINT NOT NULL,
    verdict VARCHAR(8) NOT NULL,
    ours JSON NOT NULL,
    seen_ver INTEGER,
    reason VARCHAR(24) NOT NULL,
    note VARCHAR(200) NOT NULL,
    id CHAR(32) NOT NULL,
    hall_id INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    made_by CHAR(32) NOT NULL,
    made_ws CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_decision PRIMARY KEY (id)
)
WITHOUT ROWID
"""


def upgrade() -> None:
    """Make the table."""
    op.execute(_TABLE)


def downgrade() -> None:
    """Drop it with all it holds."""
    op.execute("DROP TABLE decision")
