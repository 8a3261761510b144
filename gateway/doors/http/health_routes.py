"""Health: whether the process answers, and whether it can accept. Both without a key, and cheap."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from gateway.doors.http.parts import parts_of
from gateway.doors.http.readiness import SECONDS_TO_ANSWER
from gateway.signing.expiry import state_of

router = APIRouter(tags=["service"])

SECONDS_OF_HEALTH = 0.5
"""Whoever asks whether the process lives waits no longer for what else is told."""


@router.get("/healthz")
async def health(request: Request) -> JSONResponse:
    """The service answers: always 200, whatever its parts do; to start it again would mend none of them. `status` is
    `ok`, or `degraded` where one of the parts of `/readyz` is not all right, which `degraded` names.

    `signing_certificate` says until when it can sign: `not_after` is the earliest end in the chain, `days_left` counts
    whole days; `warning` is null, `ends_soon` (90 days or less), `ended` or `not_yet_valid`.
    """
    parts = parts_of(request)
    await parts.readiness.refresh(SECONDS_OF_HEALTH)
    degraded = parts.readiness.degraded()
    certificate = state_of(parts.material, parts.clock()).as_dict()
    return JSONResponse(
        {"status": "degraded" if degraded else "ok", "degraded": degraded, "signing_certificate": certificate}
    )


@router.get("/readyz", responses={503: {"description": "Not ready: nothing is accepted now."}})
async def ready(request: Request) -> JSONResponse:
    """Whether the service can accept: 200, else 503, within two seconds. `parts` says of database, store, disk and
    signing certificate whether they are `ok`, else what is wrong, and since when it is so.

    `work` is told too and hinders nothing: how much is pending, for how many seconds the oldest, what it waits for, and
    how many dead letters there are. `warnings` names what should be looked at though the service is ready.
    """
    readiness = parts_of(request).readiness
    await readiness.refresh(SECONDS_TO_ANSWER)
    standing = readiness.standing()
    return JSONResponse(standing, status_code=200 if standing["status"] == "ready" else 503)
