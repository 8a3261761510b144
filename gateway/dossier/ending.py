"""The end of a declaration: closed once it is released, nothing is owed and its account is cleared; else open again."""

from __future__ import annotations

import sqlalchemy as sa

from gateway.dossier.desk import Desk
from gateway.ledger import tables
from gateway.ledger.event_kinds import EventKind, Subject


def close_if_done(desk: Desk, declaration: str) -> None:
    """Close a released declaration on which nothing is left to do."""
    row = desk.hold(tables.declaration, declaration)
    if row is not None and row.life == "released" and not row.open and not _is_something_left(desk, declaration):
        desk.append(Subject.DECLARATION.of(declaration), EventKind.CLOSED, {})
        desk.notify(declaration, "closed")


def reopen(desk: Desk, declaration: str, reason: str) -> None:
    """A closed declaration has something left to do again; nothing is done where it has not."""
    row = desk.hold(tables.declaration, declaration)
    if row is not None and row.life == "closed" and _is_something_left(desk, declaration):
        desk.append(Subject.DECLARATION.of(declaration), EventKind.REOPENED, {"reason": reason})


def _is_something_left(desk: Desk, declaration: str) -> bool:
    claim, account = tables.claim, tables.account
    owed = sa.select(claim.c.number).where(claim.c.declaration == declaration, claim.c.state == "open")
    kept = sa.select(account.c.number).where(account.c.declaration == declaration, account.c.state == "open")
    return bool(desk.look(owed) or desk.look(kept))
