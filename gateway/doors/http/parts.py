"""What the HTTP door is given: the parts of a gateway that its routes use."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from fastapi import Request
from sqlalchemy import Engine

from gateway.clock import Clock
from gateway.doors.http.readiness import Readiness
from gateway.dossier.acts.submit_act import Acts
from gateway.partners import Partners
from gateway.pipeline.accept import Acceptance
from gateway.pipeline.printed_forms import PrintedForms
from gateway.pipeline.validation import Validation
from gateway.settings import Settings
from gateway.signing.material import SignerMaterial
from gateway.store.files import FileStore
from gateway.trust.served import Served
from gateway.views.waiting import Waiting
from gateway.work.runner import Runner
from gateway.work.waiting_work import waits_of


@dataclass(frozen=True, slots=True)
class HttpParts:
    """What came in goes to `acceptance`, `acts` and `validation`; what is read comes from ledger and store."""

    settings: Settings
    clock: Clock
    engine: Engine
    store: FileStore
    partners: Partners
    runner: Runner
    material: SignerMaterial
    served: Served
    acceptance: Acceptance
    acts: Acts
    validation: Validation
    printed_forms: PrintedForms
    readiness: Readiness

    def waiting(self, submissions: Collection[str]) -> Waiting:
        """What the work on these submissions waits for now."""
        return Waiting(waits_of(self.engine, submissions), self.clock, self.runner.database_away_since())


def parts_of(request: Request) -> HttpParts:
    """The parts that this application serves."""
    parts: HttpParts = request.app.state.parts
    return parts
