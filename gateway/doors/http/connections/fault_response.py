"""What is answered where something of ours failed: a part that is away (send again), or a fault of ours (do not)."""

from __future__ import annotations

import secrets

import structlog
from fastapi import Request
from fastapi.responses import Response

from gateway.doors.http.connections.journal import route_of
from gateway.doors.http.problems import Problem, problem_response, unavailable
from gateway.work.failures import Part, disk_is_full, part_away
from schemas.findings import finding

log = structlog.get_logger()

SECONDS_WITHOUT_DISK = 60
SECONDS_WITHOUT_PART = 10

MOST_REMEMBERED = 200
_told: set[tuple[str, int]] = set()
"""Places in the program whose fault was logged with its traceback; another time one line is enough."""


def fault_response(request: Request, error: Exception) -> Response:
    """API06 with `Retry-After` where a part is away, else API08 with a number that the log has too."""
    part = part_away(error)
    route = route_of(request.scope)
    if part is not None:
        log.error("request failed: a part is away", route=route, part=part, error=type(error).__name__)
        return problem_response(request, _away(part, error))
    incident = secrets.token_hex(5)
    log.error("request failed", route=route, incident=incident, error=type(error).__name__, **_trace(error))
    return problem_response(request, Problem(500, [finding("API08", facts={"incident": incident})]))


def _away(part: Part, error: Exception) -> Problem:
    if disk_is_full(error):
        return unavailable(507, "disk", SECONDS_WITHOUT_DISK)
    return unavailable(503, "fault", SECONDS_WITHOUT_PART)


def _trace(error: Exception) -> dict[str, object]:
    """The traceback, once for each place where something failed; without it the place alone."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = (trace.tb_frame.f_code.co_filename, trace.tb_lineno) if trace is not None else ("", 0)
    if place in _told or len(_told) >= MOST_REMEMBERED:
        return {"at": f"{place[0]}:{place[1]}"}
    _told.add(place)
    return {"exc_info": error}
