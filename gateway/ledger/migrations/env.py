"""Alembic's entry: the connection is given by `gateway.ledger.database.migrate`."""

from alembic import context

from gateway.ledger import tables

context.configure(
    connection=context.config.attributes["connection"], target_metadata=tables.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
