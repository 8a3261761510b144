"""The HTTP application. Every route has its docstring in the published OpenAPI description."""

from __future__ import annotations

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from gateway.doors.http import (
    account_routes,
    act_routes,
    company_routes,
    declaration_routes,
    document_routes,
    health_routes,
    response_routes,
    status_routes,
    submission_routes,
    verdict_routes,
)
from gateway.doors.http.addresses import PREFIX
from gateway.doors.http.connections.doorway import Doorway
from gateway.doors.http.connections.http_door import Door
from gateway.doors.http.description import KEY, PROBLEMS, publish
from gateway.doors.http.on_demand import OnDemand
from gateway.doors.http.parts import HttpParts, parts_of
from gateway.doors.http.problems import Problem, problem, problem_response, unavailable
from gateway.doors.http.receiving import too_large
from gateway.pipeline.accept import DiskFull
from gateway.signing.material import OutsideValidityError
from gateway.store.files import Damaged
from gateway.timekeeping.guard import ClockAway
from schemas import words

log = structlog.get_logger()

SECONDS_WITHOUT_SIGNATURE = 600
"""An operator needs longer than that to install a certificate or mend a clock; who sends again in vain should do it
seldom."""

SECONDS_WITHOUT_FILE = 600
"""As long as an operator needs to bring a file back."""

TITLE = "dumgate"
DESCRIPTION = "Customs e-document gateway: goods declarations (DUM) in, signed receipts out. See docs/http.md."


def create_app(parts: HttpParts) -> FastAPI:
    """The application of one gateway."""
    # no max_body_size: it answers in plain text. Every route that reads a body does it through `receiving`, which
    # holds the limits while the body streams and answers with a finding.
    # no redirect_slashes: it sends the client where the Host header says.
    app = FastAPI(title=TITLE, description=DESCRIPTION, version="1", openapi_url=None, redirect_slashes=False)
    app.state.parts = parts
    app.state.door = Door(parts.settings, lambda: parts.partners.key_digests())
    app.state.on_demand = OnDemand(max(1, parts.settings.workers - 1))
    for routes in (
        submission_routes,
        declaration_routes,
        response_routes,
        verdict_routes,
        act_routes,
        account_routes,
        company_routes,
        document_routes,
    ):
        app.include_router(routes.router, prefix=PREFIX, dependencies=[KEY], responses=PROBLEMS)
    if parts.settings.public_status:
        app.include_router(status_routes.router, prefix=PREFIX, responses=PROBLEMS)
    publish(app)
    app.include_router(health_routes.router)
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(DiskFull, _on_disk_full)
    app.add_exception_handler(OutsideValidityError, _on_no_signature)
    app.add_exception_handler(ClockAway, _on_clock)
    app.add_exception_handler(Damaged, _on_damaged)
    app.add_exception_handler(ClientDisconnect, _on_gone)
    app.add_middleware(Doorway, door=app.state.door)  # it answers whatever else is raised
    return app


async def _on_problem(request: Request, raised: Exception) -> Response:
    assert isinstance(raised, Problem)  # noqa: S101 - the type it is registered for
    return problem_response(request, raised)


async def _on_http(request: Request, raised: Exception) -> Response:
    status = raised.status_code if isinstance(raised, HTTPException) else 500
    if status == 413:
        limit = parts_of(request).settings.max_body_bytes
        return problem_response(request, too_large("XML02", limit))
    code, facts = ("API03", {}) if status == 404 else ("API07", {"reason": request.method})
    refused = problem(status, code, facts=facts)
    refused.headers.update(getattr(raised, "headers", None) or {})  # Allow, for a method that is not allowed
    return problem_response(request, refused)


async def _on_validation(request: Request, raised: Exception) -> Response:
    names = raised.errors()[0]["loc"] if isinstance(raised, RequestValidationError) else ()
    return problem_response(request, problem(422, "API07", facts={"reason": " ".join(map(str, names[1:]))}))


async def _on_disk_full(request: Request, _: Exception) -> Response:
    return problem_response(request, unavailable(507, "disk", seconds=60))


async def _on_no_signature(request: Request, raised: Exception) -> Response:
    log.error("nothing can be signed", error=str(raised))
    return problem_response(request, unavailable(503, "signature", seconds=SECONDS_WITHOUT_SIGNATURE))


async def _on_clock(request: Request, raised: Exception) -> Response:
    log.error("nothing is accepted at this clock", path=request.url.path, error=str(raised))
    return problem_response(request, unavailable(503, "clock", seconds=SECONDS_WITHOUT_SIGNATURE))


async def _on_damaged(request: Request, raised: Exception) -> Response:
    """A file of the store is damaged or missing: nothing that can be sent again mends what we made."""
    assert isinstance(raised, Damaged)  # noqa: S101 - the type it is registered for
    parts_of(request).store.tell(raised)
    refused = problem(503, "STO01", facts={"digest": str(raised)})
    refused.headers["Retry-After"] = str(SECONDS_WITHOUT_FILE)
    return problem_response(request, refused)


async def _on_gone(request: Request, _: Exception) -> Response:
    """The client went away in the middle of its body: nothing was accepted, and nobody is there to be told."""
    return problem_response(request, problem(400, "API09", facts={"reason": words.phrase("api.incomplete")}))
