"""Acts of the office: payments under their own route, and all of them under one."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response

from gateway.doors.http.access import Officer
from gateway.doors.http.addresses import address
from gateway.doors.http.description import XML_BODY
from gateway.doors.http.parts import HttpParts, parts_of
from gateway.doors.http.problems import Problem
from gateway.doors.http.receiving import read_xml_body
from gateway.dossier.acts.submit_act import ActAnswer, limits_of
from gateway.partners import Partner
from schemas.acts import PAYMENT

router = APIRouter(tags=["acts"])


@router.post("/payments", status_code=201, openapi_extra=XML_BODY)
async def post_payment(request: Request, partner: Officer) -> Response:
    """Record a payment (`application/xml`, after payment.xsd) of what is due, whole or in part; the quittance follows.

    The same bytes again give the same answer; a refused payment is a 422 with its findings.
    """
    answer = await _record(request, partner, PAYMENT)
    view = {
        "payment_number": answer.number,
        "dum_number": answer.made.get("dum_number"),
        "declaration": answer.declaration,
        "quittance": answer.made.get("quittance"),
        "status_url": address("declaration", declaration=str(answer.declaration)),
    }
    return JSONResponse(view, status_code=201, headers={"Location": view["status_url"] or ""})


@router.post("/acts", status_code=201, openapi_extra=XML_BODY)
async def post_act(request: Request, partner: Officer) -> Response:
    """Do an act of the office (`application/xml`, after its XSD in schemas/xsd/acts, or payment.xsd).

    The same bytes again give the same answer; one that does not fit the state is a 422 whose finding says what would.
    """
    answer = await _record(request, partner, None)
    view: dict[str, Any] = {"kind": answer.kind, "number": answer.number, **answer.made}
    headers = {}
    if answer.declaration:
        view["status_url"] = headers["Location"] = address("declaration", declaration=answer.declaration)
    return JSONResponse(view, status_code=201, headers=headers)


async def _record(request: Request, office: Partner, only: str | None) -> ActAnswer:
    content = await read_xml_body(request, limits_of(only).max_bytes)
    answer = await run_in_threadpool(_recorded, parts_of(request), office, content, only)
    if answer.findings:
        raise Problem(422, answer.findings)
    return answer


def _recorded(parts: HttpParts, office: Partner, content: bytes, only: str | None) -> ActAnswer:
    parts.acceptance.room.must_be_there()
    return parts.acts.submit(office, content, only, via="api")
