"""Keys belong to companies: a partner, with his keys and his folder, is attached to one, and may what a scope says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from gateway.ledger import database, tables
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.events import Log
from gateway.ledger.instants import utc_text
from gateway.ledger.tables import PartnerRow
from gateway.people.refused import PeopleError, checked_scope


@dataclass(frozen=True, slots=True)
class Attachments:
    """Whose the partners are. What changes it raises PeopleError where it cannot be done as asked."""

    engine: sa.Engine

    def attach(self, partner: str, company: str, scope: Sequence[str], at: datetime, actor: str) -> None:
        """From now on a partner is this company's; where he is that already, the new scope holds."""
        words = checked_scope(scope)

        def record(connection: sa.Connection) -> None:
            if tables.first(connection, sa.select(tables.company).where(tables.company.c.id == company)) is None:
                raise PeopleError("unknown", company=company)
            row = _partner(connection, partner)
            if row.company not in (None, company):
                raise PeopleError("attached", partner=partner, company=row.company)
            data = {"company": company, "scope": words, "since": _since(connection, row, at)}
            Log(connection, at, actor, "cli").append(Subject.PARTNER.of(partner), EventKind.PARTNER_ATTACHED, data)

        database.write(self.engine, record)

    def detach(self, partner: str, at: datetime, actor: str) -> None:
        """From now on a partner is no company's: he sees what he sent. What he sent until now stays the company's."""

        def record(connection: sa.Connection) -> None:
            row = _partner(connection, partner)
            if row.company is None:
                raise PeopleError("not_attached", partner=partner)
            data = {"company": row.company, "until": utc_text(at)}
            Log(connection, at, actor, "cli").append(Subject.PARTNER.of(partner), EventKind.PARTNER_DETACHED, data)

        database.write(self.engine, record)

    def of_company(self, company: str) -> list[str]:
        """The partners of a company, by their ids."""
        table = tables.partner
        rows = database.read(self.engine, sa.select(table).where(table.c.company == company).order_by(table.c.id))
        return [row.id for row in rows]


def _partner(connection: sa.Connection, partner: str) -> PartnerRow:
    row = tables.first(connection, sa.select(tables.partner).where(tables.partner.c.id == partner))
    if row is None:
        raise PeopleError("no_partner", partner=partner)
    return row


def _since(connection: sa.Connection, row: PartnerRow, at: datetime) -> str | None:
    """From when on what a partner sends is the company's: ever since where he was never a company's before, from now on
    where he was another's; None where he is its own already, and only his scope changes.
    """
    if row.company is not None:
        return None
    table = tables.company_identifier
    before = tables.first(connection, sa.select(table).where(table.c.holder == f"partner:{row.id}"))
    return "" if before is None else utc_text(at)
