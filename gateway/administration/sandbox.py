"""The sandbox administration: registers and assesses at once, or as its script says. Nothing it does has legal effect.

`script.csv` says which beginning of a declarant's reference makes it refuse, delay, examine, ask or release.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files

from gateway.administration.interface import (
    Answer,
    Assessed,
    CreditTerms,
    Lodgement,
    Ordered,
    Postponed,
    Refused,
    Registered,
)
from schemas import words

INSPECTOR = "SANDBOX"
ASKED_DOCUMENT = "04200"
CREDIT = CreditTerms(Decimal("10000000.00"), 30)
"""Any account number that is not known yet is one of these: our own choice, to try with."""

_DELAY = re.compile(r"TEST-DELAY([0-9]{1,3})-")
DELAY_SECONDS, LONGEST_DELAY_SECONDS = 2.0, 60.0


@lru_cache
def script() -> list[Mapping[str, str]]:
    """The rows of `script.csv`."""
    text = files("gateway.administration").joinpath("script.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


class Sandbox:
    """Answers in the place of an administration. Its numbers but the DUM's begin with SPECIMEN."""

    name = "sandbox"
    specimen = True

    def lodge(self, lodgement: Lodgement, again: bool = False) -> Sequence[Answer]:
        """Register and assess box B line by line, whatever was proposed; before or after that, what the script says."""
        does = _does(lodgement.reference)
        if does == "refuse":
            return [Refused(words.phrase("sandbox.refused"))]
        if does == "delay" and not again:
            match = _DELAY.match(lodgement.reference)
            return [Postponed(min(float(match[1]), LONGEST_DELAY_SECONDS) if match else DELAY_SECONDS)]
        if does == "office" and not again:
            return [Postponed(None)]
        done: list[Answer] = [Registered(), self.assess(lodgement)]
        if does == "examine":
            done.append(Ordered("examination", {"stage": "ORDERED", "method_code": "VP", "officer": INSPECTOR}))
        if does == "document":
            asked = {"status": "REQUESTED", "document_type_code": ASKED_DOCUMENT, "officer": INSPECTOR}
            done.append(Ordered("document-request", asked))
        if does == "release":
            done += [Ordered("visa", {"officer": INSPECTOR}), Ordered("release", {"officer": INSPECTOR})]
        return done

    def assess(self, lodgement: Lodgement) -> Assessed:
        """The lines of box B as they are; none where the régime suspends the duties."""
        return Assessed(() if lodgement.suspensive else lodgement.lines)

    def credit_terms(self, number: str) -> CreditTerms | None:
        """Every account exists, with the same terms."""
        return CREDIT


def _does(reference: str) -> str:
    rows = (row for row in script() if reference.upper().startswith(row["prefix"]))
    return next((row["does"] for row in rows), "")
