"""Verification: what was issued is recognised with its facts; whatever was changed, moved or made elsewhere is not."""

from __future__ import annotations

import hashlib
import json
import tempfile
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner

from gateway.documents.verification import verify
from gateway.signing import pades
from gateway.signing.authority import load_operator, load_or_create_sandbox
from gateway.signing.dense_seal import as_jws
from gateway.signing.material import KeyMaterialError, SignerMaterial, TrustBundle
from gateway.signing.xades import sign_xml
from renderers.acknowledgement import render_acknowledgement
from renderers.quittance_pdf import render_quittance
from renderers.quittance_xml import render_quittance_xml
from renderers.records import Quittance
from renderers.response import render_response
from schemas.words import family
from tests.documents.conftest import Issued, issue
from tests.documents.examples import ACKNOWLEDGEMENT, LAWFUL_QUITTANCE, NOON, QUITTANCE, QUITTANCES, REFUSED
from tests.documents.keys import careless, write_operator


@pytest.mark.parametrize("record", QUITTANCES)
def test_every_form_of_a_quittance_is_recognised(
    record: Quittance, signer_for: Callable[[Quittance], SignerMaterial]
) -> None:
    material = signer_for(record)
    made = issue(record, material)
    for kind, content in (("xml", made.xml), ("pdf", made.pdf), ("qr", made.qr)):
        report = verify(content, material.bundle_pem, NOON)
        assert report.ok, report
        assert report.kind == kind
        assert report.specimen is record.specimen
        assert ("specimen" in report.notes) is record.specimen
        assert report.facts["number"] == record.number
        assert report.facts["dum_number"] == record.dum_number
        assert report.facts["amount"] == f"{record.amount:.2f}"
        assert report.facts["xml_sha256"] == hashlib.sha256(made.xml).hexdigest()


def test_other_documents_are_recognised_too(sandbox: SignerMaterial) -> None:
    acknowledged = verify(sign_xml(render_acknowledgement(ACKNOWLEDGEMENT), sandbox, NOON), sandbox.bundle_pem)
    assert acknowledged.ok
    assert acknowledged.facts["number"] == ACKNOWLEDGEMENT.submission
    answered = verify(sign_xml(render_response(REFUSED), sandbox, NOON), sandbox.bundle_pem)
    assert answered.ok
    assert answered.facts["outcome"] == "refused"


def test_only_the_roots_given_are_trusted(issued: Issued, sandbox: SignerMaterial, operator: SignerMaterial) -> None:
    for content in (issued.xml, issued.pdf):
        report = verify(content, operator.bundle_pem, NOON)
        assert not report.ok
        assert not report.trusted
        assert report.intact, "the signature itself holds: somebody signed it"
        assert "unknown_signer" in report.problems
    assert verify(issued.qr, operator.bundle_pem).problems == ("unknown_signer",)

    signer_pem = sandbox.bundle_pem.split(b"-----END CERTIFICATE-----\n")[1] + b"-----END CERTIFICATE-----\n"
    helped = operator.bundle_pem + signer_pem
    for content in (issued.xml, issued.pdf, issued.qr):
        assert "unknown_signer" in verify(content, helped, NOON).problems, "helpers are not trusted"
    with pytest.raises(KeyMaterialError, match="no self-signed"):
        verify(issued.xml, signer_pem)


def test_another_sandbox_of_the_same_name_is_not_trusted(issued: Issued, tmp_path: Path) -> None:
    other = load_or_create_sandbox(tmp_path / "other")
    for content in (issued.xml, issued.pdf, issued.qr):
        assert not verify(content, other.bundle_pem).ok


def test_a_changed_amount_is_found_wherever_it_stands(issued: Issued, sandbox: SignerMaterial) -> None:
    changed = issued.xml.replace(b"<Amount>723452.00<", b"<Amount>3452.00<")
    assert changed != issued.xml
    report = verify(changed, sandbox.bundle_pem)
    assert report.problems == ("broken_signature",)
    assert not report.facts, "what is not covered is no fact"


@pytest.mark.parametrize("share", [0.02, 0.2, 0.4, 0.6, 0.8, 0.94, 0.97, 0.9999])
def test_any_changed_byte_of_a_pdf_is_found(share: float, issued: Issued, sandbox: SignerMaterial) -> None:
    at = int(len(issued.pdf) * share)
    changed = bytearray(issued.pdf)
    changed[at] ^= 1
    report = verify(bytes(changed), sandbox.bundle_pem)
    assert not report.ok
    assert report.problems


def test_a_later_revision_or_anything_appended_is_found(issued: Issued, sandbox: SignerMaterial) -> None:
    writer = IncrementalPdfFileWriter(BytesIO(issued.pdf))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/Rotate"] = generic.NumberObject(180)
    writer.mark_update(writer.root["/Pages"]["/Kids"].raw_get(0))
    output = BytesIO()
    writer.write(output)
    for changed in (output.getvalue(), issued.pdf + b"\n% more\n", issued.pdf + issued.unsigned_pdf):
        assert changed.startswith(issued.pdf)
        assert not verify(changed, sandbox.bundle_pem).ok


def test_a_pdf_that_allows_changes_is_not_one_of_ours(issued: Issued, sandbox: SignerMaterial) -> None:
    metadata = PdfSignatureMetadata(field_name="Signature", subfilter=pades.SigSeedSubFilter.PADES)
    writer = IncrementalPdfFileWriter(BytesIO(issued.unsigned_pdf + b"\n"))
    signed = PdfSigner(metadata, signer=pades._LoadedKeySigner(sandbox)).sign_pdf(writer).getvalue()
    assert verify(signed, sandbox.bundle_pem).problems == ("not_certified",)
    assert verify(issued.unsigned_pdf, sandbox.bundle_pem).problems == ("unsigned",)


