"""Alembic's entry: the connection comes from ``upgrade``, and its transaction stays the
caller's.
"""

from alembic import context

from counter.store.tables import Audit

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Audit.metadata
)
context.run_migrations()
