"""Offices as tests have them that are about something else: not held to any bureau, or with a key for all of them."""

from __future__ import annotations

from gateway.access import Principal
from gateway.clock import casablanca_now
from schemas.days import day_of
from schemas.law import shipped

ALL_BUREAUX = tuple(sorted(shipped().on(day_of(casablanca_now())).codes("offices")))
"""The codes of all customs offices of the list."""


def anywhere(office: str = "bureau") -> Principal:
    """An office that acts on what is of any bureau."""
    return Principal(office, ("office",), everywhere=True)
