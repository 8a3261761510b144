"""Other programs read what a document shows: Arabic in order, numbers whole, nothing invisible; the picture stays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pytest

from gateway.documents.document_kinds import kind_of
from renderers.dum_pdf import render_dum
from renderers.dum_xml import render_dum_xml
from renderers.form_records import OfficeBoxes
from renderers.pdf_packing import packed
from renderers.reading_order import INVISIBLE, in_reading_order
from schemas.vocabulary import LANGUAGES
from tests.documents.examples import LAWFUL_QUITTANCE, QUITTANCE, REPLACING_QUITTANCE, WIDE_QUITTANCE
from tests.documents.family import CERTIFICATE, EMPTY_CERTIFICATE, EMPTY_NOTICE, LAWFUL, NOTICE, WIDE_CERTIFICATE
from tests.documents.text_readers import READERS, Typeset, plain, read, text_objects, typeset
from tests.renderers.printed_form.samples import EMPTIEST, IMPORT, SEAL, document

pytestmark = pytest.mark.outside

RECORDS = {
    "quittance": QUITTANCE,
    "quittance-part": REPLACING_QUITTANCE,
    "quittance-widest": WIDE_QUITTANCE,
    "quittance-lawful": LAWFUL_QUITTANCE,
    "certificate": CERTIFICATE,
    "certificate-widest": WIDE_CERTIFICATE,
    "certificate-emptiest": EMPTY_CERTIFICATE,
    "certificate-lawful": LAWFUL["certificate"],
    "dasf": NOTICE,
    "dasf-emptiest": EMPTY_NOTICE,
}
FORMS = {"dum": document(IMPORT.read_bytes()), "dum-emptiest": document(EMPTIEST, OfficeBoxes())}
ONE_OF_EACH_KIND = ("quittance", "certificate-widest", "dasf", "dum-fr", "dum-ar")

LEAST = 0.95
"""The share of the phrases shown that each program reads in order."""
IN_ORDER = re.compile("[\u0621-\u0652]+(?: [\u0621-\u0652]+)*")
"""A phrase: Arabic words in a row. What a figure, a sign or a Latin word parts are two; see docs/signatures.md."""
INSIDE = re.compile(
    "|".join(f"(?<={each}){INVISIBLE.pattern}+(?={each})" for each in ("[!-Z^-~]", "[\u0621-\u0652]"))  # ] is put apart
)


def _issued(record: Any) -> bytes:
    kind = kind_of(record)
    return kind.to_pdf(record, kind.to_xml(record), SEAL)


@pytest.fixture(scope="module")
def documents() -> dict[str, Typeset]:
    """Documents of each kind, the form in each language."""
    makers = {name: partial(_issued, record) for name, record in RECORDS.items()}
    for name, record in FORMS.items():
        xml = render_dum_xml(record)
        for language in LANGUAGES:
            makers[f"{name}-{language}"] = partial(render_dum, record, xml, SEAL, (1,), language)
    return {name: typeset(make) for name, make in makers.items()}


@pytest.fixture(scope="module")
def shown(documents: dict[str, Typeset]) -> dict[str, set[str]]:
    """The phrases that stand on the pages of each document: of those that its template was given."""
    phrases = {}
    for name, each in documents.items():
        page = _letters(plain("\n".join(text_objects(each.raw))))
        texts = (plain(text) for text in each.given)
        phrases[name] = {phrase for text in texts if _letters(text) in page for phrase in IN_ORDER.findall(text)}
    return phrases


def _letters(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("reader", READERS)
def test_arabic_is_read_in_order(
    reader: str, documents: dict[str, Typeset], shown: dict[str, set[str]], tmp_path: Path
) -> None:
    """Blanks apart: a few of them no program finds."""
    texts = read(reader, {name: each.pdf for name, each in documents.items()}, tmp_path)
    pages = {name: _letters(plain(text)) for name, text in texts.items()}
    every = [(name, phrase) for name, phrases in shown.items() for phrase in sorted(phrases)]
    wrong = [(name, phrase) for name, phrase in every if _letters(phrase) not in pages[name]]
    assert len(every) > 500
    assert len(wrong) <= (1 - LEAST) * len(every), wrong


@pytest.mark.parametrize("reader", ["pypdf", "pdf.js"])
def test_without_the_pass_it_would_not_be(
    reader: str, documents: dict[str, Typeset], shown: dict[str, set[str]], tmp_path: Path
) -> None:
    """A Typst that writes lines in order needs no pass any more: take it away then."""
    (text,) = read(reader, {"quittance": documents["quittance"].raw}, tmp_path).values()
    wrong = [each for each in shown["quittance"] if _letters(each) not in _letters(plain(text))]
    assert len(wrong) > len(shown["quittance"]) / 2


@pytest.mark.parametrize("reader", READERS)
def test_nothing_invisible_stands_in_words_and_numbers(
    reader: str, documents: dict[str, Typeset], tmp_path: Path
) -> None:
    """pdftotext puts marks of its own around what runs the other way; the others find none at all."""
    pattern = INSIDE if reader == "pdftotext" else INVISIBLE
    texts = read(reader, {name: each.pdf for name, each in documents.items()}, tmp_path)
    found = {name: pattern.findall(text) for name, text in texts.items()}
    assert {name: marks for name, marks in found.items() if marks} == {}


def test_pdftotext_finds_every_number_whole(documents: dict[str, Typeset], tmp_path: Path) -> None:
    """A bracket that ends one apart: in a line from the right it puts it before the number."""
    texts = read("pdftotext", {name: each.pdf for name, each in documents.items()}, tmp_path)
    missing = {}
    for name, each in documents.items():
        words = {INVISIBLE.sub("", word) for text in text_objects(each.raw) for word in text.split()}
        numbers = {word.rstrip("])") for word in words if re.fullmatch(r"[!-~]*\d[!-~]*", word)}
        assert len(numbers) > 5, name
        missing[name] = sorted(number for number in numbers if number not in texts[name])
    assert {name: numbers for name, numbers in missing.items() if numbers} == {}


@pytest.mark.parametrize("name", ONE_OF_EACH_KIND)
def test_the_picture_is_the_same(name: str, documents: dict[str, Typeset]) -> None:
    raw, pdf = (_pictures(each) for each in (documents[name].raw, documents[name].pdf))
    assert raw == pdf
    assert len({*raw}) == len(raw), "or nothing was drawn"


def _pictures(pdf: bytes) -> list[bytes]:
    opened = pypdfium2.PdfDocument(pdf)
    pages = [page.render(scale=100 / 72).to_pil().tobytes() for page in opened]
    opened.close()
    return pages


@pytest.mark.parametrize("name", ONE_OF_EACH_KIND)
def test_what_is_tagged_stays_under_its_tag_and_in_its_place(name: str, documents: dict[str, Typeset]) -> None:
    raw, pdf = (_tagged(each) for each in (documents[name].raw, documents[name].pdf))
    assert raw == pdf
    assert any("/MCID" in drawn for drawn in raw[0])


def _tagged(pdf: bytes) -> list[list[str]]:
    """What each page draws, in order, under its tags; marks within a text object are left aside."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return [list(_drawn(page)) for page in opened.pages]


