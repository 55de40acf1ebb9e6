"""Runs Alembic on a connection of ours, inside a transaction of ours."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def configuration(connection: Connection) -> Config:
    """Alembic's settings without a file: where the steps are, and the connection they run on."""
    config = Config()
    config.set_main_option("script_location", "counter.store:migrations")
    config.attributes["connection"] = connection
    return config


def to_head(connection: Connection) -> None:
    """Apply every step the file lacks; the caller's transaction makes it all or nothing."""
    command.upgrade(configuration(connection), "head")
