"""Each event says by which release of the time zone database (IANA tzdb) its local times were written."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
rebuilds = False


def upgrade() -> None:
    """Add the column; of what was written before, nothing is known."""
    with op.batch_alter_table("event") as event:
        event.add_column(sa.Column("zone_data", sa.String(20)))
