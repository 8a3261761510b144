"""The form of a cancelled declaration says so: on each page in three languages, in its XML, and by both standards."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from lxml import etree

from gateway.documents.dum_document import KIND
from gateway.signing.document_facts import read_facts
from renderers.dum_xml import NAMESPACE, render_dum_xml
from schemas.compiled import compiled
from tests.scripts import verapdf

from .samples import IMPORT, document, printed

LANGUAGES = ("fr", "en", "ar")
WORDS = {"fr": "ANNULÉE", "en": "CANCELLED", "ar": "ملغاة"}
GOES_ON = document(IMPORT.read_bytes())
CANCELLED = replace(GOES_ON, cancelled=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_says_it_in_three_languages_and_no_page_of_one_that_goes_on(language: str) -> None:
    pages = [page.extract_text() for page in pypdf.PdfReader(BytesIO(printed(CANCELLED, (1,), language))).pages]
    assert len(pages) == 4
    for text in pages:
        assert all(word in text for word in WORDS.values()), text[:200]
        # in the margin, behind the boxes, and in the line that is read aloud
        assert text.count(WORDS[language]) == 3
    other = pypdf.PdfReader(BytesIO(printed(GOES_ON, (1,), language)))
    assert not any(word in page.extract_text() for page in other.pages for word in WORDS.values())


def test_the_xml_says_it_and_only_then() -> None:
    said = etree.fromstring(render_dum_xml(CANCELLED))
    assert compiled("dum_document").validate(said)
    assert said.findtext(f"{{{NAMESPACE}}}Cancelled") == "true"
    assert read_facts(said, KIND)["cancelled"] == "true"
    other = etree.fromstring(render_dum_xml(GOES_ON))
    assert other.find(f"{{{NAMESPACE}}}Cancelled") is None
    assert "cancelled" not in read_facts(other, KIND)


@pytest.mark.outside
@pytest.mark.skipif(verapdf.missing() is not None, reason=f"veraPDF: {verapdf.missing()}")
@pytest.mark.timeout(240)
def test_it_conforms_in_three_languages(tmp_path: Path) -> None:
    files = []
    for language in LANGUAGES:
        files.append(tmp_path / f"{language}.pdf")
        files[-1].write_bytes(printed(CANCELLED, (1,), language))
    for path, verdicts in verapdf.validate(files).items():
        assert verdicts == {flavour: {"compliant": True, "failures": []} for flavour in verapdf.FLAVOURS}, path.name
