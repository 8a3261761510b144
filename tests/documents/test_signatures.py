"""Signatures as outside tools see them: xmlsec1, openssl, pdfsig; and documents that stay valid when signed."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
import xmlschema
from lxml import etree

from gateway.signing.material import SignerMaterial
from gateway.signing.pades import sign_pdf
from gateway.signing.xades import sign_xml
from renderers.acknowledgement import render_acknowledgement
from renderers.certificate_xml import render_certificate_xml
from renderers.dasf_xml import render_dasf_xml
from renderers.quittance_xml import render_quittance_xml
from renderers.response import render_response
from renderers.xml_writer import schema
from tests.documents.conftest import Issued
from tests.documents.examples import ACKNOWLEDGEMENT, NOON, QUITTANCE, REFUSED, REPLACING_QUITTANCE, RESPONSE
from tests.documents.family import CERTIFICATE, EMPTY_CERTIFICATE, EMPTY_NOTICE, NOTICE
from tests.documents.tooling import run

RENDERED: list[tuple[str, Callable[[], bytes]]] = [
    ("acknowledgement", lambda: render_acknowledgement(ACKNOWLEDGEMENT)),
    ("response", lambda: render_response(RESPONSE)),
    ("response", lambda: render_response(REFUSED)),
    ("quittance", lambda: render_quittance_xml(QUITTANCE)),
    ("quittance", lambda: render_quittance_xml(REPLACING_QUITTANCE)),
    ("certificate", lambda: render_certificate_xml(CERTIFICATE)),
    ("certificate", lambda: render_certificate_xml(EMPTY_CERTIFICATE)),
    ("dasf", lambda: render_dasf_xml(NOTICE)),
    ("dasf", lambda: render_dasf_xml(EMPTY_NOTICE)),
]


@pytest.mark.parametrize(("name", "render"), RENDERED)
def test_signed_document_stays_valid_and_xmlsec1_accepts_it(
    name: str, render: Callable[[], bytes], sandbox: SignerMaterial, root_file: Path, tmp_path: Path
) -> None:
    signed = sign_xml(render(), sandbox, NOON)
    assert schema(name).validate(etree.fromstring(signed)), schema(name).error_log
    law = xmlschema.XMLSchema10(str(files("schemas").joinpath(f"xsd/{name}.xsd")))
    law.validate(etree.tostring(etree.fromstring(signed), encoding="unicode"))

    path = tmp_path / "signed.xml"
    path.write_bytes(signed)
    assert _xmlsec1(root_file, path).returncode == 0
    at = signed.index(b"<Specimen>true") + 12
    path.write_bytes(signed[:at] + b"y" + signed[at + 1 :])
    assert _xmlsec1(root_file, path).returncode != 0


def _xmlsec1(root: Path, document: Path) -> object:
    names = ("--id-attr:Id", "SignedProperties", "--id-attr:Id", "KeyInfo")
    return run("xmlsec1", "--verify", "--trusted-pem", root, *names, document)


def test_two_signatures_of_one_document_differ_only_in_the_signature_value(sandbox: SignerMaterial) -> None:
    content = render_quittance_xml(QUITTANCE)
    blank = re.compile(rb"<ds:SignatureValue>[^<]+<")
    first, second = (sign_xml(content, sandbox, NOON) for _ in range(2))
    assert first != second
    assert blank.sub(b"", first) == blank.sub(b"", second)
    assert b"<xades:SigningTime>2026-11-25T12:00:07Z<" in first


@pytest.fixture(params=["quittance", "certificate", "dasf"])
def document(request: pytest.FixtureRequest, issued: Issued, family: dict[str, Issued]) -> Issued:
    """One document of each kind that is issued as PDF."""
    return {"quittance": issued, **family}[request.param]


def test_pdfsig_finds_the_whole_document_signed(document: Issued, tmp_path: Path) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(document.pdf)
    told = run("pdfsig", "-nocert", path).stdout
    assert "Signature is Valid" in told
    assert "Total document signed" in told
    assert "ETSI.CAdES.detached" in told
    at = document.pdf.index(b"/Producer") if b"/Producer" in document.pdf else 2000
    path.write_bytes(document.pdf[:at] + b"#" + document.pdf[at + 1 :])
    assert "Signature is Valid" not in run("pdfsig", "-nocert", path).stdout


def test_openssl_verifies_the_extracted_signature(document: Issued, root_file: Path, tmp_path: Path) -> None:
    found = re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]", document.pdf)
    assert found is not None
    _, length, rest, rest_length = map(int, found.groups())
    assert rest + rest_length == len(document.pdf)
    content, signature = tmp_path / "content", tmp_path / "signature.der"
    signature.write_bytes(bytes.fromhex(document.pdf[length + 1 : rest - 1].decode()))
    covered = document.pdf[:length] + document.pdf[rest:]
    command = (
        "openssl",
        "cms",
        "-verify",
        "-cades",
        "-binary",
        "-inform",
        "DER",
        "-in",
        signature,
        "-content",
        content,
    )
    for bytes_given, good in ((covered, True), (covered[:-1], False)):
        content.write_bytes(bytes_given)
        finished = run(*command, "-CAfile", root_file, "-purpose", "any", "-out", tmp_path / "out")
        assert (finished.returncode == 0) is good, finished.stderr


def test_signing_a_pdf_adds_a_revision_and_changes_nothing_before(issued: Issued, sandbox: SignerMaterial) -> None:
    assert issued.pdf.startswith(issued.unsigned_pdf + b"\n")
    assert len(sign_pdf(issued.unsigned_pdf, sandbox, NOON)) - len(issued.unsigned_pdf) < 16_000
