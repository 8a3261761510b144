"""Whose a piece of work is, for what was left by a version that did not note it."""

from __future__ import annotations

import sqlalchemy as sa

from gateway.ledger import tables
from gateway.ledger.tables import arrival, declaration, document, submission, work

ROWS_AT_ONCE = 500


def note_whose_work(connection: sa.Connection) -> None:
    """Note partner and submission of work that is not done. What is not found is the gateway's own, and is done too."""
    undone = sa.select(work).where(sa.text("work.state = 'pending'"), work.c.partner.is_(None))
    last = 0
    while rows := tables.rows(connection, undone.where(work.c.id > last).order_by(work.c.id).limit(ROWS_AT_ONCE)):
        for row in rows:
            found = _whose(connection, row.kind, row.key)
            if found is not None:
                whose = dict(zip(("partner", "submission"), found, strict=True))
                connection.execute(sa.update(work).where(work.c.id == row.id).values(**whose))
        last = rows[-1].id


def _whose(connection: sa.Connection, kind: str, key: str) -> sa.Row[str, str] | None:
    """Partner and submission, by what each kind of work was named by."""
    message = sa.select(declaration.c.partner, declaration.c.submission)
    sent = sa.select(submission.c.partner, submission.c.id)
    came = sa.select(arrival.c.partner, arrival.c.submission)
    first, second = key.rpartition("|")[0], key.rsplit("|", 2)[0]
    queries = {
        "read": sent.where(submission.c.id == key),
        "contrl": sent.where(submission.c.id == first),
        "answer": message.where(declaration.c.id == key),
        "register": message.where(declaration.c.id == key),
        "notice": message.where(declaration.c.id == first),
        "issue": message.join(document, document.c.declaration == declaration.c.id).where(document.c.number == key),
        "deliver-acknowledgement": came.where(arrival.c.claim == key),
        "deliver-contrl": came.where(arrival.c.claim == first),
        "deliver-answer": came.where(arrival.c.claim == first),
        "deliver-document": came.where(arrival.c.claim == first),
        "deliver-notice": came.where(arrival.c.claim == second),
    }
    return connection.execute(queries[kind]).first() if kind in queries else None
