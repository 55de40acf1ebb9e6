"""What was promised to citizens while it could not be told at once."""

from alembic import op

revision = "0010"
down_revision = "0009"

_TABLE = """
CREATE TABLE promise (
    visit_id CHAR(32),
    what VARCHAR(100) NOT NULL,
    phone VARCHAR(20) NOT NULL,
    name VARCHAR(50) NOT NULL,
    window_no INTEGER NOT NULL,
    due_at VARCHAR(27),
    state VARCHAR(16) NOT NULL,
    told_at VARCHAR(27),
    id CHAR(32) NOT NULL,
    hall_id INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    made_by CHAR(32) NOT NULL,
    made_ws CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_promise PRIMARY KEY (id)
)
WITHOUT ROWID
"""


def upgrade() -> None:
    """Make the table."""
    op.execute(_TABLE)


def downgrade() -> None:
    """Drop it with all it holds."""
    op.execute("DROP TABLE promise")
