"""Regime accounts, claims and credit accounts: how they stand, now or at a past instant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy import Engine

from gateway.doors.http.access import Known, owned
from gateway.doors.http.addresses import address
from gateway.doors.http.parts import parts_of
from gateway.doors.http.problems import problem
from gateway.history.as_of import NoInstant, instant_of, ledger_as_of
from gateway.ledger.event_kinds import Subject
from gateway.ledger.tables import RowType
from gateway.queries import belongings, books
from gateway.queries.one_row import One, everything
from gateway.views.belonging_views import account_view, claim_view, credit_view

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


@contextmanager
def standing(
    request: Request, one: One[RowType], key: str, streams: set[str], instant: datetime | None
) -> Iterator[tuple[Engine, RowType]]:
    """A row as it stands or as it stood, with the ledger that it is in; 404 where there was none yet."""
    engine = parts_of(request).engine
    with nullcontext(engine) if instant is None else ledger_as_of(engine, streams, instant) as ledger:
        row = one(ledger, key, everything)
        if row is None:
            raise problem(404, "API03")
        yield ledger, row


@router.get("/accounts/{number}")
def get_account(request: Request, number: str, partner: Known, as_of: AsOf = None) -> Response:
    """A regime account by the number of its DUM: articles, discharges, certificates, deadlines."""
    owned(request, partner, books.account, number)
    with standing(request, books.account, number, {Subject.ACCOUNT.of(number)}, as_of) as (ledger, row):
        return JSONResponse(account_view(row, belongings.parts_of(ledger, number), address))


@router.get("/claims/{number}")
def get_claim(request: Request, number: str, partner: Known, as_of: AsOf = None) -> Response:
    """A claim: amount, what was paid of it, due date, dispute, last notice."""
    owned(request, partner, books.claim, number)
    with standing(request, books.claim, number, {Subject.CLAIM.of(number)}, as_of) as (_, row):
        return JSONResponse(claim_view(row, address))


@router.get("/credits/{number}")
def get_credit(request: Request, number: str, partner: Known, as_of: AsOf = None) -> Response:
    """A removal credit account: for office and archivist, and for partners one of whose claims is charged to it."""
    owned(request, partner, books.credit, number)
    with standing(request, books.credit, number, {Subject.CREDIT.of(number)}, as_of) as (_, row):
        return JSONResponse(credit_view(row))
