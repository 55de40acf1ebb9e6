"""A machine's certificate, beside its bundle: a program that knows of none leaves it alone."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Make the column."""
    op.execute("alter table sync.enrolment add column papers bytea")


def downgrade() -> None:
    """Drop it."""
    op.execute("alter table sync.enrolment drop column papers")
