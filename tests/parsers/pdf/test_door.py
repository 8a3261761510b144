"""The PDF door: each danger is refused by its own code, normal files pass."""

from __future__ import annotations

import io

import pikepdf
import pypdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from parsers.pdf import PdfLimits, examine_pdf
from tests.parsers.pdf.building import PAGES, handwritten, javascript, new_pdf, saved, scan, with_text

pytestmark = pytest.mark.service


def codes(content: bytes, limits: PdfLimits | None = None) -> list[str]:
    return [each.code for each in examine_pdf(content, "a.pdf", limits).findings]


def features(content: bytes) -> list[str]:
    found = examine_pdf(content, "a.pdf").findings
    assert all(each.code == "PDF05" and each.file == "a.pdf" for each in found), found
    return [each.facts["feature"] for each in found]


def test_a_scan_without_text_is_clean() -> None:
    examination = examine_pdf(scan(), "scan.pdf")
    assert (examination.findings, examination.pages, examination.has_text) == ((), 1, False)


def test_text_links_and_jumps_are_harmless() -> None:
    examination = examine_pdf(with_text(), "facture.pdf")
    assert (examination.findings, examination.pages, examination.has_text) == ((), 1, True)


def test_a_linearized_file_and_one_with_object_streams_are_clean() -> None:
    assert codes(saved(new_pdf(3), linearize=True)) == []
    assert codes(saved(new_pdf(3), object_stream_mode=pikepdf.ObjectStreamMode.generate)) == []


@pytest.mark.parametrize(("user", "owner"), [("secret", "secret"), ("", "secret")])
def test_encrypted(user: str, owner: str) -> None:
    assert codes(saved(new_pdf(), encryption=pikepdf.Encryption(user=user, owner=owner))) == ["PDF04"]


def test_encryption_by_the_owner_does_not_hide_other_faults() -> None:
    pdf = new_pdf()
    pdf.Root.OpenAction = javascript()
    content = saved(pdf, encryption=pikepdf.Encryption(user="", owner="o"))
    assert codes(content) == ["PDF04", "PDF05", "PDF05"]


def test_javascript_when_opened() -> None:
    pdf = new_pdf()
    pdf.Root.OpenAction = javascript()
    assert features(saved(pdf)) == ["JavaScript", "OpenAction"]


def test_javascript_in_the_name_tree() -> None:
    pdf = new_pdf()
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), pdf.make_indirect(javascript())])))
    assert features(saved(pdf)) == ["JavaScript"]


def test_javascript_of_a_page_in_an_object_stream() -> None:
    pdf = new_pdf()
    pdf.pages[0].AA = pdf.make_indirect(Dictionary(O=pdf.make_indirect(javascript())))
    content = saved(pdf, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert b"JavaScript" not in content
    assert features(content) == ["AA", "JavaScript"]


def test_javascript_under_an_escaped_name() -> None:
    action = b"<< /S /J#61vaScr#69pt /#4aS (app.alert) >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Annots [<< /Subtype /Link /#41 4 0 R >>] >>"
    assert features(handwritten(*PAGES[:2], page, action)) == ["JavaScript"]


def test_javascript_that_nothing_refers_to() -> None:
    assert features(handwritten(*PAGES, b"<< /S /JavaScript >>")) == ["JavaScript"]


@pytest.mark.parametrize("action", ["Launch", "SubmitForm", "ImportData", "GoToR", "GoToE", "Rendition", "Thread"])
def test_active_actions(action: str) -> None:
    pdf = new_pdf()
    link = Dictionary(Subtype=Name.Link, Rect=[0, 0, 9, 9], A=Dictionary(S=Name(f"/{action}"), F=String("cmd.exe")))
    pdf.pages[0].Annots = Array([link])
    assert features(saved(pdf)) == [action]


def test_an_action_chained_behind_a_harmless_one() -> None:
    pdf = new_pdf()
    chain = Dictionary(S=Name.GoTo, D=String("x"), Next=Array([Dictionary(S=Name.URI, URI=String("http://e.org"))]))
    pdf.Root.OpenAction = chain
    assert features(saved(pdf)) == ["OpenAction"]


def test_an_embedded_file() -> None:
    pdf = new_pdf()
    pdf.attachments["setup.exe"] = b"MZ"
    assert features(saved(pdf)) == ["EmbeddedFile"]


@pytest.mark.parametrize("kind", ["RichMedia", "Movie", "Sound", "Screen", "3D"])
def test_media(kind: str) -> None:
    pdf = new_pdf()
    pdf.pages[0].Annots = Array([pdf.make_indirect(Dictionary(Subtype=Name(f"/{kind}"), Rect=[0, 0, 9, 9]))])
    assert features(saved(pdf)) == [kind]


def test_xfa() -> None:
    pdf = new_pdf()
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=pdf.make_stream(b"<xdp/>"))
    assert features(saved(pdf)) == ["XFA"]


