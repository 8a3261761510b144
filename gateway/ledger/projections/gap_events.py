"""The register itself: who signs it, and where a series goes on behind a gap."""

from __future__ import annotations

import sqlalchemy as sa

from gateway.ledger import tables
from gateway.ledger.event_kinds import EventKind
from gateway.ledger.projections.projectors import Data, projects


@projects(EventKind.SERIES_CONTINUED)
def _series_continued(connection: sa.Connection, stream: str, data: Data, at: str) -> None:
    name, last = data["series"], data["serial"]
    values = {"name": name, "first": data["first"], "last": last, "why": data["why"], "actor": data["by"], "at": at}
    connection.execute(sa.insert(tables.series_gap).values(**values))
    connection.execute(sa.insert(tables.series).values(name=name, serial=last))


@projects(EventKind.REGISTER_SIGNED_BY)
def _register_signed_by(connection: sa.Connection, stream: str, data: Data, at: str) -> None:
    table = tables.register_signer
    connection.execute(sa.update(table).values(current=False))
    connection.execute(sa.delete(table).where(table.c.thumbprint == data["thumbprint"]))
    values = {name: data[name] for name in ("thumbprint", "subject")}
    connection.execute(sa.insert(table).values(since=at, current=True, **values))