def test_xml_inside_must_be_signed_and_of_the_same_number_and_signer(
    issued: Issued, sandbox: SignerMaterial, tmp_path: Path
) -> None:
    def made_with(xml: bytes, record: Quittance = QUITTANCE) -> tuple[str, ...]:
        pdf = sign_pdf_of(record, xml)
        return verify(pdf, sandbox.bundle_pem).problems

    def sign_pdf_of(record: Quittance, xml: bytes) -> bytes:
        return pades.sign_pdf(render_quittance(record, xml, issued.qr), sandbox, NOON)

    assert made_with(issued.xml) == ()
    assert made_with(issued.xml, replace(QUITTANCE, number="Q-SPECIMEN-1")) == ("number_differs",)
    assert made_with(render_quittance_xml(QUITTANCE)) == ("xml_inside_fails",)
    assert made_with(issued.xml.replace(b"723452", b"923452")) == ("xml_inside_fails",)
    folder = tmp_path / "second"
    folder.mkdir()
    other = load_operator(*write_operator(folder, "SPECIMEN second"))
    foreign = sign_xml(render_quittance_xml(QUITTANCE), other, NOON)
    assert set(made_with(foreign)) == {"unknown_signer", "signer_differs"}


def _tampered(seal: str, **claims: str) -> str:
    header, payload, signature = seal.split(".")
    facts = json.loads(urlsafe_b64decode(payload + "=="))
    changed = urlsafe_b64encode(json.dumps({**facts, **claims}).encode()).rstrip(b"=").decode()
    return f"{header}.{changed}.{signature}"


def test_a_wrong_qr_is_refused(issued: Issued, sandbox: SignerMaterial) -> None:
    seal = as_jws(issued.qr)
    header, payload, signature = seal.split(".")
    none = urlsafe_b64encode(b'{"alg":"none","kid":"%s"}' % sandbox.thumbprint.encode()).rstrip(b"=").decode()
    hmac = urlsafe_b64encode(b'{"alg":"HS256","kid":"%s"}' % sandbox.thumbprint.encode()).rstrip(b"=").decode()
    wrong = {
        _tampered(seal, a="1.00"): "broken_signature",
        f"{header}.{payload}.{signature[:-4]}AAAA": "broken_signature",
        f"{header}.{payload}.": "broken_signature",
        f"{none}.{payload}.": "not_a_document",
        f"{hmac}.{payload}.{signature}": "not_a_document",
        f"{header}.{payload}": "not_a_document",
        "https://example.org/q?n=1": "not_a_document",
    }
    for text, problem in wrong.items():
        report = verify(text, sandbox.bundle_pem)
        assert report.problems == (problem,), text
        assert not report.facts
    assert all(verify(f" {text}\n", sandbox.bundle_pem).ok for text in (issued.qr, seal))


def test_an_expired_certificate_is_noted_and_a_late_signature_refused(tmp_path: Path) -> None:
    until = datetime(2027, 1, 1, tzinfo=UTC)
    material = load_operator(*write_operator(tmp_path, until=until))
    content = render_quittance_xml(LAWFUL_QUITTANCE)
    years_later = datetime(2031, 1, 1, tzinfo=UTC)
    kept = verify(sign_xml(content, material, NOON), material.bundle_pem, years_later)
    assert kept.ok
    assert "certificate_expired" in kept.notes
    late = sign_xml(content, careless(material), datetime(2028, 1, 1, tzinfo=UTC))
    assert not verify(late, material.bundle_pem, years_later).ok


@given(st.binary(max_size=400), st.sampled_from([b"", b"%PDF-1.7\n", b"<", b"<a>", b"ey"]))
@settings(max_examples=60)
def test_garbage_gets_a_clear_answer(rest: bytes, beginning: bytes) -> None:
    report = verify(beginning + rest, _some_bundle())
    assert not report.ok
    assert all(report.words(language) for language in ("fr", "en", "ar"))


_bundle: list[TrustBundle] = []


def _some_bundle() -> TrustBundle:
    if not _bundle:
        with tempfile.TemporaryDirectory() as folder:
            _bundle.append(TrustBundle.from_pem(load_or_create_sandbox(Path(folder) / "a").bundle_pem))
    return _bundle[0]


def test_truncated_documents_get_a_clear_answer(issued: Issued, sandbox: SignerMaterial) -> None:
    for content in (issued.xml, issued.pdf):
        for share in (0.1, 0.5, 0.9, 0.999):
            assert not verify(content[: int(len(content) * share)], sandbox.bundle_pem).ok


def test_a_form_of_more_than_the_signature_is_refused(issued: Issued, sandbox: SignerMaterial) -> None:
    """Fields may hold fields. Even where a known signer signed them, nobody walks their tree."""
    with pikepdf.open(BytesIO(issued.unsigned_pdf)) as pdf:
        leaf = pdf.make_indirect(pikepdf.Dictionary(T=pikepdf.String("leaf"), FT=pikepdf.Name.Tx))
        branch = pdf.make_indirect(pikepdf.Dictionary(T=pikepdf.String("t"), Kids=pikepdf.Array([leaf])))
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([branch]))
        output = BytesIO()
        pdf.save(output)
    assert verify(output.getvalue(), sandbox.bundle_pem).problems == ("unsigned",)
    assert verify(pades.sign_pdf(output.getvalue(), sandbox, NOON), sandbox.bundle_pem).problems == ("foreign_form",)


def test_every_code_has_words_in_three_languages() -> None:
    codes = set(family("verification", "fr"))
    assert {code.partition(".")[0] for code in codes} == {"problem", "note"}
    for language in ("fr", "en", "ar"):
        assert set(family("verification", language)) == codes
        assert all(text.strip() for text in family("verification", language).values())
