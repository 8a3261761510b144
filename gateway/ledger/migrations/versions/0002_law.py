"""Each declaration says by which tables, and by the law of which day, it was judged."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
rebuilds = False


def upgrade() -> None:
    """Add the column; of what was judged before, nothing is known."""
    with op.batch_alter_table("declaration") as declaration:
        declaration.add_column(sa.Column("law", sa.JSON(), nullable=False, server_default="{}"))
