"""The signed responses to a declaration: the newest, and each by its number, with its CUSRES."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from gateway.doors.http.access import Known, owned
from gateway.doors.http.addresses import address
from gateway.doors.http.parts import parts_of
from gateway.doors.http.problems import problem
from gateway.doors.http.submission_routes import edifact
from gateway.ledger.tables import DeclarationRow
from gateway.queries import declarations
from gateway.work.response_keys import responses_of

router = APIRouter(tags=["declarations"])

ResponseNumber = Annotated[int, Path(ge=1, le=2**31 - 1, description="From 1; the first one keeps its bytes.")]


@router.get("/declarations/{declaration}/response")
def get_response(request: Request, declaration: str, partner: Known) -> Response:
    """The newest signed response, XML: the verdict with all findings; the registration and assessment. A second one
    follows a first whose outcome is `not_judged`; `Link` names each (`rel` is `predecessor-version` for the earlier,
    `latest-version` for the newest).
    """
    row = owned(request, partner, declarations.one, declaration)
    return _response(request, row, len(responses_of(row)))


@router.get("/declarations/{declaration}/responses/{number}")
def get_numbered_response(request: Request, declaration: str, number: ResponseNumber, partner: Known) -> Response:
    """A signed response by its number, XML: the same bytes for ever."""
    return _response(request, owned(request, partner, declarations.one, declaration), number)


@router.get("/declarations/{declaration}/responses/{number}/cusres")
def get_numbered_cusres(request: Request, declaration: str, number: ResponseNumber, partner: Known) -> Response:
    """A response by its number as CUSRES, of a declaration that came by EDIFACT."""
    row = owned(request, partner, declarations.one, declaration)
    return edifact(parts_of(request).store.get(_stored(row, number, "cusres")))


def _response(request: Request, row: DeclarationRow, number: int) -> Response:
    digest = _stored(row, number, "xml")
    count = len(responses_of(row))
    urls = [address("numbered_response", declaration=row.id, number=each) for each in range(1, count + 1)]
    links = [f'<{each}>; rel="predecessor-version"' for each in urls[:-1]] + [f'<{urls[-1]}>; rel="latest-version"']
    content = parts_of(request).store.get(digest)
    return Response(content, media_type="application/xml", headers={"Link": ", ".join(links)})


def _stored(row: DeclarationRow, number: int, form: str) -> str:
    made = responses_of(row)
    digest = made[number - 1].get(form) if 1 <= number <= len(made) else None
    if digest is None:
        raise problem(404, "API03")
    return digest
