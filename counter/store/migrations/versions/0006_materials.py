"""What was found of each material of a matter: seen, waived, missing."""

from alembic import op

revision = "0006"
down_revision = "0005"

_TABLE = """
CREATE TABLE material_check (
    matter_id CHAR(32) NOT NULL,
    item VARCHAR(24) NOT NULL,
    state VARCHAR(16) NOT NULL,
    note VARCHAR(200),
    decided_at VARCHAR(27) NOT NULL,
    id CHAR(32) NOT NULL,
    hall_id INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    made_by CHAR(32) NOT NULL,
    made_ws CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_material_check PRIMARY KEY (id)
)
WITHOUT ROWID
"""
_INDEX = "CREATE INDEX ix_material_check_matter_id ON material_check (matter_id)"


def upgrade() -> None:
    """Make the table."""
    op.execute(_TABLE)
    op.execute(_INDEX)


def downgrade() -> None:
    """Drop it with all it holds."""
    op.execute("DROP TABLE material_check")
