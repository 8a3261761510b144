"""What earlier versions left undone or did otherwise, made up for after an upgrade; done already, nothing changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from gateway.clock import casablanca_now
from gateway.ledger import tables
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.events import Log
from gateway.ledger.whose_work import note_whose_work
from schemas.days import day_of

CLAIMS_AT_ONCE = 100


class Owed(tables.Row):
    """What the claim of a declaration that was assessed is made of."""

    id: str
    partner: str
    facts: Mapping[str, Any]
    assessment: Mapping[str, Any]
    registered_at: str


def backfill(connection: sa.Connection) -> None:
    """Open the claims that are missing, name the work that is left and whose it is.

    The tables must be those of today, and filled.
    """
    _open_claims(connection)
    _issue_by_number(connection)
    note_whose_work(connection)


def _open_claims(connection: sa.Connection) -> None:
    """Until 0.1.0 there were no claims. What was assessed then, and is not paid, is owed: due at once, as it was."""
    log = Log(connection, casablanca_now(), "upgrade")
    table, claim = tables.declaration, tables.claim
    owed = tables.select(Owed, table).where(
        table.c.state == "due", ~sa.exists().where(claim.c.declaration == table.c.id)
    )
    last = ""
    while rows := tables.rows(connection, owed.where(table.c.id > last).order_by(table.c.id).limit(CLAIMS_AT_ONCE)):
        for row in rows:
            registered_on = day_of(datetime.fromisoformat(row.registered_at)).isoformat()
            data = {
                "declaration": row.id,
                "partner": row.partner,
                "office": row.facts["office"],
                "debtor": row.facts["payer"],
                "amount": row.assessment["total"],
                "opened_on": registered_on,
                "due_on": registered_on,
                "notice_on": None,
                "method": None,
                "credit": None,
            }
            log.append(Subject.CLAIM.of(row.assessment["number"]), EventKind.CLAIM_OPENED, data)
        last = rows[-1].id


def _issue_by_number(connection: sa.Connection) -> None:
    """Until 0.1.0 the work `issue` was named by the declaration that was paid; it is named by the document now."""
    work, document = tables.work, tables.document
    issue = work.c.kind == "issue"
    unfinished = sa.and_(issue, work.c.state == "pending")
    old = sa.select(work).where(unfinished, work.c.key.in_(sa.select(tables.declaration.c.id)))
    for row in tables.rows(connection, old):
        unsigned = sa.select(document.c.number).where(
            document.c.declaration == row.key,
            document.c.kind == "quittance",
            document.c.state == "due",
            document.c.number.not_in(sa.select(work.c.key).where(issue)),
        )
        for number in connection.execute(unsigned).scalars().all():
            again = {"kind": "issue", "key": number, "due_at": 0, "state": "pending", "attempts": 0}
            connection.execute(sa.insert(work).values(**again))
        connection.execute(sa.delete(work).where(work.c.id == row.id))
