"""Documents: due from the moment of their cause, issued once signed, cancelled when their cause falls."""

from __future__ import annotations

import sqlalchemy as sa

from gateway.ledger import tables
from gateway.ledger.event_kinds import EventKind
from gateway.ledger.projections.projectors import Data, change, one, projects


@projects(EventKind.DOCUMENT_DUE)
def _due(connection: sa.Connection, declaration: str, data: Data, at: str) -> None:
    names = ("number", "kind", "partner", "record", "replaces")
    values = {name: data.get(name) for name in names}
    connection.execute(sa.insert(tables.document).values(declaration=declaration, state="due", issued_at=at, **values))
    if data.get("series"):
        connection.execute(sa.insert(tables.series).values(name=data["series"], serial=data["serial"]))
    if data.get("replaces"):
        change(connection, tables.document, data["replaces"], replaced_by=data["number"])


@projects(EventKind.ISSUED)
def _issued(connection: sa.Connection, declaration: str, data: Data, at: str) -> None:
    row = one(connection, tables.document, data["number"])
    state = "issued" if row is None or row.state == "due" else row.state
    files = {"xml": data["xml"], "pdf": data["pdf"], "state": state}
    change(connection, tables.document, data["number"], **files)
    if row is not None and row.kind == "quittance":
        receipted(connection, declaration)


def receipted(connection: sa.Connection, declaration: str) -> None:
    """A paid declaration is receipted once each quittance in force is signed."""
    owner = one(connection, tables.declaration, declaration)
    table = tables.document
    query = sa.select(table.c.number).where(
        table.c.declaration == declaration, table.c.kind == "quittance", table.c.state == "due"
    )
    if owner is not None and owner.state == "paid" and connection.execute(query).first() is None:
        change(connection, tables.declaration, declaration, state="receipted")


@projects(EventKind.DOCUMENT_CANCELLED)
def _cancelled(connection: sa.Connection, declaration: str, data: Data, at: str) -> None:
    change(connection, tables.document, data["number"], state="cancelled")
    receipted(connection, declaration)
