"""Payments, recorded by the office."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response

from gateway.api.access import Officer, gateway_of
from gateway.api.description import XML_BODY
from gateway.api.problems import Problem
from gateway.api.receiving import read_xml_body
from gateway.pipeline.payments import PAYMENT_LIMITS, record_payment

router = APIRouter(tags=["payments"])


@router.post("/payments", status_code=201, openapi_extra=XML_BODY)
async def post_payment(request: Request, partner: Officer) -> Response:
    """Record a payment (`application/xml`, after payment.xsd) of exactly what is due; the quittance follows.

    The same bytes again give the same answer; a refused payment is a 422 with its findings.
    """
    gateway = gateway_of(request)
    content = await read_xml_body(request, PAYMENT_LIMITS.max_bytes)
    answer = await run_in_threadpool(record_payment, gateway, partner.id, content)
    if answer.findings:
        raise Problem(422, answer.findings)
    view = {
        "payment_number": answer.payment_number,
        "dum_number": answer.dum_number,
        "declaration": answer.declaration,
        "quittance": answer.quittance,
        "status_url": f"/v1/declarations/{answer.declaration}",
    }
    return JSONResponse(view, status_code=201, headers={"Location": view["status_url"] or ""})
