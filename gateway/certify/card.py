"""The score card: points by family and by kind, and what was lost; as data, for the terminal, the page and JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from gateway.certify.compare_answers import Result
from gateway.certify.kit import Told
from gateway.certify.running import Run
from renderers.visible_text import visible
from schemas.law import current
from schemas.vocabulary import LANGUAGES
from schemas.words import COMMAS, LEFT_TO_RIGHT, POP_DIRECTION, catalogue, phrase

LONGEST_SEGMENT = 120
"""Characters of a CONTRL's segment that are shown."""
_ISOLATES = (LEFT_TO_RIGHT, POP_DIRECTION)
_ISOLATE = re.compile(f"([{''.join(_ISOLATES)}])")


@dataclass(frozen=True, slots=True)
class Score:
    """The points of a family or kind, of how many."""

    name: str
    points: int
    total: int


@dataclass(frozen=True, slots=True)
class Card:
    """What was tried against what, when, and the score. `total` is how many vectors the kit has for this door, `only`
    the family and `form` the form (`xml`, `edifact`) that was asked for, empty where all were."""

    against: str
    at: datetime
    kit: str
    only: str
    form: str
    total: int
    results: tuple[Result, ...]
    stopped: str
    detail: str

    @classmethod
    def of(cls, run: Run, *, against: str, at: datetime, kit: str, only: str, total: int, form: str = "") -> Card:
        """The card of a run."""
        return cls(against, at, kit, only, form, total, run.results, run.stopped, run.detail)

    @property
    def points(self) -> int:
        """Vectors that are right in verdict, findings and CONTRLs."""
        return sum(each.is_right for each in self.results)

    @property
    def lost(self) -> list[Result]:
        """The others that were tried."""
        return [each for each in self.results if not each.is_right]

    def by(self, attribute: str) -> list[Score]:
        """The scores by `family`, `kind` or `form`, in the order of their names; what belongs to no family first."""
        names = sorted(
            {str(getattr(each.vector, attribute)) for each in self.results}, key=lambda name: (name != "any", name)
        )
        found = []
        for name in names:
            of_name = [each.is_right for each in self.results if getattr(each.vector, attribute) == name]
            found.append(Score(name, sum(of_name), len(of_name)))
        return found

    def as_dict(self) -> dict[str, Any]:
        """The card for programs."""
        return {
            "against": self.against,
            "at": self.at.isoformat(),
            "kit": self.kit,
            "only": self.only or None,
            "form": self.form or None,
            "complete": not self.stopped,
            "stopped": {"key": self.stopped, "detail": self.detail} if self.stopped else None,
            "points": self.points,
            "tried": len(self.results),
            "total": self.total,
            "families": [asdict(each) for each in self.by("family")],
            "kinds": [asdict(each) for each in self.by("kind")],
            "forms": [asdict(each) for each in self.by("form")],
            "lost": [_lost(each) for each in self.lost],
            "notice": {language: say(language, "no-certificate") for language in LANGUAGES},
        }


def why(language: str, stopped: str, detail: str) -> str:
    """Why there is no card, or no whole one."""
    return say(language, stopped, detail=visible(detail))


def _lost(result: Result) -> dict[str, Any]:
    failure = result.failure
    return {
        "file": result.vector.file,
        "verdict": {
            "expected": _verdict(result.vector.refused),
            "came": result.answer and _verdict(result.answer.refused),
        },
        "missing": [asdict(each) for each in result.missing],
        "unexpected": [asdict(each) for each in result.unexpected],
        "misplaced": [{"expected": asdict(one), "told": asdict(other)} for one, other in result.misplaced],
        "contrl": [asdict(each) for each in result.contrl],
        "failure": failure and {"key": failure.key, "detail": failure.detail},
    }


def _verdict(is_refused: bool) -> str:
    return "refused" if is_refused else "valid"


def what_came(result: Result, language: str) -> Iterator[tuple[str, str]]:
    """What was lost with a vector, line by line: the head and the words, safe to be shown."""
    if result.failure is not None:
        detail = visible(result.failure.detail)
        yield say(language, "no-answer"), say(language, result.failure.key, detail=detail)
        return
    if result.answer is not None and not result.verdict_is_right:
        expected, came = (say(language, _verdict(each)) for each in (result.vector.refused, result.answer.refused))
        yield say(language, "verdict"), say(language, "expected-came", expected=expected, came=came)
    for head, told in (("missing", result.missing), ("unexpected", result.unexpected)):
        for each in told:
            yield say(language, head), f"{_code(each.code, language)} ({place_of(each, language)})"
    for one, other in result.misplaced:
        places = {"expected": place_of(one, language), "told": place_of(other, language)}
        yield say(language, "misplaced"), f"{_code(one.code, language)}: {say(language, 'at-place', **places)}"
    for difference in result.contrl:
        segments = (difference.expected, difference.came)
        expected, came = (_code(each[:LONGEST_SEGMENT] or "—", language) for each in segments)
        head = say(language, "contrl", number=str(difference.interchange))
        yield head, say(language, "expected-came", expected=expected, came=came)


def _code(code: str, language: str) -> str:
    """A code, kept from left to right within Arabic."""
    return f"{LEFT_TO_RIGHT}{visible(code)}{POP_DIRECTION}" if language == "ar" else visible(code)


def sentence(text: str) -> str:
    """A sentence of the kit, safe to be shown; its own marks around foreign words stay."""
    return "".join(each if each in _ISOLATES else visible(each) for each in _ISOLATE.split(text))


def place_of(told: Told, language: str) -> str:
    """Box, article and line of a finding in words."""
    parts = (("box", told.box), ("article", told.article), ("line", told.line))
    said = [say(language, name, number=visible(str(number))) for name, number in parts if number is not None]
    return COMMAS[language].join(said) or say(language, "nowhere")


def name_of(attribute: str, name: str, language: str) -> str:
    """The title of a family or kind."""
    row = current().codelist("regime_families").get(name) if attribute == "family" else None
    return row[-1][f"name_{language}"] if row else say(language, f"{attribute}.{name}", otherwise=visible(name))


def say(language: str, key: str, *, otherwise: str = "", **values: str) -> str:
    """A phrase of the card; `otherwise` where it has none of this key."""
    message = f"certify.{key}"
    return phrase(message, **values)[language] if message in catalogue(language) else otherwise or key