def test_data_in_another_file() -> None:
    outside = b"<< /Length 0 /F (http://example.org/x) >>\nstream\n\nendstream"
    assert features(handwritten(*PAGES, outside)) == ["ExternalStream"]


def padded(size: int) -> bytes:
    """A sound PDF of exactly `size` bytes: what is too much stands in a comment of its own object."""
    filling = size - len(handwritten(*PAGES, b"null %" + b"x" * 1_000_000)) + 1_000_000
    return handwritten(*PAGES, b"null %" + b"x" * filling)


def test_two_million_bytes_are_taken_and_one_more_is_not() -> None:
    assert len(padded(2_000_000)) == 2_000_000
    assert codes(padded(2_000_000)) == []
    too_large = examine_pdf(padded(2_000_001), "a.pdf").findings
    assert [(each.code, each.facts) for each in too_large] == [("PDF01", {"size": 2_000_001, "limit": 2_000_000})]


def test_what_is_no_pdf() -> None:
    assert codes(b"") == ["PDF02"]
    assert codes(b"<html><body>%PDF-1.7 %%EOF</body></html>") == ["PDF02"]
    assert codes(b"#!/bin/sh\nexit\n" + scan()) == ["PDF02"]
    assert codes(b"\xef\xbb\xbf" + scan()) == ["PDF02"]


def test_damaged() -> None:
    content = scan()
    assert codes(content[: len(content) // 2]) == ["PDF03"]
    assert codes(b"%PDF-1.7\n%%EOF") == ["PDF03"]
    assert codes(content + b"x" * 2000) == ["PDF03"]
    assert codes(handwritten(b"<< /Type /Catalog >>")) == ["PDF03"]
    assert codes(handwritten(PAGES[0], b"<< /Type /Pages /Kids [] /Count 0 >>")) == ["PDF03"]


def test_too_many_pages() -> None:
    examination = examine_pdf(saved(new_pdf(3001)), "a.pdf")
    assert [(each.code, each.facts) for each in examination.findings] == [("PDF06", {"pages": 3001, "limit": 500})]
    assert examination.pages == 3001
    assert codes(saved(new_pdf(500))) == []


def test_a_page_tree_that_holds_itself() -> None:
    assert codes(handwritten(PAGES[0], b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>")) == ["PDF03"]


def test_a_small_tree_that_spells_billions_of_pages() -> None:
    branches = [b"<< /Type /Pages /Count 9 /Kids [%s] >>" % (b"%d 0 R " % (number + 1) * 9) for number in range(2, 30)]
    assert codes(handwritten(PAGES[0], *branches, b"<< /Type /Page >>")) == ["PDF03"]


def test_one_page_named_very_often() -> None:
    often = b"<< /Type /Pages /Count 1 /Kids [%s] >>" % (b"3 0 R " * 20_000)
    assert codes(handwritten(PAGES[0], often, PAGES[2])) == ["PDF06"]


def test_deep_nesting_is_no_crash() -> None:
    for deep in (b"[" * 200_000, b"<</A" * 200_000, b"[" * 100_000 + b"]" * 100_000):
        assert set(codes(handwritten(*PAGES, deep))) <= {"PDF03"}


def test_several_faults_come_together() -> None:
    pdf = new_pdf(501)
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), javascript()])))
    pdf.attachments["a.txt"] = b"a"
    content = b"\n" + saved(pdf, encryption=pikepdf.Encryption(user="", owner="o"))
    limits = PdfLimits(max_bytes=1000)
    assert codes(content, limits) == ["PDF01", "PDF02", "PDF04", "PDF05", "PDF05", "PDF06"]


def test_findings_speak_of_the_file_and_its_values() -> None:
    (found,) = examine_pdf(padded(2_000_001), "facture-7.pdf").findings
    for language in ("fr", "en", "ar"):
        assert "2000001" in found.message(language)
        assert found.fix(language)


def test_a_file_written_by_another_library_is_clean() -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(595, 842)
    target = io.BytesIO()
    writer.write(target)
    assert codes(target.getvalue()) == []
