"""Declarations: their state, the signed response, and the findings."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from gateway.api.access import Known, gateway_of, owned
from gateway.api.problems import findings_response, problem
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
    """The findings as an RFC 9457 problem; with `page=fr|en|ar`, as a page for people."""
    row = owned(request, partner, tables.declaration, declaration)
    if page is not None:
        if not row.answers:
            raise problem(404, "API03")
        policy = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
        return Response(gateway_of(request).store.get(row.answers[page]), media_type="text/html", headers=policy)
    findings = [Finding.from_record(record) for record in row.findings]
    return findings_response(request, 200, findings, row.findings_total)
