"""Regime accounts: opened, charged, cleared, reopened."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from gateway.ledger import tables
from gateway.ledger.event_kinds import EventKind
from gateway.ledger.projections.projectors import Data, change, one, projects


@projects(EventKind.ACCOUNT_OPENED)
def _opened(connection: sa.Connection, account: str, data: Data, at: str) -> None:
    values = {name: value for name, value in data.items() if name != "articles"}
    connection.execute(sa.insert(tables.account).values(number=account, state="open", discharges=0, **values))
    _add_articles(connection, account, data)


def _add_articles(connection: sa.Connection, account: str, data: Data) -> None:
    begun = {"account": account, "charged": "0", "released": "0", "discharges": 0}
    connection.execute(sa.insert(tables.account_article), [{**begun, **each} for each in data["articles"]])


@projects(EventKind.ACCOUNT_CHANGED)
def _changed(connection: sa.Connection, account: str, data: Data, at: str) -> None:
    """Its declaration was amended before anything was charged."""
    values = {name: value for name, value in data.items() if name != "articles"}
    change(connection, tables.account, account, **values)
    connection.execute(sa.delete(tables.account_article).where(tables.account_article.c.account == account))
    _add_articles(connection, account, data)


@projects(EventKind.ACCOUNT_CANCELLED)
def _cancelled(connection: sa.Connection, account: str, data: Data, at: str) -> None:
    change(connection, tables.account, account, state="cancelled")


@projects(EventKind.ACCOUNT_EXTENDED)
def _extended(connection: sa.Connection, account: str, data: Data, at: str) -> None:
    change(connection, tables.account, account, deadline=data["deadline"], binding=True)


@projects(EventKind.DISCHARGED)
def _discharged(connection: sa.Connection, account: str, data: Data, at: str) -> None:
    """Lines charged by one cause, and the certificate that releases what they free."""
    certificate = {name: data[name] for name in ("cause", "definitive", "released", "issued_on")}
    number = data["certificate"]
    values = {"number": number, "account": account, "state": "valid", **certificate}
    connection.execute(sa.insert(tables.certificate).values(**values))
    row = one(connection, tables.account, account)
    first = (row.discharges if row is not None else 0) + 1
    for serial, line in enumerate(data["lines"], first):
        given = {"account": account, "serial": serial, "cause": data["cause"], "certificate": number, "undone": False}
        connection.execute(sa.insert(tables.discharge).values(**given, **line))
        _charge(connection, account, line, 1)
    state = "discharged" if data["definitive"] else "open"
    change(connection, tables.account, account, state=state, discharges=first - 1 + len(data["lines"]))


@projects(EventKind.DISCHARGE_UNDONE)
def _undone(connection: sa.Connection, account: str, data: Data, at: str) -> None:
    """A certificate is cancelled: its lines count no more, and the account is open again."""
    change(connection, tables.certificate, data["certificate"], state="cancelled")
    table = tables.discharge
    which = sa.and_(table.c.certificate == data["certificate"], table.c.undone.is_(False))
    for line in connection.execute(sa.select(table).where(which)).mappings().all():
        _charge(connection, account, line, -1)
    connection.execute(sa.update(table).where(which).values(undone=True))
    change(connection, tables.account, account, state="open")


def _charge(connection: sa.Connection, account: str, line: Mapping[Any, Any], sign: int) -> None:
    table = tables.account_article
    which = sa.and_(table.c.account == account, table.c.article == line["article"])
    row = tables.first(connection, sa.select(table).where(which))
    if row is None:
        return
    charged = Decimal(row.charged) + sign * Decimal(line["charged"])
    released = Decimal(row.released) + sign * Decimal(line["released"])
    values = {"charged": f"{charged:f}", "released": f"{released:f}", "discharges": row.discharges + sign}
    connection.execute(sa.update(table).where(which).values(**values))
