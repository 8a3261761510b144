"""Declarations: their state, the signed response, and the findings."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from gateway.api.access import Known, gateway_of, may_read
from gateway.api.problems import findings_response, problem
from gateway.api.views import declaration_view, find
from gateway.ledger import tables
from gateway.partners import Partner
from gateway.service import Gateway
from schemas.findings import Finding

router = APIRouter(tags=["declarations"])


@router.get("/declarations/{declaration}")
def get_declaration(request: Request, declaration: str, partner: Known) -> Response:
    """Outcome, state, DUM number, what is due and paid, documents."""
    gateway, row = _own(request, declaration, partner)
    return JSONResponse(declaration_view(gateway, row))


@router.get("/declarations/{declaration}/response")
def get_response(request: Request, declaration: str, partner: Known) -> Response:
    """The signed response, XML: the verdict with all findings; the registration and assessment."""
    gateway, row = _own(request, declaration, partner)
    if not row.answers:
        raise problem(404, "API03")
    return Response(gateway.store.get(row.answers["xml"]), media_type="application/xml")


@router.get("/declarations/{declaration}/findings")
def get_findings(
    request: Request,
    declaration: str,
    partner: Known,
    page: Annotated[str | None, Query(pattern="^(fr|en|ar)$")] = None,
) -> Response:
    """The findings as an RFC 9457 problem; with `page=fr|en|ar`, as a page for people."""
    gateway, row = _own(request, declaration, partner)
    if page is not None:
        if not row.answers:
            raise problem(404, "API03")
        policy = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
        return Response(gateway.store.get(row.answers[page]), media_type="text/html", headers=policy)
    findings = [Finding.from_record(record) for record in row.findings]
    return findings_response(request, 200, findings, row.findings_total)


def _own(request: Request, declaration: str, partner: Partner) -> tuple[Gateway, Any]:
    gateway = gateway_of(request)
    row = find(gateway, tables.declaration, declaration)
    if not may_read(partner, row.partner):
        raise problem(404, "API03")
    return gateway, row
