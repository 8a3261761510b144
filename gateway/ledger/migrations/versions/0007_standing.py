"""A declaration belongs to who stands in it and to its bureaux; companies, what boxes call them, their mandates."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
rebuilds = True

OFFICES = ("office", "destination_office", "discharge_office")


def upgrade() -> None:
    """Add tables and columns; what was there before is read from the log. None has the bureaux of a transit yet."""
    with op.batch_alter_table("declaration") as declaration:
        for name in OFFICES:
            declaration.add_column(sa.Column(name, sa.String(3)))
        for name in OFFICES:
            declaration.create_index(f"ix_declaration_{name}", [name])
    op.create_index("ix_credit_ice", "credit", ["ice"])
    with op.batch_alter_table("event") as event:
        event.add_column(sa.Column("via", sa.String(10)))
        event.add_column(sa.Column("under", sa.String(50)))
    _standing()
    _companies()
    with op.batch_alter_table("partner") as partner:
        partner.add_column(sa.Column("company", sa.String(40)))
        partner.add_column(sa.Column("scope", sa.String(120), nullable=False, server_default=""))
        partner.create_index("ix_partner_company", ["company"])


def _standing() -> None:
    op.create_table(
        "standing",
        sa.Column("holder", sa.String(60), primary_key=True),
        sa.Column("declaration", sa.String(50), primary_key=True),
        sa.Column("capacities", sa.String(40), nullable=False),
        sa.Column("at", sa.String(20), nullable=False),
        sa.Column("office", sa.String(3), nullable=False),
        sa.Column("flow", sa.String(6), nullable=False),
        sa.Column("since", sa.String(20), nullable=False),
        sa.Column("ended_at", sa.String(20)),
    )
    read = ["office", "flow", "capacities", "since", "ended_at"]
    op.create_index("ix_standing_holder", "standing", ["holder", "at", "declaration", *read])
    op.create_index("ix_standing_declaration", "standing", ["declaration"])


def _companies() -> None:
    op.create_table(
        "company",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("name", sa.String(255), nullable=False),
    )
    op.create_table(
        "company_identifier",
        sa.Column("company", sa.String(40), primary_key=True),
        sa.Column("holder", sa.String(60), primary_key=True),
        sa.Column("since", sa.String(20), primary_key=True),
        sa.Column("value", sa.String(60), nullable=False),
        sa.Column("until", sa.String(20)),
    )
    op.create_index("ix_company_identifier_holder", "company_identifier", ["holder"])
    is_open, name = sa.text("until IS NULL"), "ix_company_identifier_open"
    op.create_index(name, "company_identifier", ["holder"], unique=True, sqlite_where=is_open, postgresql_where=is_open)
    op.create_table(
        "mandate",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("company", sa.String(40), nullable=False),
        sa.Column("holder", sa.String(50), nullable=False),
        sa.Column("scope", sa.String(120), nullable=False),
        sa.Column("offices", sa.Text, nullable=False),
        sa.Column("flow", sa.String(6), nullable=False),
        sa.Column("basis", sa.String(255), nullable=False),
        sa.Column("since", sa.String(20), nullable=False),
        sa.Column("until", sa.String(20)),
        sa.Column("taken_up_at", sa.String(20)),
        sa.Column("ended_at", sa.String(20)),
    )
    op.create_index("ix_mandate_company", "mandate", ["company"])
    op.create_index("ix_mandate_holder", "mandate", ["holder"])
