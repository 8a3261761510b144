"""Companies: whose dossiers a key reads, and what stands in them, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from gateway.doors.http.access import Known, denied, must_have_bureaux
from gateway.doors.http.addresses import address
from gateway.doors.http.parts import parts_of
from gateway.doors.http.problems import Problem, problem
from gateway.ledger.tables import DeclarationRow
from gateway.partners import Partner
from gateway.people import Companies, PeopleError
from gateway.queries import belongings, books, standings
from gateway.queries.belongings import Belongings
from gateway.queries.powers import Denied, Power, companies_of, kinds_read, powers
from gateway.queries.standings import NoCursor, Page
from gateway.views.belonging_views import account_view, claim_view, credit_view, document_view
from gateway.views.company_views import company_view, reach_view
from gateway.views.declaration_views import declaration_view
from schemas.vocabulary import SCOPE

router = APIRouter(tags=["companies"])

Cursor = Annotated[str, Query(max_length=200, description="`next` of the page before; empty for the first one.")]
Most = Annotated[int, Query(ge=1, le=200, description="Declarations on a page.")]


@router.get("/companies")
def list_companies(request: Request, partner: Known) -> Response:
    """The companies whose dossiers this key reads: its own, and those that gave its company a mandate in force."""
    found = companies_of(parts_of(request).engine, partner)
    return JSONResponse({"companies": [reach_view(each) for each in found]})


@router.get("/companies/{company}")
def get_company(request: Request, company: str, partner: Known) -> Response:
    """A company: its name, and what boxes call it, from when until when."""
    refused: Problem | None = None
    for word in SCOPE:
        try:
            _powers(request, partner, company, word)
        except Problem as each:
            refused = each
        else:
            return JSONResponse(company_view(Companies(parts_of(request).engine).known(company)))
    raise refused or problem(404, "API03")


@router.get("/companies/{company}/declarations")
def list_declarations(request: Request, company: str, partner: Known, cursor: Cursor = "", most: Most = 50) -> Response:
    """The declarations in which a company stands, as `/v1/declarations/{declaration}` shows them."""
    page, theirs = _page(request, partner, company, "follow", cursor, most)
    waiting = parts_of(request).waiting({each.submission for each in page.declarations})
    views = [declaration_view(each, theirs, address, waiting) for each in page.declarations]
    return _listed("declarations", views, page)


@router.get("/companies/{company}/documents")
def list_documents(request: Request, company: str, partner: Known, cursor: Cursor = "", most: Most = 50) -> Response:
    """The documents of the declarations in which a company stands; a page is of so many declarations."""
    page, theirs = _page(request, partner, company, "documents", cursor, most)
    found = _each(theirs.documents, page.declarations)
    return _listed("documents", [document_view(each, address) for each in found if each.xml], page)


@router.get("/companies/{company}/claims")
def list_claims(request: Request, company: str, partner: Known, cursor: Cursor = "", most: Most = 50) -> Response:
    """The claims on the declarations in which a company stands; a page is of so many declarations."""
    page, theirs = _page(request, partner, company, "claims", cursor, most)
    return _listed("claims", [claim_view(each, address) for each in _each(theirs.claims, page.declarations)], page)


@router.get("/companies/{company}/accounts")
def list_accounts(request: Request, company: str, partner: Known, cursor: Cursor = "", most: Most = 50) -> Response:
    """The regime accounts of the declarations in which a company stands; a page is of so many declarations."""
    page, theirs = _page(request, partner, company, "follow", cursor, most)
    found = _each(theirs.accounts, page.declarations)
    return _listed("accounts", [account_view(each, theirs.parts, address) for each in found], page)


@router.get("/companies/{company}/credits")
def list_credits(request: Request, company: str, partner: Known) -> Response:
    """The removal credit accounts of a company."""
    reach = _powers(request, partner, company, "credit")
    if not any(each == Power(under=each.under) or not each.under for each in reach):
        raise problem(403, "PRM04", facts={"company": company, "mandate": reach[0].under})
    found = books.credits_of(parts_of(request).engine, company, partner.moment)
    return JSONResponse({"credits": [credit_view(each) for each in found]})


def _powers(request: Request, partner: Partner, company: str, word: str) -> list[Power]:
    """How far a key reads of a company. Raises 404 where the company is nothing to it, 403 with the reason."""
    engine = parts_of(request).engine
    try:
        found = powers(engine, partner, company, word)
        Companies(engine).known(company)
    except Denied as refused:
        raise denied(refused) from None
    except PeopleError:
        found = []
    if not found:
        must_have_bureaux(partner)
        raise problem(404, "API03")
    return found


def _page(
    request: Request, partner: Partner, company: str, word: str, cursor: str, most: int
) -> tuple[Page, Belongings]:
    engine = parts_of(request).engine
    limits = [(bool(each.under), each.offices, each.flow) for each in _powers(request, partner, company, word)]
    try:
        page = standings.page(engine, standings.of_company(engine, company, limits), cursor, most)
    except NoCursor:
        raise problem(422, "API07", facts={"reason": "cursor"}) from None
    names = [each.id for each in page.declarations]
    return page, belongings.of_declarations(engine, names).only(kinds_read(engine, partner, names))


def _each(rows: belongings.Rows, declarations: Sequence[DeclarationRow]) -> list[Any]:
    return [each for declaration in declarations for each in rows.get(declaration.id, ())]


def _listed(name: str, views: list[dict[str, Any]], page: Page) -> Response:
    return JSONResponse({name: views, "next": page.cursor})
