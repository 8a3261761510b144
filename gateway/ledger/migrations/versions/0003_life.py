"""Life, acts, claims, credit, regime accounts, certificates, notices; what was before is played again from the log."""

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
    """Make the new projections, and fill all of them from the log: the events are the truth."""
    from gateway.ledger.events import rebuild

    op.drop_table("payment")
    op.drop_table("document")
    with op.batch_alter_table("declaration") as declaration:
        declaration.drop_column("payment")
        for column in _new_columns():
            declaration.add_column(column)
        declaration.create_index("ix_declaration_life", ["life"])
        declaration.create_index("ix_declaration_about", ["about"])
    tables.metadata.create_all(op.get_bind(), tables=[tables.metadata.tables[name] for name in NEW])
    rebuild(op.get_bind())
    _open_claims()


def _open_claims() -> None:
    """What was assessed before there were claims, and is not paid, is owed: due at once, as it was."""
    from gateway.clock import casablanca_now
    from gateway.ledger.events import Log

    connection, declaration = op.get_bind(), tables.declaration
    log = Log(connection, casablanca_now(), "upgrade")
    for row in connection.execute(sa.select(declaration).where(declaration.c.state == "due")).all():
        data = {
            "declaration": row.id,
            "partner": row.partner,
            "office": row.facts["office"],
            "debtor": row.facts["payer"],
            "amount": row.assessment["total"],
            "opened_on": row.registered_at[:10],
            "due_on": row.registered_at[:10],
            "notice_on": None,
            "method": None,
            "credit": None,
        }
        log.append(f"claim:{row.assessment['number']}", "claim-opened", data)


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
