"""What is agreed with a partner for EDIFACT: what is taken from him, and how he is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from parsers.edifact.interchange_records import Agreement
from schemas.edifact_mapping import ASSOCIATION
from schemas.vocabulary import LANGUAGES

ALWAYS, ASKED = "always", "asked"
"""When a CONTRL is sent: for each interchange, or where its UNB asks for one (0031 = 1)."""

LONGEST_ADDRESS = 35
"""Characters of an identification or a routing address (0004, 0008, 0010, 0014); a qualifier (0007) has four."""
LONGEST_QUALIFIER = 4
LONGEST_ASSOCIATION = 6


class TermsError(ValueError):
    """A term is none; the message says what would do."""


@dataclass(frozen=True, slots=True)
class EdifactTerms:
    """The terms of one partner.

    `associations` (0057) are the profiles taken; `tests`: test interchanges (0035 = 1) are judged outside a sandbox
    too, and never registered; `contrl`: always or asked; `latin1`: bytes above 127 under UNOA and UNOB are read as
    Latin-1 and warned of. `identification` and `qualifier` must stand in S002 of what he sends ("": anything may).
    Answers go to `answer_to`, `answer_qualifier`, `answer_routing` ("": back to whom the sender's S002 names), with
    texts in `language`.
    """

    associations: tuple[str, ...] = (ASSOCIATION,)
    tests: bool = False
    contrl: str = ALWAYS
    latin1: bool = False
    identification: str = ""
    qualifier: str = ""
    answer_to: str = ""
    answer_qualifier: str = ""
    answer_routing: str = ""
    language: str = "fr"

    def __post_init__(self) -> None:
        """Raises TermsError."""
        if self.contrl not in (ALWAYS, ASKED):
            raise TermsError(f"CONTRL is sent {ALWAYS} or {ASKED}, not {self.contrl!r}.")
        if self.language not in LANGUAGES:
            raise TermsError(f"The language is one of {', '.join(LANGUAGES)}, not {self.language!r}.")
        limits = {"identification": LONGEST_ADDRESS, "answer_to": LONGEST_ADDRESS, "answer_routing": LONGEST_ADDRESS}
        limits |= {"qualifier": LONGEST_QUALIFIER, "answer_qualifier": LONGEST_QUALIFIER}
        for name, longest in limits.items():
            _must_fit(name, getattr(self, name), longest)
        for each in self.associations:
            _must_fit("association", each, LONGEST_ASSOCIATION)
        for qualifier, named in (("qualifier", "identification"), ("answer_qualifier", "answer_to")):
            if getattr(self, qualifier) and not getattr(self, named):
                raise TermsError(f"A {qualifier} says what kind of {named} is meant: give the {named} too.")

    def agreement(self, own: tuple[str, str] | None, tests: bool) -> Agreement:
        """What the reader is told: who we are (None: anybody), and whether test interchanges are taken in any case."""
        return Agreement(
            latin1=self.latin1,
            own=own,
            sender=(self.identification, self.qualifier) if self.identification else None,
            associations=frozenset(self.associations),
            tests=tests or self.tests,
        )

    def to_record(self) -> dict[str, Any]:
        """The terms as plain data for the event log; `from_record` gives them back."""
        return {**asdict(self), "associations": list(self.associations)}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> EdifactTerms:
        """Terms from what `to_record` gave; what it has not is as if nothing was agreed."""
        known = {each.name for each in fields(cls)}
        given = {name: value for name, value in record.items() if name in known}
        if "associations" in given:
            given["associations"] = tuple(given["associations"])
        return cls(**given)


def _must_fit(name: str, value: str, longest: int) -> None:
    if len(value) > longest or not value.isprintable() or value != value.strip():
        raise TermsError(f"{name}: at most {longest} printable characters without blanks around, not {value!r}.")
