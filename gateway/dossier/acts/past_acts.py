"""Acts that were done, and would be refused were offices held to their bureaux: what an operator looks at before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

import sqlalchemy as sa

from gateway.access import Principal, held
from gateway.dossier.acts.act_handlers import Act
from gateway.dossier.acts.bureaux import elsewhere
from gateway.ledger import tables
from gateway.ledger.instants import instant
from gateway.ledger.tables import ActRow
from schemas.days import day_of


class ActOn(ActRow):
    """An act, and the declaration that it is on: its number and its bureau."""

    dum_number: str | None
    bureau: str | None


@dataclass(frozen=True, slots=True)
class PastAct:
    """An act that an office did on a day, and of which bureau it was; None for a credit account, which is of each."""

    office: str
    kind: str
    number: str
    declaration: str | None
    dum_number: str | None
    bureau: str | None
    on: date


def would_be_refused(engine: sa.Engine, offices: Mapping[str, Principal], now: datetime, days: int) -> list[PastAct]:
    """The acts of these offices in the last days that their bureaux of today do not allow, the oldest first."""
    with engine.connect().execution_options(read_only=True) as connection:
        return [
            PastAct(row.office, row.kind, row.number, row.declaration, row.dum_number, row.bureau, _day(row))
            for row in _acts_since(connection, now - timedelta(days=days))
            if row.office in offices and elsewhere(connection, _act(row), held(offices[row.office])) is not None
        ]


def _acts_since(connection: sa.Connection, since: datetime) -> list[ActOn]:
    act, declaration = tables.act, tables.declaration
    columns = [*act.c, declaration.c.dum_number, declaration.c.office.label("bureau")]
    query = sa.select(*columns).outerjoin_from(act, declaration, declaration.c.id == act.c.declaration)
    query = query.where(instant(act.c.done_at) >= instant(sa.literal(since.isoformat())))
    order = (instant(act.c.done_at), act.c.office, act.c.kind, act.c.number)
    return tables.rows(connection, cast("sa.Select[ActOn]", query.order_by(*order)))


def _act(row: ActRow) -> Act:
    return Act(row.kind, row.office, row.number, row.sha256, datetime.fromisoformat(row.done_at), row.data)


def _day(row: ActRow) -> date:
    return day_of(datetime.fromisoformat(row.done_at))
