"""Findings: what is wrong, where in the sender's own bytes, and what to do about it.

One shape whatever found it: the XML door, the XSD, a table, a rule, the PDF door, the folder or the ledger.
The codes, their severity, boxes and source are rows of `findings.csv` (this gateway's own contract) and of the law's
tables (`tables/rules/*.csv`); their words stand in `words/<language>/*.po`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from schemas import words
from schemas.law import codes
from schemas.vocabulary import LANGUAGES, Severity

LONGEST_VALUE = 1000
"""Characters of a value that a finding carries: enough to know it again."""


@dataclass(frozen=True, slots=True)
class SegmentPlace:
    """A place in an EDIFACT interchange, counted as CONTRL counts (ISO 9735-4).

    `interchange` and `message` count from 1 in what was sent and in the interchange, `reference` is the message's own
    (0062); `segment` counts in the message, UNH is 1 (0096); `tag` names it; `element` counts its elements, the tag
    is 1 (0098); `component` counts in the element, from 1 (0104). Each is None where the place is a larger one.
    """

    interchange: int
    message: int | None = None
    reference: str | None = None
    segment: int | None = None
    tag: str | None = None
    element: int | None = None
    component: int | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the sender's bytes.

    `line` and `column` count Unicode characters from 1, without the byte order mark;
    `offset` counts bytes from 0, with it. `segment` is the same place in an EDIFACT interchange.
    """

    line: int
    column: int
    offset: int
    segment: SegmentPlace | None = None

    def to_record(self) -> list[Any]:
        """The place as plain data; `from_record` gives it back."""
        plain: list[Any] = [self.line, self.column, self.offset]
        return plain if self.segment is None else [*plain, asdict(self.segment)]

    @classmethod
    def from_record(cls, record: Sequence[Any]) -> Position:
        """A place from what `to_record` gave."""
        line, column, offset, *further = record
        return cls(line, column, offset, SegmentPlace(**further[0]) if further else None)


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault or warning, complete enough to be acted on without asking anybody.

    `facts` are the actual values that the words of `code` mention; `box` is a number 1-41 or a letter A-H
    of the form, None where the fault is in no box (a PDF, the header of the message). `origin` is the source where it
    is not that of the code: the sentence of a table's row.
    """

    code: str
    severity: Severity
    box: str | None = None
    related_boxes: tuple[str, ...] = ()
    article: int | None = None
    position: Position | None = None
    value: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    file: str | None = None
    origin: str | None = None

    @property
    def source(self) -> str:
        """Where the rule comes from: a box of the form, a circular, a standard, or this gateway's contract."""
        return self.origin or codes()[self.code].source

    def message(self, language: str) -> str:
        """What is wrong, with the actual values, in `language` (fr, en or ar)."""
        return words.say(self.code, "message", language, self._arguments(language))

    def fix(self, language: str) -> str:
        """What to do about it, in `language`."""
        return words.say(self.code, "fix", language, self._arguments(language))

    def _arguments(self, language: str) -> dict[str, str]:
        """The values for the words. A fact given per language is our own words: taken in this one, and never cut."""
        given = {
            "value": self.value or "",
            "box": self.box or "",
            "article": self.article or "",
            "file": self.file or "",
            "named": self.facts.get("element", ""),
            "passed": "",  # findings that older programs kept do not say which limit
        }
        return {
            name: str(fact[language]) if isinstance(fact, Mapping) else words.shown(str(fact))
            for name, fact in {**given, **self.facts}.items()
        }

    def as_dict(self) -> dict[str, Any]:
        """The finding as JSON-ready data: the same keys on HTTP and in `.findings.json`."""
        position = self.position
        return {
            **self._plain(),
            "line": position.line if position else None,
            "column": position.column if position else None,
            "offset": position.offset if position else None,
            "edifact": asdict(position.segment) if position and position.segment else None,
            "message": {language: self.message(language) for language in LANGUAGES},
            "fix": {language: self.fix(language) for language in LANGUAGES},
            "source": self.source,
        }

    def to_record(self) -> dict[str, Any]:
        """The finding as plain data for the event log; `from_record` gives it back."""
        position = self.position
        return {
            **self._plain(),
            "position": position.to_record() if position else None,
            "facts": dict(self.facts),
            "origin": self.origin,
        }

    def _plain(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "severity": self.severity,
            "box": self.box,
            "related_boxes": list(self.related_boxes),
            "article": self.article,
            "value": self.value,
            "file": self.file,
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Finding:
        """A finding from what `to_record` gave."""
        place = record["position"]
        values = {**record, "related_boxes": tuple(record["related_boxes"])}
        return cls(**{**values, "position": Position.from_record(place) if place else None})

    def placed(self, position: Position | None) -> Finding:
        """The same finding at `position`."""
        return replace(self, position=position)


def finding(code: str, **given: Any) -> Finding:
    """A finding of a registered `code`: severity and boxes are those of its row unless given.

    Facts that the words mention are passed as `facts={...}`, the row of another law than the one in force as `row`.
    Raises KeyError for an unregistered code.
    """
    row = given.pop("row", None) or codes()[code]
    boxes = row.boxes
    if given.get("value") is not None:
        given["value"] = str(given["value"])[:LONGEST_VALUE]
    given.setdefault("severity", row.severity)
    if "box" not in given and boxes:
        given["box"] = boxes[0]
        given.setdefault("related_boxes", boxes[1:])
    return Finding(code=code, **given)


def refused(findings: list[Finding] | tuple[Finding, ...]) -> bool:
    """True where at least one finding stands in the way of registration."""
    return any(each.severity == "refused" for each in findings)
