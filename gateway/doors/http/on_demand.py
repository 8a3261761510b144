"""Judging on demand: the day whose law a client asks for, and its turn among those who wait for a worker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Annotated, TypeVar, TypeVarTuple

import anyio
from fastapi import Depends, Query, Request

from gateway.doors.http.problems import problem, unavailable
from gateway.judging.replay.two_laws import NoLaw, day_of
from gateway.partners import Partner
from gateway.work.worker_turns import working_for

Arguments = TypeVarTuple("Arguments")
Result = TypeVar("Result")

MOST, MOST_OF_ONE = 50, 25
"""Judgements that are under way or wait for a worker, of all partners and of one; who brings one more is told to come
again. The first one of a partner is taken however many others wait."""


async def _day(
    law_of: Annotated[str | None, Query(description="Judge by the law of this day, as 2026-11-24.")] = None,
) -> date | None:
    try:
        return None if law_of is None else day_of(law_of)
    except NoLaw as wrong:
        raise problem(422, "API07", facts={"reason": wrong.words}) from None


LawOf = Annotated[date | None, Depends(_day)]
"""The day that `law_of` names, None where it is not given. 422 where it is no day."""


class OnDemand:
    """Judgements on demand, for the one loop that begins them: those of a partner wait for his others, not for those
    of another one, and hold no thread while they wait.
    """

    def __init__(self, share: int) -> None:
        self.share = share
        self._asked: Counter[str] = Counter()
        self._limiters: dict[str, anyio.CapacityLimiter] = {}

    async def run(self, partner: str, act: Callable[[], Result]) -> Result:
        """Run it in a thread, as work for this partner. 503 where too many wait."""
        own = self._asked[partner]
        if own >= MOST_OF_ONE or (own and self._asked.total() >= MOST):
            raise unavailable(503, "busy", seconds=5)
        self._asked[partner] += 1
        limiter = self._limiters.setdefault(partner, anyio.CapacityLimiter(self.share))
        try:
            with working_for(partner, on_demand=True):  # the thread has what is set here
                return await anyio.to_thread.run_sync(act, limiter=limiter)
        finally:
            self._asked[partner] -= 1
            if not self._asked[partner]:
                del self._asked[partner], self._limiters[partner]


async def in_turn(
    request: Request, partner: Partner, act: Callable[[*Arguments], Result], *arguments: *Arguments
) -> Result:
    """Run what costs a worker, when it is this partner's turn."""
    on_demand: OnDemand = request.app.state.on_demand
    return await on_demand.run(partner.id, lambda: act(*arguments))
