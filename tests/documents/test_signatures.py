"""Signed documents: valid by their XSD, accepted by xmlsec1 in both canonicalisations, the same when signed again."""

from __future__ import annotations

import hashlib
import re
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest
import xmlschema
from lxml import etree
from signxml import CanonicalizationMethod

from gateway.documents.verification import verify
from gateway.signing import xades
from gateway.signing.material import SignerMaterial
from gateway.signing.pades import sign_pdf
from gateway.signing.xades import sign_xml
from renderers.quittance_xml import render_quittance_xml
from schemas.compiled import compiled
from tests.documents.conftest import EARLIER, Issued
from tests.documents.every_kind import SAMPLES, Sample
from tests.documents.examples import NOON, QUITTANCE
from tests.documents.tooling import run

pytestmark = pytest.mark.outside


C14N_10, C14N_11 = b'"http://www.w3.org/TR/2001/REC-xml-c14n-20010315"', b'"http://www.w3.org/2006/12/xml-c14n11"'


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_signed_document_stays_valid_and_xmlsec1_accepts_it(
    sample: Sample, sandbox: SignerMaterial, root_file: Path, tmp_path: Path
) -> None:
    signed = sign_xml(sample.render(), sandbox, NOON)
    assert compiled(sample.xsd).validate(etree.fromstring(signed)), compiled(sample.xsd).error_log
    law = xmlschema.XMLSchema10(str(files("schemas").joinpath(f"xsd/{sample.xsd}.xsd")))
    law.validate(etree.tostring(etree.fromstring(signed), encoding="unicode"))

    path = tmp_path / "signed.xml"
    path.write_bytes(signed)
    assert _xmlsec1(root_file, path).returncode == 0
    at = signed.index(b"<Specimen>true") + 12
    path.write_bytes(signed[:at] + b"y" + signed[at + 1 :])
    assert _xmlsec1(root_file, path).returncode != 0


@pytest.mark.parametrize("name", SAMPLES)
def test_both_inclusive_canonicalisations_give_our_documents_the_same_bytes(
    name: str, sandbox: SignerMaterial, root_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They differ in xml:* attributes alone. signxml digests by 1.0 whatever it names; xmlsec1 knows both."""
    content = SAMPLES[name].render()
    now = sign_xml(content, sandbox, NOON)
    monkeypatch.setattr(xades, "CANONICAL", CanonicalizationMethod.CANONICAL_XML_1_1)
    before = sign_xml(content, sandbox, NOON)
    assert (now.count(C14N_10), before.count(C14N_10)) == (2, 0)
    assert (now.count(C14N_11), before.count(C14N_11)) == (0, 2)
    digest = re.compile(rb"<ds:DigestValue>[^<]+<")
    assert digest.findall(now) == digest.findall(before)
    path = tmp_path / "signed.xml"
    for signed in (now, before):
        assert verify(signed, sandbox.bundle_pem).ok
        path.write_bytes(signed)
        assert _xmlsec1(root_file, path).returncode == 0


@pytest.mark.parametrize("form", ["quittance.xml", "quittance.pdf", "quittance.qr.txt"])
def test_what_an_earlier_release_issued_verifies_for_ever(form: str) -> None:
    content = (EARLIER / form).read_bytes()
    report = verify(content, (EARLIER / "trust-bundle.pem").read_bytes())
    assert report.ok, report
    assert report.facts["number"] == QUITTANCE.number
    assert report.facts["xml_sha256"] == hashlib.sha256((EARLIER / "quittance.xml").read_bytes()).hexdigest()


def test_that_release_named_the_other_canonicalisation() -> None:
    assert (EARLIER / "quittance.xml").read_bytes().count(C14N_11) == 2


def _xmlsec1(root: Path, document: Path) -> subprocess.CompletedProcess[str]:
    names = ("--id-attr:Id", "SignedProperties", "--id-attr:Id", "KeyInfo")
    return run("xmlsec1", "--verify", "--trusted-pem", root, *names, document)


def test_two_signatures_of_one_document_differ_only_in_the_signature_value(sandbox: SignerMaterial) -> None:
    content = render_quittance_xml(QUITTANCE)
    blank = re.compile(rb"<ds:SignatureValue>[^<]+<")
    first, second = (sign_xml(content, sandbox, NOON) for _ in range(2))
    assert first != second
    assert blank.sub(b"", first) == blank.sub(b"", second)
    assert b"<xades:SigningTime>2026-11-25T12:00:07Z<" in first


def test_signing_a_pdf_adds_a_revision_and_changes_nothing_before(issued: Issued, sandbox: SignerMaterial) -> None:
    assert issued.unsigned_pdf.endswith(b"\n")
    assert issued.pdf.startswith(issued.unsigned_pdf)
    assert len(sign_pdf(issued.unsigned_pdf, sandbox, NOON)) - len(issued.unsigned_pdf) < 16_000
