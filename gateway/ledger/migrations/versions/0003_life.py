"""Life, acts, claims, credit, regime accounts, certificates, notices, and documents from the moment of their cause."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
rebuilds = True


def upgrade() -> None:
    """Make the new projections; those of before that are told otherwise now begin empty."""
    _declarations()
    op.drop_table("payment")
    op.drop_table("document")
    _acts()
    _claims()
    _accounts()
    _documents()


def _declarations() -> None:
    with op.batch_alter_table("declaration") as declaration:
        declaration.drop_column("payment")
        declaration.add_column(sa.Column("life", sa.String(12), nullable=False, server_default=""))
        declaration.add_column(sa.Column("version", sa.Integer, nullable=False, server_default="0"))
        declaration.add_column(sa.Column("current", sa.String(40), nullable=False, server_default=""))
        declaration.add_column(sa.Column("about", sa.String(50)))
        declaration.add_column(sa.Column("asked", sa.JSON, nullable=False, server_default="{}"))
        declaration.add_column(sa.Column("open", sa.JSON, nullable=False, server_default="[]"))
        declaration.add_column(sa.Column("released_at", sa.String(40)))
        declaration.add_column(sa.Column("replaces", sa.String(50)))
        declaration.add_column(sa.Column("replaced_by", sa.String(50)))
        declaration.create_index("ix_declaration_life", ["life"])
        declaration.create_index("ix_declaration_about", ["about"])


def _acts() -> None:
    op.create_table(
        "act",
        sa.Column("office", sa.String(40), primary_key=True),
        sa.Column("kind", sa.String(30), primary_key=True),
        sa.Column("number", sa.String(35), primary_key=True),
        sa.Column("declaration", sa.String(50), index=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("done_at", sa.String(40), nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("answer", sa.JSON, nullable=False),
    )
    op.create_table(
        "notice",
        sa.Column("declaration", sa.String(50), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("xml", sa.String(64)),
    )


def _claims() -> None:
    op.create_table(
        "claim",
        sa.Column("number", sa.String(40), primary_key=True),
        sa.Column("declaration", sa.String(50), nullable=False, index=True),
        sa.Column("partner", sa.String(40), nullable=False, index=True),
        sa.Column("office", sa.String(3), nullable=False),
        sa.Column("debtor", sa.JSON, nullable=False),
        sa.Column("state", sa.String(10), nullable=False, index=True),
        sa.Column("disputed", sa.Boolean, nullable=False),
        sa.Column("amount", sa.String(24), nullable=False),
        sa.Column("paid", sa.String(24), nullable=False),
        sa.Column("surplus", sa.String(24), nullable=False),
        sa.Column("opened_on", sa.String(10), nullable=False),
        sa.Column("due_on", sa.String(10), nullable=False),
        sa.Column("notice_on", sa.String(10), index=True),
        sa.Column("method", sa.String(10)),
        sa.Column("credit", sa.String(20)),
        sa.Column("balances", sa.JSON, nullable=False),
        sa.Column("dasf", sa.String(40)),
    )
    op.create_table(
        "credit",
        sa.Column("number", sa.String(20), primary_key=True),
        sa.Column("holder", sa.String(255), nullable=False),
        sa.Column("ice", sa.String(15)),
        sa.Column("ceiling", sa.String(24), nullable=False),
        sa.Column("term_days", sa.Integer, nullable=False),
        sa.Column("used", sa.String(24), nullable=False),
    )
    op.create_table(
        "payment",
        sa.Column("office", sa.String(40), primary_key=True),
        sa.Column("number", sa.String(35), primary_key=True),
        sa.Column("claim", sa.String(40), nullable=False, index=True),
        sa.Column("declaration", sa.String(50), nullable=False, index=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("quittance", sa.String(40), nullable=False, unique=True),
        sa.Column("amount", sa.String(24), nullable=False),
        sa.Column("applied", sa.String(24), nullable=False),
        sa.Column("method", sa.String(10), nullable=False),
        sa.Column("paid_at", sa.String(40), nullable=False),
        sa.Column("reversed", sa.Boolean, nullable=False),
        sa.Column("replaced_by", sa.String(40)),
    )


def _accounts() -> None:
    op.create_table(
        "account",
        sa.Column("number", sa.String(18), primary_key=True),
        sa.Column("declaration", sa.String(50), nullable=False, index=True),
        sa.Column("partner", sa.String(40), nullable=False, index=True),
        sa.Column("operator", sa.String(255), nullable=False, index=True),
        sa.Column("office", sa.String(3), nullable=False),
        sa.Column("regime", sa.String(3), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("opened_on", sa.String(10), nullable=False),
        sa.Column("deadline", sa.String(10)),
        sa.Column("last_deadline", sa.String(10)),
        sa.Column("binding", sa.Boolean, nullable=False),
        sa.Column("principal", sa.JSON, nullable=False),
        sa.Column("guarantor", sa.JSON, nullable=False),
        sa.Column("discharges", sa.Integer, nullable=False),
    )
    op.create_table(
        "account_article",
        sa.Column("account", sa.String(18), primary_key=True),
        sa.Column("article", sa.Integer, primary_key=True),
        sa.Column("ngp_code", sa.String(10), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("unit", sa.String(10), nullable=False),
        sa.Column("waste_rate", sa.String(24)),
        sa.Column("value", sa.String(24), nullable=False),
        sa.Column("suspended", sa.String(24), nullable=False),
        sa.Column("admitted", sa.String(24), nullable=False),
        sa.Column("charged", sa.String(24), nullable=False),
        sa.Column("released", sa.String(24), nullable=False),
        sa.Column("discharges", sa.Integer, nullable=False),
    )
    op.create_table(
        "discharge",
        sa.Column("account", sa.String(18), primary_key=True),
        sa.Column("serial", sa.Integer, primary_key=True),
        sa.Column("article", sa.Integer, nullable=False),
        sa.Column("cause", sa.String(80), nullable=False, index=True),
        sa.Column("by", sa.String(60), nullable=False),
        sa.Column("by_article", sa.Integer),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("on", sa.String(10), nullable=False),
        sa.Column("quantity", sa.String(24), nullable=False),
        sa.Column("charged", sa.String(24), nullable=False),
        sa.Column("released", sa.String(24), nullable=False),
        sa.Column("late", sa.Boolean, nullable=False),
        sa.Column("certificate", sa.String(40), nullable=False),
        sa.Column("undone", sa.Boolean, nullable=False),
    )
    op.create_table(
        "certificate",
        sa.Column("number", sa.String(40), primary_key=True),
        sa.Column("account", sa.String(18), nullable=False, index=True),
        sa.Column("cause", sa.String(80), nullable=False, index=True),
        sa.Column("definitive", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("released", sa.String(24), nullable=False),
        sa.Column("issued_on", sa.String(10), nullable=False),
    )


def _documents() -> None:
    op.create_table(
        "document",
        sa.Column("number", sa.String(40), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("declaration", sa.String(50), nullable=False, index=True),
        sa.Column("partner", sa.String(40), nullable=False, index=True),
        sa.Column("record", sa.JSON, nullable=False, server_default="{}"),
        sa.Column("state", sa.String(10), nullable=False, server_default="issued"),
        sa.Column("replaces", sa.String(40)),
        sa.Column("replaced_by", sa.String(40)),
        sa.Column("xml", sa.String(64)),
        sa.Column("pdf", sa.String(64)),
        sa.Column("issued_at", sa.String(40), nullable=False),
    )
