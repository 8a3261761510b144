"""The first tables."""

from alembic import op

from gateway.ledger import tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create what `tables.py` describes; later changes get a revision of their own."""
    tables.metadata.create_all(op.get_bind())