def _drawn(page: pikepdf.Page) -> Iterator[str]:
    depth, look = 0, ""
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        written = b" ".join(pikepdf.unparse_content_stream([(operands, operator)]).split()).decode("latin-1")
        depth += {"BMC": 1, "BDC": 1, "EMC": -1}.get(name, 0)
        if name == "Tf":
            look = written
        elif name in ("Tj", "TJ"):
            yield f"{look} {written.strip('[]TJj ')}"
        elif name != "Tr" and (depth <= 1 or name not in ("BMC", "BDC")) and (depth == 0 or name != "EMC"):
            yield written


def test_it_gives_the_same_bytes_each_time_and_changes_nothing_twice(documents: dict[str, Typeset]) -> None:
    """The form is packed besides."""
    each, receipt = documents["dum-ar"], documents["quittance"]
    assert in_reading_order(receipt.raw) == receipt.pdf
    assert packed(each.raw) == each.pdf
    again = in_reading_order(each.pdf)
    assert _contents(again) == _contents(each.pdf) != _contents(each.raw)


def _contents(pdf: bytes) -> list[bytes]:
    with pikepdf.open(BytesIO(pdf)) as opened:
        return [page.obj.Contents.read_bytes() for page in opened.pages]


def test_text_that_is_written_in_another_way_stays(documents: dict[str, Typeset]) -> None:
    with pikepdf.open(BytesIO(documents["quittance"].raw)) as opened:
        content = opened.pages[0].obj.Contents
        content.write(content.read_bytes().replace(b"BMC 0 Tr", b"BMC 3 Tr"))
        other = BytesIO()
        opened.save(other)
    assert _contents(in_reading_order(other.getvalue())) == _contents(other.getvalue())
