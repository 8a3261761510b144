"""Submissions: take them in, show what came of them, give back what was sent."""

from __future__ import annotations

from typing import Annotated

from anyio import from_thread
from fastapi import APIRouter, Path, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response

from gateway.doors.http.access import Known, Sender, owned
from gateway.doors.http.addresses import address
from gateway.doors.http.description import SUBMISSION_BODY
from gateway.doors.http.on_demand import LawOf, in_turn
from gateway.doors.http.parts import parts_of
from gateway.doors.http.problems import problem, verdict_response
from gateway.doors.http.receiving import receive
from gateway.judging.validation_record import validation_record
from gateway.queries import submissions
from gateway.views.submission_views import acknowledgement_view, submission_view
from schemas.findings import refused

router = APIRouter(tags=["submissions"])

Counted = Annotated[int, Path(ge=0, le=2**31 - 1)]
"""A number in a path: no database takes a larger one."""


@router.post("/submissions", status_code=202, openapi_extra=SUBMISSION_BODY)
async def post_submission(request: Request, partner: Sender) -> Response:
    """Send a declaration: `application/xml`, `application/EDIFACT` (CUSDEC, one or several), or `multipart/form-data`
    with one part `declaration` (either) and parts `attachment` (PDF). 202 comes after the commit; the same bytes again
    get the same answer, byte for byte.
    """
    parts = parts_of(request)
    body, attachments = await receive(request, parts.settings)
    accepted = await run_in_threadpool(parts.acceptance.take, partner.id, body, attachments)
    row = await run_in_threadpool(owned, request, partner, submissions.one, accepted.submission)
    view = acknowledgement_view(row, address)
    return JSONResponse(view, status_code=202, headers={"Location": view["status_url"]})


@router.post("/validations", openapi_extra=SUBMISSION_BODY)
async def post_validation(request: Request, partner: Sender, law_of: LawOf = None) -> Response:
    """The verdict on a declaration, keeping nothing: 200 where nothing refuses it, else 422; findings either way, as
    a problem or by `Accept` as SARIF (`application/sarif+json`) or a page for people (`text/html`). Of EDIFACT all
    findings on all messages, each with its place in `edifact`. With `law_of`, by the law of that day.
    """
    parts = parts_of(request)
    body, attachments = await receive(request, parts.settings)
    judgement = await in_turn(request, partner, parts.validation.validate, partner, body, attachments, law_of)
    status = 422 if refused(judgement.findings) else 200
    record = validation_record(judgement, body.name, body.content, parts.clock())

    def page(language: str) -> bytes:
        return from_thread.run(in_turn, request, partner, parts.validation.page, partner, body, record, language)

    return await run_in_threadpool(
        verdict_response,
        request,
        status,
        judgement.findings,
        judgement.total,
        lambda: body.name,
        lambda language: from_thread.run(
            in_turn, request, partner, parts.validation.page, partner, body, record, language
        ),
    )


@router.get("/submissions/{submission}")
def get_submission(request: Request, submission: str, partner: Known) -> Response:
    """What came of a submission: its declarations with outcome, state, numbers, amounts and documents. `state` is
    `received`, `answered`, or `waiting` where a part of ours is away; `waiting` says which, since when, what to quote.
    """
    row = owned(request, partner, submissions.one, submission)
    parts = parts_of(request)
    contents = submissions.contents(parts.engine, submission)
    return JSONResponse(submission_view(row, contents, address, parts.waiting([submission])))


@router.get("/submissions/{submission}/acknowledgement")
def get_acknowledgement(request: Request, submission: str, partner: Known) -> Response:
    """The signed acknowledgement, XML: the same for ever."""
    row = owned(request, partner, submissions.one, submission)
    return Response(parts_of(request).store.get(row.acknowledgement), media_type="application/xml")


@router.get("/submissions/{submission}/contrl/{number}")
def get_contrl(request: Request, submission: str, number: Counted, partner: Known) -> Response:
    """The CONTRL on an interchange of the submission, counted from 1."""
    owned(request, partner, submissions.one, submission)
    row = submissions.interchange(parts_of(request).engine, submission, number)
    if row is None or row.contrl is None:
        raise problem(404, "API03")
    return edifact(parts_of(request).store.get(row.contrl))


@router.get("/submissions/{submission}/body")
def get_body(request: Request, submission: str, partner: Known) -> Response:
    """The bytes as they were sent."""
    row = owned(request, partner, submissions.one, submission)
    return download(parts_of(request).store.get(row.body["sha256"]), "application/octet-stream")


@router.get("/submissions/{submission}/attachments/{sha256}")
def get_attachment(request: Request, submission: str, sha256: str, partner: Known) -> Response:
    """An attachment as it was sent, by its SHA-256."""
    row = owned(request, partner, submissions.one, submission)
    if sha256 not in {each["sha256"] for each in row.attachments}:
        raise problem(404, "API03")
    return download(parts_of(request).store.get(sha256), "application/octet-stream")


def edifact(content: bytes) -> Response:
    """An interchange of ours (RFC 1767). It says itself in which characters it is written."""
    return download(content, "application/EDIFACT")


def download(content: bytes, media_type: str) -> Response:
    """Bytes that a browser saves and never runs."""
    headers = {"Content-Disposition": "attachment"}
    return Response(content, media_type=media_type, headers=headers)
