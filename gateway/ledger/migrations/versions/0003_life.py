"""Life, acts, claims, credit, regime accounts, certificates, notices. Revision 0004 fills them from the log."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from gateway.ledger import tables

revision = "0003"
down_revision = "0002"

NEW = [
    "act",
    "notice",
    "claim",
    "credit",
    "payment",
    "account",
    "account_article",
    "discharge",
    "certificate",
    "document",
]


def upgrade() -> None:
    """Make the new projections; they are filled once all tables are as the projectors of today know them."""
    op.drop_table("payment")
    op.drop_table("document")
    with op.batch_alter_table("declaration") as declaration:
        declaration.drop_column("payment")
        for column in _new_columns():
            declaration.add_column(column)
        declaration.create_index("ix_declaration_life", ["life"])
        declaration.create_index("ix_declaration_about", ["about"])
    tables.metadata.create_all(op.get_bind(), tables=[tables.metadata.tables[name] for name in NEW])


def _new_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("life", sa.String(12), nullable=False, server_default=""),
        sa.Column("version", sa.Integer, nullable=False, server_default="0"),
        sa.Column("current", sa.String(40), nullable=False, server_default=""),
        sa.Column("about", sa.String(50)),
        sa.Column("asked", sa.JSON, nullable=False, server_default="{}"),
        sa.Column("open", sa.JSON, nullable=False, server_default="[]"),
        sa.Column("released_at", sa.String(40)),
        sa.Column("replaces", sa.String(50)),
        sa.Column("replaced_by", sa.String(50)),
    ]
