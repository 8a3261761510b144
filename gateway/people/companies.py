"""The companies in the ledger: an id and a name of ours, and the identifiers by which boxes name them, with dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from gateway.ledger import database, tables
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.events import Log
from gateway.ledger.instants import utc_text
from gateway.ledger.tables import CompanyIdentifierRow
from gateway.people.refused import PeopleError
from schemas.holder import holder_of

COMPANY_ID = re.compile("[a-z0-9][a-z0-9-]{0,29}")
RC = re.compile(r"([0-9]{1,3})/([0-9]{1,20})")
LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class Identifier:
    """What a company is called in boxes: `value` is an ICE, or centre and number of the trade register as 81/518204.

    `since` is empty where it is so ever since, `until` None where it is so for ever; instants in UTC.
    """

    holder: str
    value: str
    since: str
    until: str | None

    @property
    def is_partner(self) -> bool:
        """Whether it is a partner who is attached to the company: what he sends is its own."""
        return self.holder.startswith("partner:")

    @classmethod
    def of_row(cls, row: CompanyIdentifierRow) -> Identifier:
        """An identifier from the ledger."""
        return cls(row.holder, row.value, row.since, row.until)


@dataclass(frozen=True, slots=True)
class Company:
    """A company, with its identifiers of today and of the past."""

    id: str
    name: str
    identifiers: tuple[Identifier, ...]


@dataclass(frozen=True, slots=True)
class Companies:
    """The companies. What changes them raises PeopleError where it cannot be done as asked."""

    engine: sa.Engine

    def add(self, company: str, name: str, values: Sequence[str], at: datetime, actor: str) -> Company:
        """Add a company that was called so ever since; `values` are its ICEs and entries in the trade register."""
        if not COMPANY_ID.fullmatch(company):
            raise PeopleError("id", given=company)
        _check_name(name)

        def record(connection: sa.Connection) -> Company:
            if _find(connection, company) is not None:
                raise PeopleError("exists", company=company)
            log = Log(connection, at, actor, "cli")
            log.append(Subject.COMPANY.of(company), EventKind.COMPANY_ADDED, {"name": name.strip()})
            for value in values:
                _give(log, company, value, "")
            return _known(connection, company)

        return database.write(self.engine, record)

    def rename(self, company: str, name: str, at: datetime, actor: str) -> Company:
        """From now on a company has another name. What it is called in boxes does not depend on it."""
        _check_name(name)

        def record(connection: sa.Connection) -> Company:
            _known(connection, company)
            data = {"name": name.strip()}
            Log(connection, at, actor, "cli").append(Subject.COMPANY.of(company), EventKind.COMPANY_RENAMED, data)
            return _known(connection, company)

        return database.write(self.engine, record)

    def identify(self, company: str, value: str, since: datetime | None, at: datetime, actor: str) -> Company:
        """From an instant on (None: ever since) boxes that hold this value mean the company."""

        def record(connection: sa.Connection) -> Company:
            _known(connection, company)
            _give(Log(connection, at, actor, "cli"), company, value, utc_text(since) if since else "")
            return _known(connection, company)

        return database.write(self.engine, record)

    def end_identifier(self, company: str, value: str, until: datetime, at: datetime, actor: str) -> Company:
        """From an instant on boxes that hold this value do not mean the company; what was judged before stays its."""
        end = utc_text(until)

        def record(connection: sa.Connection) -> Company:
            known = _known(connection, company)
            holder = holder_named(value)
            mine = [each for each in known.identifiers if each.holder == holder and each.until is None]
            if not mine:
                raise PeopleError("no_identifier", company=company, value=value)
            if end <= mine[0].since:
                raise PeopleError("before_begin", until=end, since=mine[0].since)
            data = {"holder": mine[0].holder, "since": mine[0].since, "until": end}
            Log(connection, at, actor, "cli").append(Subject.COMPANY.of(company), EventKind.IDENTIFIER_ENDED, data)
            return _known(connection, company)

        return database.write(self.engine, record)

    def known(self, company: str) -> Company:
        """A company by its id."""
        with self.engine.connect().execution_options(read_only=True) as connection:
            return _known(connection, company)

    def all(self) -> list[Company]:
        """All companies by their ids."""
        with self.engine.connect().execution_options(read_only=True) as connection:
            names = {row.id: row.name for row in tables.rows(connection, sa.select(tables.company))}
            return [_company(connection, company, names[company]) for company in sorted(names)]


def holder_named(value: str) -> str:
    """The holder that a value names: an ICE, or centre and number of the trade register. Raises PeopleError."""
    entry = RC.fullmatch(value)
    holder = holder_of(None, entry[2], entry[1]) if entry else holder_of(value)
    if holder is None:
        raise PeopleError("identifier", given=value)
    return holder


def _give(log: Log, company: str, value: str, since: str) -> None:
    holder, table = holder_named(value), tables.company_identifier
    for row in tables.rows(log.connection, sa.select(table).where(table.c.holder == holder)):
        if row.until is None or row.until > since:
            raise PeopleError("taken", value=value, company=row.company)
    data = {"holder": holder, "since": since, "value": value}
    log.append(Subject.COMPANY.of(company), EventKind.IDENTIFIER_GIVEN, data)


def _check_name(name: str) -> None:
    if not name.strip() or len(name) > LONGEST_NAME:
        raise PeopleError("name", most=LONGEST_NAME)


def _known(connection: sa.Connection, company: str) -> Company:
    found = _find(connection, company)
    if found is None:
        raise PeopleError("unknown", company=company)
    return found


def _find(connection: sa.Connection, company: str) -> Company | None:
    row = tables.first(connection, sa.select(tables.company).where(tables.company.c.id == company))
    return _company(connection, row.id, row.name) if row else None


def _company(connection: sa.Connection, company: str, name: str) -> Company:
    table = tables.company_identifier
    query = sa.select(table).where(table.c.company == company).order_by(table.c.since, table.c.holder)
    return Company(company, name, tuple(Identifier.of_row(row) for row in tables.rows(connection, query)))
