"""Why something about companies and mandates is not done as asked."""

from __future__ import annotations

from collections.abc import Iterable

from gateway.worded import WordedError
from schemas.vocabulary import SCOPE


class PeopleError(WordedError):
    """It cannot be done as asked; the words `people.<message>` say why, and what would do."""

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(f"people.{message}", **facts)


def checked_scope(words: Iterable[str]) -> list[str]:
    """The words of a scope, in the order in which they are listed. Raises PeopleError for none and for others."""
    given = set(words)
    if not given or not given <= set(SCOPE):
        raise PeopleError("scope", scope=", ".join(SCOPE))
    return [word for word in SCOPE if word in given]
