"""What anybody may ask, where the operator lets him (`public_status`): whether the document that he has still holds."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from gateway.doors.http.access import refuse_odd
from gateway.doors.http.connections.visits import visit_of
from gateway.doors.http.parts import parts_of
from gateway.doors.http.problems import problem
from gateway.queries import documents

router = APIRouter(tags=["documents"])


@router.get("/status/{number}/{sha256}")
async def get_status(request: Request, number: str, sha256: str) -> JSONResponse:
    """Whether a document still holds, for whoever has its number and the SHA-256 (hex) of its signed XML: `valid`,
    `cancelled` or `superseded`, and by which document. 404 alike for a wrong pair and for none. Only where the
    operator switched it on (`public_status`); needs no key.
    """
    refuse_odd(request)
    look = partial(documents.standing, parts_of(request).engine, number, sha256.lower())
    found = await visit_of(request).as_anybody(look)
    if found is None:
        raise problem(404, "API03")
    return JSONResponse(found._asdict())
