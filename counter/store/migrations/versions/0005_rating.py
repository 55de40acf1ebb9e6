"""The reasons a citizen gives on the pad after a bad rating."""

from alembic import op

revision = "0005"
down_revision = "0001"

_TABLE = """
CREATE TABLE rating_reason (
    rating_id CHAR(32) NOT NULL,
    codes JSON NOT NULL,
    given_at VARCHAR(27) NOT NULL,
    id CHAR(32) NOT NULL,
    hall_id INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    made_by CHAR(32) NOT NULL,
    made_ws CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_rating_reason PRIMARY KEY (id)
)
WITHOUT ROWID
"""


def upgrade() -> None:
    """Make the table."""
    op.execute(_TABLE)


def downgrade() -> None:
    """Drop it with all it holds."""
    op.execute("DROP TABLE rating_reason")
