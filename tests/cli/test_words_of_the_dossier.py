"""What the ledger's commands show has words for everything that the ledger may say."""

from __future__ import annotations

import pytest

from gateway.documents.kind_names import document_names
from gateway.dossier.states import LIVES
from schemas.words import catalogue


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_every_state_and_kind_has_words(language: str) -> None:
    words = catalogue(language)
    assert not [life for life in LIVES if f"life.{life}" not in words]
    assert not [kind for kind in document_names() if f"kind.{kind}" not in words]


def test_the_three_languages_have_the_same_words() -> None:
    ids = [{key for key in catalogue(language) if key.startswith("show.")} for language in ("fr", "en", "ar")]
    assert ids[0] == ids[1] == ids[2] and len(ids[0]) > 40
