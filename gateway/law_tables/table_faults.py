"""What can be wrong with a folder of tables: file, line, column, what, and what to do, in three languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from schemas.words import LEFT_TO_RIGHT, POP_DIRECTION, phrase, shown

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class TableFault:
    """One fault. `line` counts from 1 and counts comments; None where the fault is of the whole file or folder."""

    key: str
    path: str
    line: int | None
    column: str | None
    facts: Mapping[str, str]

    def message(self, language: str) -> str:
        """What is wrong."""
        return self._words("")[language]

    def fix(self, language: str) -> str:
        """What to do about it."""
        return self._words(".remedy")[language]

    def as_dict(self) -> dict[str, Any]:
        """The fault for programs, with its words in every language."""
        place = {"file": self.path, "line": self.line, "column": self.column}
        return {"code": self.key, **place, "message": self._words(""), "fix": self._words(".remedy")}

    def _words(self, part: str) -> dict[str, str]:
        facts = {name: _isolated(shown(value, 60)) for name, value in self.facts.items()}
        return phrase(f"tables.{self.key}{part}", "", **facts)


@dataclass
class Faults:
    """The faults of one folder: the first of them, and their true number."""

    found: list[TableFault] = field(default_factory=list)
    total: int = 0

    def add(self, key: str, path: str, line: int | None = None, column: str | None = None, **facts: str) -> None:
        """Note a fault; `key` names its words, `tables.<key>` and `tables.<key>.remedy`."""
        self.total += 1
        if len(self.found) < MOST_SHOWN:
            self.found.append(TableFault(key, path, line, column, facts))


def _isolated(value: str) -> dict[str, str]:
    """A value that the Arabic around it does not reorder."""
    return {"fr": value, "en": value, "ar": f"{LEFT_TO_RIGHT}{value}{POP_DIRECTION}"}
