"""Alembic's entry: the connection comes from ``sync.central.database``, its transaction stays the
caller's."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table=context.config.attributes["version_table"],
    version_table_schema=context.config.attributes["version_table_schema"],
)
context.run_migrations()
