"""Tickets an authority that was restored from a backup may not grant any more."""

from alembic import op

revision = "0004"
down_revision = "0003"

_STATES = "alter table queue.ticket add constraint ticket_state_check check (state in ({}))"


def upgrade() -> None:
    """Know the new state."""
    op.execute("alter table queue.ticket drop constraint ticket_state_check")
    op.execute(_STATES.format("'waiting', 'granted', 'called', 'limbo'"))


def downgrade() -> None:
    """Know it no more; such a ticket counts as called, for it must not be granted."""
    op.execute("alter table queue.ticket drop constraint ticket_state_check")
    op.execute("update queue.ticket set state = 'called' where state = 'limbo'")
    op.execute(_STATES.format("'waiting', 'granted', 'called'"))
