"""The plan of a sound declaration: the régime, what its tables ask, and the choices that follow from a number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from schemas.law import LawOfDay
from schemas.needs import Needs, needs_of
from vectorkit.inventions import ABROAD, JOURNEYS, MOROCCAN, Abroad, Firm, Journey

FIRST_MESSAGE = date(2026, 6, 2)
MESSAGE_DAYS = 25
WITH_DUTIES = ("direct-import", "economic-consumption")
"""Families whose declarations propose boxes B and C."""


@dataclass(frozen=True)
class Plan:
    """One declaration: the régime, a number that all choices follow from, and how many articles."""

    law: LawOfDay
    regime: str
    number: int
    articles: int
    first_message: date = FIRST_MESSAGE

    @cached_property
    def needs(self) -> Needs:
        """What the tables ask of the régime."""
        return asked_of(self.law, self.regime)

    @cached_property
    def direction(self) -> str:
        """import, export, other; transit is told apart."""
        return "transit" if "office" in self.needs.holds("14") else self.needs.family["direction"]

    @cached_property
    def journey(self) -> Journey:
        """How the goods come or go."""
        return JOURNEYS[self.number % len(JOURNEYS)]

    @cached_property
    def office(self) -> str:
        """The office of box 4."""
        return self.journey.offices[self.number // 3 % len(self.journey.offices)]

    @cached_property
    def abroad(self) -> Abroad:
        """The firm abroad."""
        return ABROAD[self.number % len(ABROAD)]

    @cached_property
    def owner(self) -> Firm:
        """The Moroccan firm that owes."""
        return MOROCCAN[self.number % len(MOROCCAN)]

    @cached_property
    def day(self) -> date:
        """The day of the message."""
        return self.first_message + timedelta(days=self.number * 7 % MESSAGE_DAYS)

    def wants(self, box: str, allowed: bool) -> bool:
        """Whether to fill a box: what is asked decides, and where it is left free, `allowed`."""
        asked = self.needs.asked(box)
        return asked == "required" or (asked == "allowed" and allowed)

    @cached_property
    def origin(self) -> dict[str, str]:
        """The country of boxes 13 and 36."""
        foreign = self.direction in ("import", "transit")
        return country(self.abroad.country, self.abroad.country_name) if foreign else country("MA", "MAROC")


def asked_of(law: LawOfDay, regime: str) -> Needs:
    """What the tables ask of a known régime. Raises KeyError."""
    found = needs_of(law, regime)
    if found is None:
        raise KeyError(regime)
    return found


def country(code: str, name: str) -> dict[str, str]:
    """A country as boxes 11, 13, 14 and 36 have it."""
    return {"Code": code, "Name": name}


def family_of(law: LawOfDay, regime: str) -> str:
    """The family of a known régime. Raises KeyError."""
    return asked_of(law, regime).family["code"]


def families(law: LawOfDay) -> dict[str, list[str]]:
    """The régimes of each family."""
    found: dict[str, list[str]] = {}
    for regime in sorted(law.codes("regimes")):
        found.setdefault(family_of(law, regime), []).append(regime)
    return dict(sorted(found.items()))
