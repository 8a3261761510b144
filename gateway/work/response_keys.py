"""The responses to one message, counted from 1: there is a second one where the first had to say `not_judged`."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.ledger.tables import DeclarationRow

Stored = Mapping[str, str]
"""The SHA-256 of each form of a response: xml, json, a page per language, cusres where it goes by EDIFACT."""


def responses_of(declaration: DeclarationRow) -> list[Stored]:
    """All responses that were made to a message, the first one first."""
    return [*declaration.earlier_answers, *([declaration.answers] if declaration.answers else [])]


def due_number(declaration: DeclarationRow) -> int:
    """The number of the response to the verdict that stands now, made or not."""
    return len(declaration.earlier_answers) + 1


def key_of(declaration: str, number: int) -> str:
    """The key of the work on a response: work is unique by its key, and each response is made and delivered once."""
    return declaration if number == 1 else f"{declaration}#{number}"


def of_key(key: str) -> tuple[str, int]:
    """The declaration and the number of the response from `key_of`."""
    declaration, _, number = key.partition("#")
    return declaration, int(number or 1)


def part_name(part: str, number: int) -> str:
    """How the name of a file of a response begins: `response`, of the second one `response-2`."""
    return part if number == 1 else f"{part}-{number}"
