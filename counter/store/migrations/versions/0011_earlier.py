"""What the file this one took the place of still holds for the centre."""

from alembic import op

revision = "0011"
down_revision = "0010"

_FILE = """
CREATE TABLE earlier_file (
    epoch INTEGER NOT NULL,
    mark INTEGER NOT NULL,
    last INTEGER NOT NULL,
    stopped_code VARCHAR(8),
    CONSTRAINT pk_earlier_file PRIMARY KEY (epoch)
)
"""
_SET = """
CREATE TABLE earlier_set (
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    body BLOB NOT NULL,
    hash BLOB NOT NULL,
    seal JSON NOT NULL,
    sig JSON NOT NULL,
    CONSTRAINT pk_earlier_set PRIMARY KEY (epoch, seq)
)
"""


def upgrade() -> None:
    """Make the tables."""
    op.execute(_FILE)
    op.execute(_SET)


def downgrade() -> None:
    """Drop them with all they hold."""
    op.execute("DROP TABLE earlier_set")
    op.execute("DROP TABLE earlier_file")
