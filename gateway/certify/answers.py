"""What a gateway answered, read from JSON that may be anything."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gateway.certify.kit import Told

MOST_FINDINGS = 10_000
MOST_ELEMENTS = 1_000
"""Declarations or interchanges of one submission that are looked at. A vector has a few."""
LONGEST_WORD = 40
"""Characters of a code or box that are kept: a true one has eight at most."""


class NoAnswerError(Exception):
    """Nothing that can be compared came. `key` names the words for it, `detail` what came instead."""

    def __init__(self, key: str, detail: str = "") -> None:
        super().__init__(key, detail)
        self.key, self.detail = key, detail


class UnusableError(Exception):
    """The gateway cannot be certified at all: it is not there, or does not let us in. `key` names the words for it."""

    def __init__(self, key: str, detail: str = "") -> None:
        super().__init__(key, detail)
        self.key, self.detail = key, detail


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict on a declaration and its findings; of several, refused where one is, and all findings. `contrl` are
    the CONTRLs that came, by the interchange that they answer."""

    refused: bool
    findings: tuple[Told, ...]
    contrl: Mapping[int, bytes] = field(default_factory=dict)


def is_refused(outcomes: Iterable[str]) -> bool:
    """True where one of these outcomes is a refusal. Raises NoAnswerError where the gateway failed to judge one."""
    told = list(outcomes)
    if "not_judged" in told:
        raise NoAnswerError("not-judged")
    return "refused" in told


def parsed(content: bytes) -> Any:
    """JSON from outside. Raises NoAnswerError where it is none."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NoAnswerError("no-json") from error


def member(document: object, *names: str | int) -> Any:
    """What stands at a path of members and places in JSON. Raises NoAnswerError where there is nothing."""
    found: Any = document
    for name in names:
        try:
            found = found[name]
        except (KeyError, IndexError, TypeError) as error:
            raise NoAnswerError("no-member", str(name)) from error
    return found


def text(document: object, *names: str | int) -> str:
    """A text in JSON. Raises NoAnswerError where there is none."""
    found = member(document, *names)
    if not isinstance(found, str):
        raise NoAnswerError("no-member", str(names[-1]))
    return found


def elements(document: object, name: str) -> list[Any]:
    """A list in JSON that is not empty. Raises NoAnswerError where there is none, or one too long."""
    found = member(document, name)
    if not isinstance(found, list) or not 0 < len(found) <= MOST_ELEMENTS:
        raise NoAnswerError("no-member", name)
    return found


def findings(document: object) -> tuple[Told, ...]:
    """The findings of a problem, of a `.findings.json`, or a bare list. Raises NoAnswerError."""
    listed = document if isinstance(document, list) else member(document, "findings")
    if not isinstance(listed, list) or len(listed) > MOST_FINDINGS:
        raise NoAnswerError("no-member", "findings")
    return tuple(
        Told(text(each, "code")[:LONGEST_WORD], _box(each), _number(each, "article"), _number(each, "line"))
        for each in listed
    )


def _box(found: object) -> str | None:
    box = member(found, "box")
    if box is not None and not isinstance(box, str):
        raise NoAnswerError("no-member", "box")
    return box and box[:LONGEST_WORD]


def _number(found: object, name: str) -> int | None:
    number = member(found, name)
    if number is not None and (isinstance(number, bool) or not isinstance(number, int) or abs(number) > 1 << 53):
        raise NoAnswerError("no-member", name)
    return number
