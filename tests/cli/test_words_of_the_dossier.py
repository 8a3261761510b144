"""What the ledger's commands show has words for everything that the ledger may say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gateway.cli.history import SILENT
from gateway.dossier.states import LIVES
from schemas.words import catalogue

ROOT = Path(__file__).parents[2] / "gateway"
EVENTS = {
    event
    for path in (ROOT / "ledger" / "projections").glob("*.py")
    for event in re.findall(r'@projects\("([\w-]+)"\)', path.read_text(encoding="utf-8"))
}
OF_NO_DECLARATION = {
    "partner-added", "partner-edifact", "key-added", "key-revoked", "payment-refused", "act-refused",
    "credit-opened", "credit-changed", "credit-charged",
    "partner-closed", "partner-reopened", "partner-roles", "partner-offices", "key-end",
    "clock-held", "clock-confirmed", "clock-stood", "days-ahead", "series-continued", "register-signed-by",
}  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_every_event_of_a_declaration_has_words(language: str) -> None:
    told = EVENTS - SILENT - OF_NO_DECLARATION - {"acted"}
    assert len(told) > 25
    assert not [event for event in told if f"event.{event}" not in catalogue(language)]


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_every_state_and_kind_has_words(language: str) -> None:
    words = catalogue(language)
    assert not [life for life in LIVES if f"life.{life}" not in words]
    assert not [kind for kind in ("quittance", "certificate", "dasf", "dum") if f"kind.{kind}" not in words]


def test_the_three_languages_have_the_same_words() -> None:
    ids = [{key for key in catalogue(language) if key.startswith("show.")} for language in ("fr", "en", "ar")]
    assert ids[0] == ids[1] == ids[2] and len(ids[0]) > 40
