"""The gallery shows every kind of document as it is, and each picture that it names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pictureskit.gallery import SHOWN, Shown, drawn, page
from pictureskit.pages import differ
from pictureskit.sample_documents import DOCUMENTS
from PIL import Image

from .conftest import CHECKOUT

pytestmark = pytest.mark.service


DOCS = CHECKOUT / "docs"
ANEW = "run: python scripts/pictures.py --gallery"


def missing(text: str, folder: Path) -> list[str]:
    """The pictures that a page names and that are not there."""
    return [name for name in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text) if not (folder / name).exists()]


def test_every_picture_that_the_gallery_names_is_there() -> None:
    text = (DOCS / "gallery.md").read_text(encoding="utf-8")
    assert missing(text, DOCS) == [], ANEW
    assert missing(text.replace("(images/dum.png)", "(images/none.png)"), DOCS) == ["images/none.png"]


def test_the_page_is_not_stale() -> None:
    assert (DOCS / "gallery.md").read_text(encoding="utf-8") == page(), ANEW


@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: shown.name)
def test_a_picture_is_not_stale(shown: Shown) -> None:
    with Image.open(DOCS / "images" / f"{shown.name}.png") as kept:
        assert not differ(kept, drawn(shown)), ANEW


def test_every_kind_of_document_is_in_the_gallery() -> None:
    kinds = {document.name.partition("-")[0] for document in DOCUMENTS}
    assert kinds == {shown.name.partition("-")[0] for shown in SHOWN}
