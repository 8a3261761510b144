"""The form weighs little: once without a destination, packed; many forms in pieces that read as if set at once."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from gateway.signing.authority import load_or_create_sandbox
from gateway.signing.material import SignerMaterial
from gateway.signing.pades import sign_pdf
from renderers import dum_parts, pdf_joining
from renderers.dum_pdf import COPIES, render_dum
from renderers.dum_xml import render_dum_xml
from renderers.pdf_packing import packed
from renderers.reading_order import in_reading_order
from tests.scripts import verapdf

from .samples import NOON, SEAL, document, text_of_pdf, with_articles

pytestmark = pytest.mark.outside


@pytest.fixture
def material(tmp_path_factory: pytest.TempPathFactory) -> SignerMaterial:
    """A key of a sandbox."""
    return load_or_create_sandbox(tmp_path_factory.mktemp("keys"))


LIGHT = 240_000
"""Bytes of the form of 13 articles; its signature has ten thousand more."""


def _printed(articles: int, copies: tuple[int, ...] | None, language: str = "fr", **more: Any) -> bytes:
    record = document(with_articles(articles, more.pop("duty_lines", 3)))
    return render_dum(record, render_dum_xml(record), SEAL, copies, language, **more)


def _pages(pdf: bytes, folder: Path) -> list[str]:
    return [" ".join(page.split()) for page in text_of_pdf(pdf, folder, "-raw").split("\f")[:-1]]


def test_the_form_is_there_once_without_a_destination_and_weighs_little(tmp_path: Path) -> None:
    once, six = _printed(13, None), _printed(13, COPIES)
    pages = _pages(once, tmp_path)
    assert len(pages) == 14
    assert not any("Exemplaire" in page or "Impression" in page for page in pages)
    assert all("Document SPECIMEN-30901020260012345J-1" in page.split("Version")[0] for page in pages)
    assert len(once) < LIGHT and len(six) < 2 * LIGHT
    for pdf in (once, six):
        assert b"/ObjStm" in pdf and pdf.count(b"/StructElem") == 0


def test_what_copies_have_in_common_is_there_once_and_each_page_shows_what_it_did(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = []
    monkeypatch.setattr(dum_parts, "packed", lambda pdf, copies: made.append(pdf) or packed(pdf, copies))
    shared = _printed(3, COPIES)
    assert len(shared) < 0.6 * len(packed(made[0]))
    with pikepdf.open(BytesIO(in_reading_order(made[0]))) as before, pikepdf.open(BytesIO(shared)) as after:
        assert [len(page.obj.Contents) for page in after.pages] == [3] * 24
        for one, other in zip(before.pages, after.pages, strict=True):
            streams = [each.read_bytes() for each in other.obj.Contents]
            assert b"".join(streams) == one.obj.Contents.read_bytes()
            assert all(each.endswith(b"EMC") for each in streams[:-1]), "nothing of one element in two streams"
        assert _as_pypdf_reads(shared) == _as_pypdf_reads(packed(made[0]))
        ways = {page.obj.Contents[1].objgen for page in after.pages}
        assert len(ways) == 4, "each side of each form, of all copies"


def _as_pypdf_reads(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages[:6]]


def test_pages_of_which_copies_do_not_show_the_same_stay_as_they_are() -> None:
    one = _printed(3, None)
    with pikepdf.open(BytesIO(packed(one, 2))) as pdf:
        assert all(isinstance(page.obj.Contents, pikepdf.Stream) for page in pdf.pages)


def test_what_names_the_cells_of_the_pieces_stands_in_the_order_of_its_bytes() -> None:
    assert bytes(sorted(set(pdf_joining._LETTERS))) == pdf_joining._LETTERS


def test_a_print_says_on_each_page_of_which_document(tmp_path: Path) -> None:
    marks = {"fr": "Impression du document", "en": "Print of document"}
    for language, mark in marks.items():
        pages = _pages(_printed(3, (2, 6), language, print_of=True), tmp_path)
        assert len(pages) == 8
        assert all(f"{mark} SPECIMEN-30901020260012345J-1" in page for page in pages)
        assert not any(mark in page for page in _pages(_printed(3, (2, 6), language), tmp_path))
    assert _printed(3, (2, 6), print_of=True) == _printed(3, (2, 6), print_of=True)


@pytest.mark.parametrize("copies", [None, (1, 4)])
def test_a_form_in_pieces_reads_as_if_it_were_set_at_once(
    copies: tuple[int, ...] | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forty duty lines have no room in their box: each article goes on at the end, under the number its box names."""
    whole = _printed(9, copies, duty_lines=40)
    monkeypatch.setattr(dum_parts, "MOST_FORMS_AT_ONCE", 1)
    monkeypatch.setattr(dum_parts, "FORMS_OF_A_PIECE", 2)
    joined = _printed(9, copies, duty_lines=40)
    assert joined == _printed(9, copies, duty_lines=40)
    expected, found = _pages(whole, tmp_path), _pages(joined, tmp_path)
    assert found == expected
    assert re.search(r"voir suite n° 9", found[8]) and re.search(r"Suite 9 +Article 9", " ".join(found))
    with pikepdf.open(BytesIO(joined)) as one, pikepdf.open(BytesIO(whole)) as other:
        assert _bookmarks(one) == _bookmarks(other)
        assert len(one.attachments) == 1
        assert f"<xmpTPg:NPages>{len(found)}<".encode() in one.Root.Metadata.read_bytes()
        assert _held_by_pages(one) == _held_by_pages(other)
        assert _cells(one) == _cells(other) > 0


