"""Issued documents: found, fetched, and checked with the trusted roots."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from gateway.doors.http.access import Known, must_have_bureaux, of_his_own, owned
from gateway.doors.http.addresses import address
from gateway.doors.http.parts import parts_of
from gateway.doors.http.problems import problem
from gateway.doors.http.submission_routes import download
from gateway.queries import documents
from gateway.views.belonging_views import document_view

router = APIRouter(tags=["documents"])

MEDIA_TYPES = {"xml": "application/xml", "pdf": "application/pdf"}


@router.get("/documents")
def list_documents(
    request: Request,
    partner: Known,
    after: Annotated[str, Query(max_length=40)] = "",
    most: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Response:
    """Documents in the order of their numbers, those behind `after`: a partner's own, those of its bureaux for an
    office, all for an archivist. Those of a company: `/v1/companies/{company}/documents`.
    """
    rows = documents.page(parts_of(request).engine, after, most, of_his_own(partner))
    if not rows and not after:
        must_have_bureaux(partner)
    return JSONResponse({"documents": [document_view(row, address) for row in rows]})


@router.get("/documents/{name}")
def get_document(request: Request, name: str, partner: Known) -> Response:
    """A document's facts by its number; with `.xml` or `.pdf` behind the number, the file itself."""
    number, _, kind = name.partition(".")
    row = owned(request, partner, documents.one, number)
    if kind not in ("", *MEDIA_TYPES) or row.xml is None or row.pdf is None:
        raise problem(404, "API03")
    if not kind:
        return JSONResponse(document_view(row, address))
    return download(parts_of(request).store.get(row.xml if kind == "xml" else row.pdf), MEDIA_TYPES[kind])


@router.get("/trust")
def get_trust(request: Request, partner: Known) -> Response:
    """The roots and signing certificates (PEM) with which `dumgate verify` checks what this gateway issues, and what it
    issued under earlier keys: first the chain that signs now, its root first; then all that was ever served.
    """
    return Response(parts_of(request).served.pem, media_type="application/x-pem-file")
