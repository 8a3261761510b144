"""What may be done to a declaration in which state: the table `states.csv`, asked by acts and by requests."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from schemas import words

Words = dict[str, str]

LIVES = (
    "draft",
    "verdict",
    "refused",
    "lodged",
    "registered",
    "amended",
    "replaced",
    "cancelled",
    "released",
    "closed",
)
LODGED = "lodged"
"""It waits for its registration."""
OVER = ("replaced", "cancelled")
"""What is over: nothing is owed on it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One row: the state it leads to ("" where it stays) and who decides, the declarant or the office."""

    next: str
    decides: str


@lru_cache
def steps() -> dict[tuple[str, str], Step]:
    """All steps by what is done and the state it is done in."""
    text = files("gateway.dossier").joinpath("states.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {(row["doing"], row["life"]): Step(row["next"], row["decides"]) for row in rows}


def step(doing: str, life: str) -> Step | None:
    """What doing this in this state does; None where it does not fit."""
    return steps().get((doing, life))


def life_in_words(life: str) -> Words:
    """The name of a state."""
    return words.phrase(f"life.{life}")


def doing_in_words(doing: str) -> Words:
    """The name of an act or of what a declarant asks."""
    return words.phrase(f"act.{doing}")


def would(life: str, asking: bool = False) -> Words:
    """What would fit a state: the acts of the office, or with `asking` what a declarant may ask."""
    fitting = [doing for doing, state in steps() if state == life and (doing in REQUESTS) == asking]
    if not fitting:
        return words.phrase("would.nothing")
    return words.phrase("would.acts", acts=words.listed([doing_in_words(doing) for doing in fitting]))


REQUESTS = frozenset({"amend", "replace", "cancel"})
