"""Declarations: their state, the signed response, and the findings."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response

from gateway.access import Kind
from gateway.doors.http.access import Known, must_have_bureaux, owned, readable
from gateway.doors.http.account_routes import AsOf, standing
from gateway.doors.http.addresses import address
from gateway.doors.http.on_demand import in_turn
from gateway.doors.http.parts import parts_of
from gateway.doors.http.problems import page_response, problem, verdict_response
from gateway.doors.http.submission_routes import Counted, download, edifact
from gateway.history.timeline import timeline
from gateway.ledger.event_kinds import Subject
from gateway.partners import Partner
from gateway.queries import belongings, declarations, submissions
from gateway.queries.declarations import Search
from gateway.queries.log_events import streams_behind, streams_of
from gateway.queries.one_row import everything
from gateway.queries.powers import kept, kinds_read
from gateway.views.declaration_views import declaration_view
from gateway.work.response_keys import responses_of
from schemas.findings import Finding

router = APIRouter(tags=["declarations"])

NoticeNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]
"""No database takes a larger one."""

FORM_PARAMETERS = frozenset({"copy", "language"})
MOST_NAMED, LONGEST_NAME = 10, 40
"""Parameters that a header names, and characters of one."""


@router.get("/declarations")
def find_declarations(
    request: Request,
    partner: Known,
    dum_number: Annotated[str | None, Query(pattern="^[0-9]{17}[A-Z]$", description="Number of the DUM.")] = None,
    reference: Annotated[
        str | None, Query(pattern=r"^[^\x00-\x1f\x7f]{1,35}$", description="The declarant's reference.")
    ] = None,
) -> Response:
    """Declarations by the number of the DUM or by the declarant's reference, the newest first, 20 at the most: a
    partner's own, those of its bureaux for an office, all for an archivist.
    """
    search = Search(dum_number, reference)
    if search == Search():
        raise problem(422, "API07", facts={"reason": "dum_number"})
    parts = parts_of(request)
    rows = declarations.found(parts.engine, search, readable(partner))
    if not rows:
        must_have_bureaux(partner)
    names = [each.id for each in rows]
    theirs = belongings.of_declarations(parts.engine, names).only(kinds_read(parts.engine, partner, names))
    waiting = parts.waiting({each.submission for each in rows})
    return JSONResponse({"declarations": [declaration_view(each, theirs, address, waiting) for each in rows]})


@router.get("/declarations/{declaration}")
def get_declaration(request: Request, declaration: str, partner: Known, as_of: AsOf = None) -> Response:
    """Outcome, state, life, version, DUM number, what is due and paid, account, notices, documents; with `as_of` what
    was recorded by then. A company that an amendment took out of the boxes reads it as it was before.
    """
    engine = parts_of(request).engine
    held = kept(engine, partner, declaration)
    if held is None or declarations.one(engine, declaration, readable(partner)) is not None:
        owned(request, partner, declarations.one, declaration)
        kinds = kinds_read(engine, partner, [declaration])
    else:
        as_of, kinds = min(as_of or held.last, held.last), {declaration: held.kinds}
        if as_of < held.first:
            raise problem(404, "API03")
    streams = set() if as_of is None else streams_behind(engine, declaration)
    with standing(request, declarations.one, declaration, streams, as_of) as (ledger, row):
        theirs = belongings.of_declarations(ledger, [declaration]).only(kinds)
        waiting = parts_of(request).waiting([row.submission]) if as_of is None else None
        return JSONResponse(declaration_view(row, theirs, address, waiting))


@router.get("/declarations/{declaration}/history")
def get_history(request: Request, declaration: str, partner: Known, as_of: AsOf = None) -> Response:
    """Who did what, when and why: the events of the declaration, its requests, claims and accounts, oldest first."""
    owned(request, partner, declarations.one, declaration)
    engine = parts_of(request).engine
    kinds, streams = kinds_read(engine, partner, [declaration])[declaration], streams_of(engine, declaration)
    if Kind.CLAIM not in kinds:
        streams = {each for each in streams if not each.startswith(Subject.CLAIM.of(""))}
    return JSONResponse({"events": timeline(engine, streams, as_of)})


@router.get("/declarations/{declaration}/notices/{number}")
def get_notice(request: Request, declaration: str, number: NoticeNumber, partner: Known) -> Response:
    """A signed notice, XML: a change of state that the response did not tell."""
    owned(request, partner, declarations.one, declaration)
    notice = declarations.notice(parts_of(request).engine, declaration, number)
    if notice is None or notice.xml is None:
        raise problem(404, "API03")
    return Response(parts_of(request).store.get(notice.xml), media_type="application/xml")


@router.get("/declarations/{declaration}/cusres")
def get_response_by_edifact(request: Request, declaration: str, partner: Known) -> Response:
    """The response as CUSRES, of a declaration that came by EDIFACT."""
    return get_cusres(request, declaration, 0, partner)


@router.get("/declarations/{declaration}/cusres/{number}")
def get_cusres(request: Request, declaration: str, number: Counted, partner: Known) -> Response:
    """A CUSRES: 0 is the newest response, from 1 on the notices, by their numbers."""
    row = owned(request, partner, declarations.one, declaration)
    digest = responses_of(row)[-1].get("cusres") if responses_of(row) else None
    if number:
        notice = declarations.notice(parts_of(request).engine, declaration, number)
        digest = notice.cusres if notice is not None else None
    if digest is None:
        raise problem(404, "API03")
    return edifact(parts_of(request).store.get(digest))


@router.get("/declarations/{declaration}/form")
async def get_form(
    request: Request,
    declaration: str,
    partner: Known,
    copy: Annotated[list[int] | None, Query(description="Copies, 1 to 6; all where none is named.")] = None,
    language: Annotated[str, Query(pattern="^(fr|en|ar)$", description="Of the titles of the boxes.")] = "fr",
) -> Response:
    """A print of the newest edition of the form as a signed PDF: all six copies or some, with titles in a language.
    Parameters that this address does not know are named in the header `Ignored-Parameters`.
    """
    row = await run_in_threadpool(owned, request, partner, declarations.one, declaration)
    await run_in_threadpool(_may_print, request, partner, declaration)
    copies = sorted(set(copy or range(1, 7)))
    if not set(copies) <= set(range(1, 7)):
        raise problem(422, "API07", facts={"reason": "copy"})
    pdf = await in_turn(request, partner, parts_of(request).printed_forms.of, row.id, copies, language)
    if pdf is None:
        raise problem(404, "API03")
    answer = download(pdf, "application/pdf")
    ignored = dict.fromkeys(quote(name)[:LONGEST_NAME] for name in request.query_params if name not in FORM_PARAMETERS)
    if ignored:
        answer.headers["Ignored-Parameters"] = ", ".join(list(ignored)[:MOST_NAMED])
    return answer


def _may_print(request: Request, partner: Partner, declaration: str) -> None:
    """A print is a document. Raises 403 where somebody follows the declaration, and has no word for documents."""
    if Kind.DOCUMENT not in kinds_read(parts_of(request).engine, partner, [declaration])[declaration]:
        raise problem(403, "PRM03", facts={"company": partner.company, "word": "documents"})


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
    row = owned(request, partner, declarations.one, declaration)

    def stored_page(language: str) -> bytes:
        return parts_of(request).store.get(row.answers[language])

    if page is not None:
        if not row.answers:
            raise problem(404, "API03")
        return page_response(stored_page(page), page)

    def file_name() -> str:
        submission = submissions.one(parts_of(request).engine, row.submission, everything)
        return str(submission.body["name"]) if submission else ""

    findings = [Finding.from_record(record) for record in row.findings]
    pages = stored_page if row.answers else None
    return verdict_response(request, 200, findings, row.findings_total, file_name, pages)
