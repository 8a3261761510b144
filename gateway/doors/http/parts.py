"""What the HTTP door is given: the parts of a gateway that its routes use."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from fastapi import Request

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
from gateway.work.runner import Runner


@dataclass(frozen=True, slots=True)
class HttpParts:
    """What came in goes to `acceptance`, `acts` and `validation`; what is read comes from ledger and store."""

    settings: Settings
    clock: Clock
    engine: sa.Engine
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


def parts_of(request: Request) -> HttpParts:
    """The parts that this application serves."""
    parts: HttpParts = request.app.state.parts
    return parts
