"""The words that acts, requests and notices are told with are there, in three languages."""

from __future__ import annotations

import re

import pytest

from gateway.dossier.states import LIVES, steps
from schemas.vocabulary import LANGUAGES
from schemas.words import catalogue
from tests.checkout import CHECKOUT

GATEWAY = CHECKOUT / "gateway"
ASKED = re.compile(r"phrase\(\s*\"([\w.\-]+)\"")
CAUSES = re.compile(r"notify\([^,]+(?:\([^)]*\))?, \"([\w\-]+)\"")
SOURCES = [path.read_text(encoding="utf-8") for path in sorted(GATEWAY.rglob("*.py"))]
NEEDED = sorted(
    {f"life.{life}" for life in LIVES}
    | {f"act.{doing}" for doing, _ in steps()}
    | {f"open.{each}" for each in ("examination", "documents", "payment", "visa")}
    | {f"object.{each}" for each in ("claim", "payment", "certificate", "account", "request", "credit")}
    | {f"claim.{each}" for each in ("open", "settled", "cancelled")}
    | {
        f"discharge.{each}"
        for each in ("export", "consumption", "transfer", "transit", "destruction", "abandonment", "shortage")
    }
    | {name for text in SOURCES for name in ASKED.findall(text)}
)


@pytest.mark.parametrize("name", NEEDED)
def test_a_phrase_that_is_asked_for_is_there(name: str) -> None:
    assert all(catalogue(language)[name] for language in LANGUAGES)


def test_each_cause_of_a_notice_has_a_title() -> None:
    causes = {cause for text in SOURCES for cause in CAUSES.findall(text)}
    assert "certificate-issued" in causes
    known = catalogue("fr")
    assert not {cause for cause in causes if f"cause.{cause}" not in known and f"act.{cause}" not in known}
