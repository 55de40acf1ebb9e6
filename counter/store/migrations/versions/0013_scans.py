"""Scanned materials and their bytes."""

from alembic import op

revision = "0013"
down_revision = "0012"

_TABLES = (
    """
CREATE TABLE scan (
    matter_id CHAR(32) NOT NULL,
    item VARCHAR(24) NOT NULL,
    blob VARCHAR(64) NOT NULL,
    size INTEGER NOT NULL,
    media VARCHAR(40) NOT NULL,
    chunks JSON NOT NULL,
    id CHAR(32) NOT NULL,
    hall_id INTEGER NOT NULL,
    ver INTEGER NOT NULL,
    made_by CHAR(32) NOT NULL,
    made_ws CHAR(32) NOT NULL,
    made_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_scan PRIMARY KEY (id)
)
WITHOUT ROWID
""",
    "CREATE INDEX ix_scan_matter_id ON scan (matter_id)",
    """
CREATE TABLE scan_blob (
    blob VARCHAR(64) NOT NULL,
    size INTEGER NOT NULL,
    chunks JSON NOT NULL,
    state VARCHAR(16) NOT NULL,
    changed_at VARCHAR(27) NOT NULL,
    CONSTRAINT pk_scan_blob PRIMARY KEY (blob)
)
""",
    "CREATE INDEX ix_scan_blob_state ON scan_blob (state)",
    """
CREATE TABLE scan_chunk (
    hash VARCHAR(64) NOT NULL,
    data BLOB NOT NULL,
    CONSTRAINT pk_scan_chunk PRIMARY KEY (hash)
)
""",
)


def upgrade() -> None:
    """Make the tables."""
    for statement in _TABLES:
        op.execute(statement)


def downgrade() -> None:
    """Drop them with all they hold."""
    for name in ("scan_chunk", "scan_blob", "scan"):
        op.execute(f"DROP TABLE {name}")
