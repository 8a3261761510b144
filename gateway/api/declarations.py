"""Declarations: their state, the signed response, and the findings."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from gateway.api.access import Known, gateway_of, owned
from gateway.api.problems import page_response, problem, verdict_response
from gateway.api.views import declaration_view
from gateway.ledger import tables
from schemas.findings import Finding

router = APIRouter(tags=["declarations"])


@router.get("/declarations/{declaration}")
def get_declaration(request: Request, declaration: str, partner: Known) -> Response:
    """Outcome, state, DUM number, what is due and paid, documents."""
    row = owned(request, partner, tables.declaration, declaration)
    return JSONResponse(declaration_view(gateway_of(request), row))


@router.get("/declarations/{declaration}/response")
def get_response(request: Request, declaration: str, partner: Known) -> Response:
    """The signed response, XML: the verdict with all findings; the registration and assessment."""
    row = owned(request, partner, tables.declaration, declaration)
    if not row.answers:
        raise problem(404, "API03")
    return Response(gateway_of(request).store.get(row.answers["xml"]), media_type="application/xml")


@router.get("/declarations/{declaration}/findings")
def get_findings(
    request: Request,
    declaration: str,
    partner: Known,
    page: Annotated[str | None, Query(pattern="^(fr|en|ar)$")] = None,
) -> Response:
    """The findings: an RFC 9457 problem, or by `Accept` SARIF (`application/sarif+json`) or a page for people
    (`text/html`); with `page=fr|en|ar`, the page in this language.
    """
    row = owned(request, partner, tables.declaration, declaration)

    def stored_page(language: str) -> bytes:
        return gateway_of(request).store.get(row.answers[language])

    if page is not None:
        if not row.answers:
            raise problem(404, "API03")
        return page_response(stored_page(page), page)

    def file_name() -> str:
        return str(owned(request, partner, tables.submission, row.submission).body["name"])

    findings = [Finding.from_record(record) for record in row.findings]
    pages = stored_page if row.answers else None
    return verdict_response(request, 200, findings, row.findings_total, file_name, pages)