@pytest.mark.skipif(verapdf.missing() is not None, reason=f"veraPDF: {verapdf.missing()}")
@pytest.mark.timeout(240)
def test_what_is_packed_shared_or_in_pieces_conforms(
    tmp_path: Path, material: SignerMaterial, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = {"once": _printed(13, None), "print": _printed(3, COPIES, "ar", print_of=True)}
    monkeypatch.setattr(dum_parts, "MOST_FORMS_AT_ONCE", 1)
    monkeypatch.setattr(dum_parts, "FORMS_OF_A_PIECE", 2)
    made["pieces"] = _printed(9, (1, 4), "en", duty_lines=40)
    for name, pdf in made.items():
        (tmp_path / f"{name}.pdf").write_bytes(sign_pdf(pdf, material, NOON))
    for path, verdicts in verapdf.validate(sorted(tmp_path.glob("*.pdf"))).items():
        assert verdicts == {flavour: {"compliant": True, "failures": []} for flavour in verapdf.FLAVOURS}, path.name


def _bookmarks(pdf: pikepdf.Pdf) -> list[tuple[int, str, int]]:
    """Depth, title and page of each bookmark; as many as are counted."""
    numbers = {page.objgen: number for number, page in enumerate(pdf.pages)}
    found: list[tuple[int, str, int]] = []

    def walk(parent: Any, depth: int) -> None:
        item, before = parent.get("/First"), None
        while item is not None:
            assert item.Parent.objgen == parent.objgen
            assert before is None or item.Prev.objgen == before.objgen
            found.append((depth, str(item.Title), numbers[item.Dest[0].objgen]))
            walk(item, depth + 1)
            item, before = item.get("/Next"), item
        assert before is None or parent.Last.objgen == before.objgen

    walk(pdf.Root.Outlines, 0)
    return found


def _held_by_pages(pdf: pikepdf.Pdf) -> list[int]:
    """How many marks of each page have an element, each of which is of this page."""
    numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    elements = {int(key): value for key, value in zip(numbers[::2], numbers[1::2], strict=True)}
    for page in pdf.pages:
        assert all(each.Pg.objgen == page.objgen for each in elements[int(page.StructParents)] if "/Pg" in each)
    return [len(elements[int(page.StructParents)]) for page in pdf.pages]


def _cells(pdf: pikepdf.Pdf) -> int:
    """How many cells are headed by cells of their own table."""
    names = list(pdf.Root.StructTreeRoot.IDTree.Names)
    heads = {bytes(key): value for key, value in zip(names[::2], names[1::2], strict=True)}
    assert len(heads) == len(names) // 2 and list(heads) == sorted(heads)
    cells = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/TD"]
    for cell in cells:
        (name,) = cell.A[0].Headers
        assert heads[bytes(name)].P.P.P.objgen == cell.P.P.P.objgen
    return len(cells)
