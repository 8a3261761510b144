"""Judging on demand: the day whose law a client asks for, and its turn among those who wait for a worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, TypeVar, TypeVarTuple

import anyio
from fastapi import Depends, Query, Request

from gateway.api.problems import problem, unavailable
from gateway.replay.laws import NoLaw, day_of

Arguments = TypeVarTuple("Arguments")
Result = TypeVar("Result")

VALIDATIONS_WAITING = 50
"""Judgements that may wait for a worker; further ones are told to come again."""


async def _day(
    law_of: Annotated[str | None, Query(description="Judge by the law of this day, as 2026-11-24.")] = None,
) -> date | None:
    try:
        return None if law_of is None else day_of(law_of)
    except NoLaw as wrong:
        raise problem(422, "API07", facts={"reason": wrong.words}) from None


LawOf = Annotated[date | None, Depends(_day)]
"""The day that `law_of` names, None where it is not given. 422 where it is no day."""


async def in_turn(request: Request, act: Callable[[*Arguments], Result], *arguments: *Arguments) -> Result:
    """Run what costs a worker. A worker is left to what was accepted, and those who wait hold no thread."""
    limiter = request.app.state.validations
    if limiter.statistics().tasks_waiting >= VALIDATIONS_WAITING:
        raise unavailable(503, "busy", seconds=5)
    return await anyio.to_thread.run_sync(act, *arguments, limiter=limiter)
