"""The sandbox administration: registers and assesses at once, by the same law. Nothing it does has legal effect."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from gateway.administration.interface import Assessed, AssessedLine, Lodgement, NextSerial, Registered
from schemas.identifiers import dum_number
from schemas.rules.duties import assessed


class Sandbox:
    """Answers in the place of an administration. Its numbers but the DUM's begin with SPECIMEN."""

    specimen = True

    def lodge(self, lodgement: Lodgement, at: datetime, next_serial: NextSerial) -> Sequence[Registered | Assessed]:
        """Register in the series of office, régime and year; assess box B line by line, whatever was proposed."""
        series = f"dum:{lodgement.office}:{lodgement.regime}:{at.year}"
        serial = next_serial(series)
        number = dum_number(lodgement.office, lodgement.regime, at.year, serial)
        return [Registered(series, serial, number), self._assess(lodgement, at, next_serial)]

    def _assess(self, lodgement: Lodgement, at: datetime, next_serial: NextSerial) -> Assessed:
        lines = tuple(
            AssessedLine(line.type_code, line.base, line.rate, assessed(line.base, line.rate))
            for line in lodgement.lines
        )
        total = sum((line.amount for line in lines), Decimal(0))
        series = f"assessment:{lodgement.office}:{at.year}"
        serial = next_serial(series) if total else 0  # where nothing is due, nothing is booked
        number = f"SPECIMEN-{lodgement.office}L{at.year}{serial:07d}"
        return Assessed(series, serial, number, lines, total)
