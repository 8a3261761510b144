"""A PDF is opened only where two plain tables of bounded size lead to its objects, and these are small."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from pyhanko.pdf_utils.generic import ArrayObject, NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from gateway.documents.verification import verify
from gateway.signing import limits, pdf_tables
from gateway.signing.compressed_tables import tables_are_compressed
from gateway.signing.material import SignerMaterial
from gateway.signing.pades import sign_pdf
from gateway.signing.pdf_tables import catalog_is_small, is_small, tables_are_plain
from tests.documents.conftest import Issued
from tests.documents.examples import NOON
from tests.documents.uncalled import PDF_READER, without

pytestmark = pytest.mark.service


def refused_unread(content: bytes, material: SignerMaterial) -> bool:
    """Whether a PDF is refused as a foreign one and no library opened it."""
    with without(PDF_READER):
        return verify(content, material.bundle_pem, NOON).problems == ("foreign_signature",)


def test_a_pdf_has_two_plain_tables_or_no_library_opens_it(issued: Issued, sandbox: SignerMaterial) -> None:
    """Or two compressed ones: `test_compressed_tables.py`."""
    writer = IncrementalPdfFileWriter(BytesIO(issued.unsigned_pdf + b"\n"))
    writer.mark_update(writer.root_ref)
    again = BytesIO()
    writer.write(again)
    assert tables_are_plain(issued.pdf)
    for other in (issued.unsigned_pdf, b"startxref\n0\n%%EOF\n", b"startxref\n9\n%%EOF\n", b""):
        assert not tables_are_plain(other)
    assert refused_unread(sign_pdf(again.getvalue(), sandbox, NOON), sandbox)


@pytest.mark.parametrize("limit", ["MOST_OBJECTS", "LARGEST_REVISION"])
def test_tables_and_what_the_signature_adds_are_bounded(
    limit: str, issued: Issued, sandbox: SignerMaterial, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert getattr(pdf_tables, limit) == getattr(limits, limit)
    for most, taken in ((20_000, True), (100, False)):
        monkeypatch.setattr(pdf_tables, limit, most)
        assert tables_are_plain(issued.pdf) is taken
    assert refused_unread(issued.pdf, sandbox)


def test_an_object_that_is_looked_at_is_small(issued: Issued, sandbox: SignerMaterial) -> None:
    small = b"7 0 obj\n<</N 1>>\nendobj\n"
    large = b"7 0 obj\n<</N [" + b"1 " * limits.LARGEST_OBJECT + b"]>>\nendobj\n"
    assert is_small(small, 7) and is_small(large, 17) and is_small(b"17 0 obj\n" + large[8:], 7)
    assert not is_small(large, 7) and not is_small(small + large, 7)
    assert not is_small(large.replace(b"7 0 obj", b"007\n0\tobj"), 7)

    writer = IncrementalPdfFileWriter(BytesIO(issued.unsigned_pdf + b"\n"))
    writer.root["/Large"] = ArrayObject([NumberObject(1)] * limits.LARGEST_REVISION)
    writer.update_root()
    output = BytesIO()
    writer.write(output)
    assert refused_unread(sign_pdf(output.getvalue(), sandbox, NOON), sandbox)


@pytest.mark.parametrize("streams", [pikepdf.ObjectStreamMode.disable, pikepdf.ObjectStreamMode.generate])
@pytest.mark.parametrize("entries", [1, limits.LARGEST_OBJECT])
def test_a_large_catalog_is_refused_before_a_library_reads_it(
    issued: Issued, sandbox: SignerMaterial, streams: pikepdf.ObjectStreamMode, entries: int
) -> None:
    with pikepdf.open(BytesIO(issued.unsigned_pdf)) as pdf:
        pdf.Root.Large = pikepdf.Array([1] * entries)
        output = BytesIO()
        pdf.save(output, object_stream_mode=streams)
    signed = sign_pdf(output.getvalue(), sandbox, NOON)
    assert (tables_are_plain(signed) or tables_are_compressed(signed)) and catalog_is_small(signed) == (entries == 1)
    if entries > 1:
        assert refused_unread(signed, sandbox)
