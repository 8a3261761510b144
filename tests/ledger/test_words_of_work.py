"""Whatever work waits for, and whatever it is, there are words for it: over HTTP, in the folder, for the operator."""

from __future__ import annotations

from typing import get_args

import pytest

from gateway.work import kinds
from gateway.work.failures import Part
from gateway.work.work_rows import FAULT, FORGOTTEN, OPERATOR, PROGRAM
from renderers.waiting_notice import waiting_message
from schemas.vocabulary import LANGUAGES
from schemas.words import catalogue
from tests.checkout import CHECKOUT

PARTS = (*get_args(Part), FAULT, FORGOTTEN, PROGRAM)
KINDS = [value for name, value in vars(kinds).items() if name.isupper()]
FOLDERS = CHECKOUT / "docs" / "folders.md"


@pytest.mark.parametrize("part", PARTS)
def test_a_sender_is_told_what_is_away(part: str) -> None:
    said = waiting_message(part, "sub_1")
    assert all("sub_1" in said[language] for language in LANGUAGES)
    assert f"`{part}`" in FOLDERS.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_operator_is_told_all_of_it(language: str) -> None:
    words = catalogue(language)
    assert [part for part in (*PARTS, OPERATOR) if f"work.part.{part}" not in words] == []
    assert [kind for kind in KINDS if f"work.kind.{kind}" not in words] == []
