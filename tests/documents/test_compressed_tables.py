"""A PDF with object streams is opened only where they expand to little, and can be read in one way only."""

from __future__ import annotations

import re
from io import BytesIO

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from gateway.documents.verification import verify
from gateway.signing import compressed_tables, limits, pdf_tables
from gateway.signing.compressed_tables import tables_are_compressed
from gateway.signing.material import SignerMaterial
from gateway.signing.pades import sign_pdf
from renderers.pdf_packing import packed
from tests.documents.conftest import Issued
from tests.documents.examples import NOON
from tests.documents.test_pdf_tables import refused_unread

CHANGES = {
    "other-kind": (rb"/Type /ObjStm", b"/Type /ObjStn"),
    "hidden-name": (rb"/Type /ObjStm", b"/Type /Ob#53t"),
    "other-filter": (rb"/Filter /FlateDecode /N", b"/Filter /LZWDecode   /N"),
    "named-twice": (rb"/N (\d+) /First", rb"/N \1 /N    "),
    "another-entry": (rb"/First (\d+) >>", rb"/Extra \1 >>"),
    "damaged": (rb"(/First \d+ >>\nstream\n)..", rb"\1xx"),
    "other-predictor": (rb"/Predictor 12", b"/Predictor 13"),
    "no-predictor": (rb"<< /Columns (\d) /Predictor 12 >>", rb"[ \1                          ]"),
    "other-rows": (rb"/Columns \d", b"/Columns 9"),
    "older-table": (rb"/Info (\d+) 0 R", rb"/Prev \1    "),
}
"""What to look for in a sound file, and what makes of it one that another reader could read in another way."""


@pytest.fixture(scope="module")
def signed(issued: Issued, sandbox: SignerMaterial) -> bytes:
    """A receipt with object streams."""
    return sign_pdf(packed(issued.unsigned_pdf), sandbox, NOON)


def test_a_packed_document_is_genuine_and_smaller(signed: bytes, issued: Issued, sandbox: SignerMaterial) -> None:
    report = verify(signed, sandbox.bundle_pem, NOON)
    assert report.ok and report.facts == verify(issued.pdf, sandbox.bundle_pem, NOON).facts
    assert len(signed) < 0.8 * len(issued.pdf)
    assert packed(issued.unsigned_pdf) == packed(issued.unsigned_pdf)


@pytest.mark.parametrize("name", CHANGES)
def test_what_could_be_read_in_another_way_is_not_taken(name: str, signed: bytes) -> None:
    pattern, other = CHANGES[name]
    changed = re.sub(pattern, other, signed, count=1, flags=re.DOTALL)
    assert tables_are_compressed(signed)
    assert len(changed) == len(signed) and changed != signed
    assert not tables_are_compressed(changed)


@given(st.data())
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_change_is_answered_without_an_error(signed: bytes, data: st.DataObject) -> None:
    tail = data.draw(st.integers(0, 1_500))
    at = data.draw(st.one_of(st.integers(0, len(signed) - 1), st.just(len(signed) - 1 - tail)))
    changed = signed[:at] + data.draw(st.binary(max_size=3)) + signed[at + data.draw(st.integers(0, 3)) :]
    assert tables_are_compressed(changed) in (True, False)


@pytest.mark.parametrize(
    ("module", "limit", "little"),
    [
        (compressed_tables, "LARGEST_OBJECT_STREAM", 1_000),
        (compressed_tables, "LARGEST_EXPANDED", 10_000),
        (compressed_tables, "MOST_OBJECTS", 50),
        (pdf_tables, "LARGEST_REVISION", 1_000),
    ],
)
def test_all_that_is_expanded_is_bounded(
    module: object, limit: str, little: int, signed: bytes, sandbox: SignerMaterial, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert getattr(module, limit) == getattr(limits, limit)
    monkeypatch.setattr(module, limit, little)
    assert refused_unread(signed, sandbox)


def test_there_are_two_tables_of_one_kind_and_no_more(issued: Issued, signed: bytes, sandbox: SignerMaterial) -> None:
    document = packed(issued.unsigned_pdf)
    writer = IncrementalPdfFileWriter(BytesIO(document))
    writer.mark_update(writer.root_ref)
    again = BytesIO()
    writer.write(again)
    assert refused_unread(sign_pdf(again.getvalue(), sandbox, NOON), sandbox)
    for other in (document, issued.pdf, signed[:-8], b"startxref\n9\n%%EOF\n", b""):
        assert not tables_are_compressed(other)


def test_an_object_stream_that_grows_is_refused_before_it_is_read(issued: Issued, sandbox: SignerMaterial) -> None:
    with pikepdf.open(BytesIO(issued.unsigned_pdf)) as pdf:
        pdf.Root.Large = pdf.make_indirect(pikepdf.Array([1] * limits.LARGEST_OBJECT_STREAM))
        output = BytesIO()
        pdf.save(output, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert refused_unread(sign_pdf(output.getvalue(), sandbox, NOON), sandbox)
