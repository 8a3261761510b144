"""What the log keeps of a document, and what all kinds read from it; titles by the law of its day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from gateway.documents.message_records import assessment_of
from gateway.law_tables.in_force import LawFor
from gateway.store.files import FileStore
from renderers.records import Assessment
from schemas.days import day_of, in_casablanca
from schemas.law import LawOfDay

EventData = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """A document by its number: what was `said` when it became due, and where all else stands that it tells."""

    number: str
    said: EventData
    specimen: bool
    law: LawFor
    store: FileStore

    @property
    def issued_at(self) -> datetime:
        """When it became due."""
        return moment_of(self.said["issued_at"])

    @property
    def law_of_day(self) -> LawOfDay:
        """The law by which its declaration was judged, where the log says so; else the tables in force on its day."""
        judged_by = self.said.get("law")
        if judged_by:
            return self.law(judged_by["tables"]).on(date.fromisoformat(judged_by["day"]))
        return self.law().on(day_of(self.issued_at))

    def beginning(self, office: str) -> dict[str, Any]:
        """What every record says; `office` is the code of the one that issues it."""
        name = self.law_of_day.title("offices", office)["fr"]
        issued = {"number": self.number, "issued_at": self.issued_at, "specimen": self.specimen}
        return {**issued, "office": office, "office_name": name}

    def declaration(self) -> dict[str, Any]:
        """The declaration that it is about."""
        return {
            "dum_number": self.said["dum_number"],
            "registered_at": moment_of(self.said["registered_at"]),
            "declarant_reference": self.said["reference"],
        }

    def assessment(self) -> Assessment:
        """What was assessed."""
        assessed = self.said["assessment"]
        found = assessment_of(assessed, self.said["registered_at"], self.law())
        return found or Assessment(assessed["number"], (), Decimal(0))


def moment_of(text: str) -> datetime:
    """A time as stored, in Casablanca."""
    return in_casablanca(datetime.fromisoformat(text))
