"""Why a command or a start cannot go on, in the three languages: what is wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Mapping

LONGEST_FACT = 1_000


class WordedError(Exception):
    """Something that an operator has to know and mend. `words` are the sentence of the catalogue by language."""

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key)
        self.key, self.facts = key, facts

    @property
    def words(self) -> Mapping[str, str]:
        """The sentence in French, English and Arabic. What came from outside in it moves no cursor."""
        from schemas.words import phrase, shown

        return phrase(self.key, **{name: shown(str(value), LONGEST_FACT) for name, value in self.facts.items()})

    def __str__(self) -> str:
        return self.words["en"]
