"""${message}."""

from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
rebuilds = False


def upgrade() -> None:
    """What changes, and why."""
    ${upgrades if upgrades else "pass"}
