"""Regime accounts, claims and credit accounts: how they stand, now or at a past instant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response

from gateway.access import Action, visible
from gateway.doors.http.access import Known, owned
from gateway.doors.http.parts import parts_of
from gateway.doors.http.problems import problem
from gateway.doors.http.views import account_view, claim_view, credit_view
from gateway.history.as_of import NoInstant, instant_of, ledger_as_of
from gateway.ledger import database, tables
from gateway.ledger.event_kinds import Subject

router = APIRouter(tags=["accounts"])


async def _instant(
    as_of: Annotated[
        str | None, Query(description="What was recorded by this instant, as 2026-11-24T10:00:00+00:00, or a day.")
    ] = None,
) -> datetime | None:
    try:
        return None if as_of is None else instant_of(as_of)
    except NoInstant:
        raise problem(422, "API07", facts={"reason": "as_of"}) from None


AsOf = Annotated[datetime | None, Depends(_instant)]
"""The instant that `as_of` names, None where it is not given. 422 where it is no instant."""

View = Callable[[sa.Engine, Any], dict[str, Any]]


def shown_as_of(
    request: Request, table: sa.Table, key: str, streams: set[str], instant: datetime | None, view: View
) -> Response:
    """A row as it stands, or as it stood; 404 where there was none yet."""
    engine = parts_of(request).engine
    query = sa.select(table).where(tables.key_of(table) == key)
    if instant is None:
        return JSONResponse(view(engine, database.read(engine, query)[0]))
    with ledger_as_of(engine, streams, instant) as past:
        rows = database.read(past, query)
        if not rows:
            raise problem(404, "API03")
        return JSONResponse(view(past, rows[0]))


@router.get("/accounts/{number}")
def get_account(request: Request, number: str, partner: Known, as_of: AsOf = None) -> Response:
    """A regime account by the number of its DUM: articles, discharges, certificates, deadlines."""
    owned(request, partner, tables.account, number, "number")
    return shown_as_of(request, tables.account, number, {Subject.ACCOUNT.of(number)}, as_of, account_view)


@router.get("/claims/{number}")
def get_claim(request: Request, number: str, partner: Known, as_of: AsOf = None) -> Response:
    """A claim: amount, what was paid of it, due date, dispute, last notice."""
    owned(request, partner, tables.claim, number, "number")
    return shown_as_of(request, tables.claim, number, {Subject.CLAIM.of(number)}, as_of, lambda _, row: claim_view(row))


@router.get("/credits/{number}")
def get_credit(request: Request, number: str, partner: Known, as_of: AsOf = None) -> Response:
    """A removal credit account: for office and archivist, and for partners one of whose claims is charged to it."""
    table = tables.credit
    query = sa.select(table.c.number).where(table.c.number == number, visible(partner, Action.READ, table))
    if not database.read(parts_of(request).engine, query):
        raise problem(404, "API03")
    return shown_as_of(request, table, number, {Subject.CREDIT.of(number)}, as_of, lambda _, row: credit_view(row))
