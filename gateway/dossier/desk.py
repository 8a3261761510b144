"""The desk: one transaction in which something is done to the ledger, with what every doing needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from gateway.administration.interface import Administration
from gateway.documents.document_kind import DocumentKind, Series
from gateway.dossier.states import OVER
from gateway.ledger import tables
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.events import Log
from gateway.ledger.tables import DeclarationRow, RowType, Table
from gateway.work import kinds
from gateway.work.runner import Runner
from schemas.days import day_of
from schemas.law import Law, LawOfDay

Numbered = tuple[str, str, int]
"""A number, its series (of an office and a year) and its serial there."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything done at one desk is committed together or not at all.

    Whoever decides by a row holds it first: two writers then come one after the other, on every database. They never
    wait for each other, because all hold in one order: regime accounts (the oldest first), declarations, claims, credit
    accounts.
    """

    log: Log
    runner: Runner
    law: Law
    administration: Administration
    touched: dict[str, None] = field(default_factory=dict)
    """The declarations that something was done to: their form may have to be printed anew."""

    @property
    def specimen(self) -> bool:
        """True where nothing that is done has legal effect."""
        return self.administration.specimen

    @property
    def connection(self) -> sa.Connection:
        """The transaction."""
        return self.log.connection

    @property
    def today(self) -> date:
        """The day in Casablanca."""
        return day_of(self.log.at)

    @property
    def law_of_today(self) -> LawOfDay:
        """The law of that day."""
        return self.law.on(self.today)

    def hold(self, table: Table[RowType], key: str, column: str = "") -> RowType | None:
        """The row with this key (its first column), held until the end of the transaction; None where there is none."""
        name = table.c[column] if column else tables.key_of(table)
        return tables.first(self.connection, sa.select(table).where(name == key).with_for_update())

    def hold_known(self, table: Table[RowType], key: str) -> RowType:
        """As `hold`, of a row that is there. Raises LookupError where it is not."""
        row = self.hold(table, key)
        if row is None:
            raise LookupError(f"{table.name} {key}")
        return row

    def find(self, table: Table[RowType], key: str) -> RowType | None:
        """The row with this key (its first column), not held: to learn what must be held before it."""
        return tables.first(self.connection, sa.select(table).where(tables.key_of(table) == key))

    def look(self, query: sa.Select[RowType]) -> list[RowType]:
        """The rows of a query, as they are in this transaction."""
        return tables.rows(self.connection, query)

    def append(
        self, stream: str, kind: EventKind, data: Mapping[str, Any], effective_at: datetime | None = None
    ) -> None:
        """Write down an event."""
        self.log.append(stream, kind, data, effective_at)

    def next_serial(self, series: str) -> int:
        """The next number of a series; the unique key of the table makes a second writer try again."""
        table = tables.series
        query = sa.select(sa.func.max(table.c.serial)).where(table.c.name == series)
        return int(self.connection.execute(query).scalar() or 0) + 1

    def number(self, office: str, series: Series) -> Numbered:
        """The next number of a series: office, letter, year and seven digits."""
        name = f"{series.name}:{office}:{self.today.year}"
        serial = self.next_serial(name)
        prefix = "SPECIMEN-" if self.specimen else ""
        return f"{prefix}{office}{series.letter}{self.today.year}{serial:07d}", name, serial

    def issue(
        self,
        declaration: DeclarationRow,
        kind: DocumentKind[Any],
        numbered: Numbered,
        said: Mapping[str, Any],
        replaces: str = "",
    ) -> dict[str, str]:
        """A document is due: what it says is written down now, and it is rendered and signed from that.

        Returns its number and kind, as a notice tells them.
        """
        number, series, serial = numbered
        data: dict[str, Any] = {"number": number, "kind": kind.name, "partner": declaration.partner}
        data |= {"record": dict(said), "series": series, "serial": serial, "replaces": replaces or None}
        self.append(Subject.DECLARATION.of(declaration.id), EventKind.DOCUMENT_DUE, data)
        self.runner.enqueue(
            self.connection, kinds.ISSUE, number, partner=declaration.partner, submission=declaration.submission
        )
        return {"number": number, "kind": kind.name}

    def notify(self, declaration: str, cause: str, **told: Any) -> None:
        """Tell the partner of a change of state that his declaration's response did not tell."""
        self.touched[declaration] = None
        row = self.hold_known(tables.declaration, declaration)
        table = tables.notice
        query = sa.select(sa.func.max(table.c.number)).where(table.c.declaration == declaration)
        number = int(self.connection.execute(query).scalar() or 0) + 1
        state: dict[str, Any] = {
            "life": row.life,
            "state": row.state,
            "version": row.version,
            "dum_number": row.dum_number,
        }
        if row.edifact and row.life not in OVER:
            state["assessment"] = row.assessment  # CUSRES tells the duties; of what is over none are owed
        data = {"number": number, "cause": cause, **state, **told}
        self.append(Subject.DECLARATION.of(declaration), EventKind.NOTICED, data)
        key = f"{declaration}|{number}"
        self.runner.enqueue(self.connection, kinds.NOTICE, key, partner=row.partner, submission=row.submission)
