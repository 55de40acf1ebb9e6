"""All tables of the first release, as the frozen statements of ``0001_tables.sql``."""

import re
from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None

_STATEMENTS = Path(__file__).with_suffix(".sql").read_text("utf-8").strip().split("\n\n")


def upgrade() -> None:
    """Make every table, index and trigger, and the one row that tells how far the centre has
    confirmed.
    """
    for statement in _STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Drop every table, the last first; indexes and triggers go with them."""
    made = [re.match(r'CREATE TABLE "?(\w+)"?', statement) for statement in _STATEMENTS]
    for table in reversed([match.group(1) for match in made if match]):
        op.execute(f'DROP TABLE "{table}"')
