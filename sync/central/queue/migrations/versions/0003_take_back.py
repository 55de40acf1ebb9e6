"""A call that is undone: the grant ends as taken back and the ticket waits in its old place."""

from alembic import op

revision = "0003"
down_revision = "0002"

_ENDS = "alter table queue.ticket_grant add constraint ticket_grant_ended_check check (ended in {})"
_ONE = (
    "create unique index one_grant_per_ticket on queue.ticket_grant (ticket) "
    "where ended is null or ended = 'called'"
)


def upgrade() -> None:
    """Know the new end; a ticket taken back may be granted once more."""
    op.execute("alter table queue.ticket_grant drop constraint ticket_grant_ended_check")
    op.execute(_ENDS.format("('called', 'given_back', 'taken_back')"))
    op.execute("drop index queue.one_grant_per_ticket")
    op.execute(_ONE)
    # Asked of every ticket that is issued or granted.
    op.execute(
        "create index ticket_taken_back on queue.ticket_grant (ticket) where ended = 'taken_back'"
    )


def downgrade() -> None:
    """Know it no more; what was taken back counts as given back."""
    op.execute("drop index queue.ticket_taken_back")
    op.execute("update queue.ticket_grant set ended = 'given_back' where ended = 'taken_back'")
    op.execute("alter table queue.ticket_grant drop constraint ticket_grant_ended_check")
    op.execute(_ENDS.format("('called', 'given_back')"))
    op.execute("drop index queue.one_grant_per_ticket")
    op.execute(
        "create unique index one_grant_per_ticket on queue.ticket_grant (ticket) "
        "where ended is distinct from 'given_back'"
    )
