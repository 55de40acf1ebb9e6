"""How far what was read of each feed was compared with the centre's."""

from alembic import op

revision = "0014"
down_revision = "0013"

_POSITIONS = ("checked_xid", "checked_id", "until_xid", "until_id")


def upgrade() -> None:
    """Make the columns; what was read before counts as compared."""
    for name in _POSITIONS:
        op.execute(f"ALTER TABLE pull_state ADD COLUMN {name} INTEGER NOT NULL DEFAULT 0")
    op.execute("ALTER TABLE pull_state ADD COLUMN read_again_at VARCHAR(27)")
    op.execute(
        "UPDATE pull_state SET checked_xid = xid, checked_id = id, until_xid = xid, until_id = id"
    )


def downgrade() -> None:
    """Drop them."""
    for name in ("read_again_at", *_POSITIONS):
        op.execute(f"ALTER TABLE pull_state DROP COLUMN {name}")
