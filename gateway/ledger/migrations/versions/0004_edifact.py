"""Interchanges, the XML made of EDIFACT messages, what is agreed with partners."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
rebuilds = True


def upgrade() -> None:
    """Add the tables and columns; a message number has room for two EDIFACT references."""
    with op.batch_alter_table("declaration") as declaration:
        declaration.alter_column("message_number", type_=sa.String(35), existing_type=sa.String(19))
        declaration.add_column(sa.Column("dum", sa.JSON))
        declaration.add_column(sa.Column("edifact", sa.JSON))
        declaration.add_column(sa.Column("in_force", sa.String(64)))
    with op.batch_alter_table("message_number") as message_number:
        message_number.alter_column("number", type_=sa.String(35), existing_type=sa.String(19))
    with op.batch_alter_table("partner") as partner:
        partner.add_column(sa.Column("edifact", sa.JSON, nullable=False, server_default="{}"))
    if not _has_cusres():
        with op.batch_alter_table("notice") as notice:
            notice.add_column(sa.Column("cusres", sa.String(64)))
    op.create_table(
        "interchange",
        sa.Column("submission", sa.String(40), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("partner", sa.String(40), nullable=False),
        sa.Column("sender", sa.String(120), nullable=False),
        sa.Column("reference", sa.String(35), nullable=False),
        sa.Column("action", sa.String(1), nullable=False),
        sa.Column("first", sa.Integer, nullable=False),
        sa.Column("declarations", sa.Integer, nullable=False),
        sa.Column("interchanges", sa.Integer, nullable=False),
        sa.Column("terms", sa.JSON, nullable=False),
        sa.Column("header", sa.JSON, nullable=False),
        sa.Column("control", sa.JSON),
        sa.Column("contrl_due", sa.Boolean, nullable=False),
        sa.Column("contrl", sa.String(64)),
        sa.Column("read_at", sa.String(40), nullable=False),
    )
    op.create_table(
        "interchange_reference",
        sa.Column("partner", sa.String(40), primary_key=True),
        sa.Column("sender", sa.String(120), primary_key=True),
        sa.Column("reference", sa.String(35), primary_key=True),
        sa.Column("submission", sa.String(40), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
    )


def _has_cusres() -> bool:
    """Whether `notice` has the column: before 0003 was frozen, it made its tables as they were after 0004."""
    return any(each["name"] == "cusres" for each in sa.inspect(op.get_bind()).get_columns("notice"))
