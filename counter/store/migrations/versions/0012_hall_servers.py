"""Where the hall's own server is, and the key copies left there are sealed to."""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make the columns; the feed fills them."""
    op.execute("ALTER TABLE hall ADD COLUMN keep_address VARCHAR(200)")
    op.execute("ALTER TABLE hall ADD COLUMN recovery_key BLOB")


def downgrade() -> None:
    """Drop them."""
    op.execute("ALTER TABLE hall DROP COLUMN keep_address")
    op.execute("ALTER TABLE hall DROP COLUMN recovery_key")
