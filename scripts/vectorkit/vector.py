"""A test vector: a declaration with its attachments, why it is in the kit, and what the gateway's own judge says of it.

What a case breaks is stated by the case, not by the judge: its code, box and place. A vector whose case is not found by
the judge at that place is not made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from gateway.judging.attached import Attached, examined
from gateway.judging.judge import Judgement, judge
from parsers.pdf import PdfLimits
from parsers.xml import XmlLimits
from schemas.findings import Finding, Position
from schemas.law import Law, LawOfDay, shipped
from schemas.vocabulary import LANGUAGES

DAY = date(2026, 7, 15)
"""The day of the law that the kit is made for."""
MUCH_LATER = date(2036, 2, 29)
"""A day on which the same must come of every vector: a kit is sent on any day."""
MOST = 200

Words = Mapping[str, str]


class WrongVectorError(Exception):
    """A case of which the judge does not say what the case says; or a sound declaration with findings."""


@dataclass(frozen=True)
class Fault:
    """What a case breaks: the code, the box and (where the case knows it) the place of the finding that must come."""

    code: str
    box: str | None
    position: Position | None = None
    article: int | None = None

    def is_told_by(self, found: Finding) -> bool:
        """True where this finding tells this fault, at its place."""
        if (found.code, found.box) != (self.code, self.box):
            return False
        return self.position is None or (found.position == self.position and found.article == self.article)


@dataclass(frozen=True)
class Vector:
    """`door` is empty, or the only door that the vector can be sent through; `files` are its attachments."""

    name: str
    family: str
    kind: str
    regime: str | None
    content: bytes
    files: Mapping[str, bytes] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    reason: Words | None = None
    door: str = ""

    @property
    def path(self) -> str:
        """Its file in the kit."""
        return f"{self.family}/{self.name}.xml"


def entry(vector: Vector) -> dict[str, Any]:
    """The vector's entry in the manifest. Raises WrongVectorError."""
    judgement = judged(vector, shipped().on(DAY))
    told = [expected(each) for each in judgement.findings]
    if told != [expected(each) for each in judged(vector, much_later()).findings]:
        raise WrongVectorError(f"{vector.path}: depends on the day")
    told_faults = [
        next((each for each in judgement.findings if fault.is_told_by(each)), None) for fault in vector.faults
    ]
    if None in told_faults or bool(judgement.findings) != bool(vector.faults):
        found = [(each.code, each.box, each.article, each.position) for each in judgement.findings]
        raise WrongVectorError(f"{vector.path}: wanted {vector.faults}, found {found}")
    first = told_faults[0] if told_faults else None
    said = {language: first.message(language) for language in LANGUAGES} if first else {}
    known = {
        "file": vector.path,
        "sha256": sha256(vector.content).hexdigest(),
        "family": vector.family,
        "kind": vector.kind,
        "regime": vector.regime,
        "verdict": "refused" if judgement.outcome == "refused" else "valid",
        "findings": told,
        "reason": dict(vector.reason or said),
        "attachments": {
            f"{vector.family}/{name}": sha256(content).hexdigest() for name, content in vector.files.items()
        },
    }
    return known | ({"door": vector.door} if vector.door else {})


def judged(vector: Vector, law: LawOfDay) -> Judgement:
    """What the gateway's judge says of a vector by a law."""
    return judge(vector.content, attached_of(vector), law, XmlLimits(), MOST)


def attached_of(vector: Vector) -> Attached:
    """Its attachments, as they are examined before it is judged."""
    return _attached(tuple(vector.files.items()))


@lru_cache
def much_later() -> LawOfDay:
    """The same tables on the later day: read apart, since a law keeps what it knows of one day at a time."""
    return Law(files("schemas") / "tables").on(MUCH_LATER)


@lru_cache(maxsize=4096)
def _attached(files: tuple[tuple[str, bytes], ...]) -> Attached:
    return examined(files, PdfLimits())


def expected(found: Finding) -> dict[str, Any]:
    """A finding as the manifest has it."""
    line = found.position.line if found.position else None
    return {"code": found.code, "box": found.box, "article": found.article, "line": line}
