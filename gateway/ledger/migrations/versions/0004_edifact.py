"""Interchanges, the XML made of EDIFACT messages, what is agreed with partners; all projections are played again."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from gateway.ledger import tables

revision = "0004"
down_revision = "0003"

NEW = ["interchange", "interchange_reference"]


def upgrade() -> None:
    """Add what is new, and fill everything from the log: the events are the truth."""
    from gateway.ledger.events import rebuild

    for table, columns in _new_columns().items():
        known = {each["name"] for each in sa.inspect(op.get_bind()).get_columns(table)}
        with op.batch_alter_table(table) as altered:
            for column in columns:
                if column.name not in known:  # 0003 makes its tables as they are today
                    altered.add_column(column)
    for table, name in (("declaration", "message_number"), ("message_number", "number")):
        with op.batch_alter_table(table) as altered:
            altered.alter_column(name, type_=sa.String(35), existing_type=sa.String(19))
    tables.metadata.create_all(op.get_bind(), tables=[tables.metadata.tables[name] for name in NEW])
    rebuild(op.get_bind())
    _open_claims()


def _open_claims() -> None:
    """What was assessed before there were claims, and is not paid, is owed: due at once, as it was."""
    from gateway.clock import casablanca_now
    from gateway.ledger.events import Log

    connection, declaration = op.get_bind(), tables.declaration
    log = Log(connection, casablanca_now(), "upgrade")
    claimed = sa.select(tables.claim.c.declaration)
    due = sa.select(declaration).where(declaration.c.state == "due", declaration.c.id.not_in(claimed))
    for row in connection.execute(due).all():
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


def _new_columns() -> dict[str, list[sa.Column[Any]]]:
    return {
        "declaration": [
            sa.Column("dum", sa.JSON),
            sa.Column("edifact", sa.JSON),
            sa.Column("in_force", sa.String(64)),
        ],
        "notice": [sa.Column("cusres", sa.String(64))],
        "partner": [sa.Column("edifact", sa.JSON, nullable=False, server_default="{}")],
    }
