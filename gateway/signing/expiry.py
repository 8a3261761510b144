"""Until when the gateway can sign: told to whoever watches it, in time to get a new certificate."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

import structlog

from gateway.signing.certificates import subject
from gateway.signing.material import SignerMaterial
from schemas.days import day_of

log = structlog.get_logger()

WARNED_BEFORE = timedelta(days=90)

Warned = Literal["ends_soon", "ended", "not_yet_valid"]


@dataclass(frozen=True, slots=True)
class State:
    """The earliest end in the chain of the signing certificate, whole days until then, and what is to be warned of."""

    not_after: datetime
    days_left: int
    warning: Warned | None

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {**asdict(self), "not_after": self.not_after.isoformat()}


def state_of(material: SignerMaterial, now: datetime) -> State:
    """How long what signs is valid."""
    ends = material.first_to_end.not_valid_after_utc
    warning: Warned | None = None
    if now > ends:
        warning = "ended"
    elif now < material.last_to_begin.not_valid_before_utc:
        warning = "not_yet_valid"
    elif ends - now <= WARNED_BEFORE:
        warning = "ends_soon"
    return State(ends, max((ends - now).days, 0), warning)


class Watch:
    """Warns in the log: at the first look, then once a day."""

    def __init__(self, material: SignerMaterial) -> None:
        self._material = material
        self._looked_on: date | None = None

    def look(self, now: datetime) -> None:
        """Warn where there is something to warn of and it was not done today."""
        if day_of(now) == self._looked_on:
            return
        self._looked_on = day_of(now)
        state = state_of(self._material, now)
        facts = {"not_after": state.not_after.isoformat(), "days_left": state.days_left}
        if state.warning == "ends_soon":
            certificate = subject(self._material.first_to_end)
            log.warning("a certificate ends soon: get a new one", certificate=certificate, **facts)
        elif state.warning is not None:
            log.error("nothing can be signed: a certificate is not valid", warning=state.warning, **facts)
