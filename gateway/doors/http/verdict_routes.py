"""The verdict of then and the verdict by the law of another day, of a declaration that is kept."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response

from gateway.doors.http.access import Known, owned
from gateway.doors.http.on_demand import LawOf, in_turn
from gateway.doors.http.parts import parts_of
from gateway.judging.replay.stored_documents import Stored
from gateway.queries import declarations

router = APIRouter(tags=["declarations"])


@router.get("/declarations/{declaration}/verdict")
async def get_verdict(request: Request, declaration: str, partner: Known, law_of: LawOf = None) -> Response:
    """Judge it again by the tables in force, as of the day `law_of` (default: today), keeping nothing: `then`, the
    verdict that was given, `now`, the one by this law, and their `difference`: findings `gone`, `new`, and
    `of_then_only`, those for a number that was used before.
    """
    row = await run_in_threadpool(owned, request, partner, declarations.one, declaration)
    parts = parts_of(request)
    stored = Stored(parts.engine, parts.store, parts.settings)
    found = await in_turn(request, partner, parts.validation.replay, stored, row.id, law_of)
    named = {"declaration": row.id, "submission": row.submission, "dum_number": row.dum_number}
    return JSONResponse({**named, "judged_at": row.judged_at, **found.as_dict()})
