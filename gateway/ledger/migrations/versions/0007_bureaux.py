"""Each declaration has its bureau, and those where its transit ends, as columns."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
rebuilds = False

OFFICES = ("office", "destination_office", "discharge_office")


def upgrade() -> None:
    """Add the columns, and fill them from the facts of each declaration; none has the bureaux of a transit yet."""
    with op.batch_alter_table("declaration") as declaration:
        for name in OFFICES:
            declaration.add_column(sa.Column(name, sa.String(3)))
        for name in OFFICES:
            declaration.create_index(f"ix_declaration_{name}", [name])
    table = sa.table("declaration", sa.column("office", sa.String), sa.column("facts", sa.JSON))
    op.execute(sa.update(table).values(office=table.c.facts["office"].as_string()))
