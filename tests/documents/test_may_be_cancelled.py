"""A genuine document may have been cancelled since: verification says so, and how to ask."""

from __future__ import annotations

import pytest

from gateway.documents.verification import verify
from gateway.signing.material import SignerMaterial
from gateway.signing.verification_report import Report
from gateway.signing.xades import sign_xml
from renderers.acknowledgement import render_acknowledgement
from schemas.vocabulary import LANGUAGES
from tests.documents.conftest import Issued, issue
from tests.documents.examples import ACKNOWLEDGEMENT, NOON, QUITTANCE

NOTE = "may_be_cancelled"
HOW = "GET /v1/documents/"


@pytest.fixture(scope="module")
def made(sandbox: SignerMaterial) -> Issued:
    return issue(QUITTANCE, sandbox)


def asks(report: Report) -> list[bool]:
    """Whether each language says how to ask."""
    return [any(HOW in sentence for sentence in report.words(language)) for language in LANGUAGES]


def test_each_form_of_a_genuine_document_says_how_to_ask_in_three_languages(
    made: Issued, sandbox: SignerMaterial
) -> None:
    for content in (made.xml, made.pdf, made.qr):
        report = verify(content, sandbox.bundle_pem)
        assert report.ok and report.notes.count(NOTE) == 1
        assert asks(report) == [True] * 3


def test_what_is_not_genuine_or_no_document_does_not(made: Issued, sandbox: SignerMaterial) -> None:
    acknowledgement = sign_xml(render_acknowledgement(ACKNOWLEDGEMENT), sandbox, NOON)
    genuine = verify(acknowledgement, sandbox.bundle_pem)
    assert genuine.ok and NOTE not in genuine.notes
    for content, expected in ((made.xml.replace(b"</", b" </", 1), None), (made.xml, "certificate"), (b"%PDF-", None)):
        report = verify(content, sandbox.bundle_pem, expect=expected)
        assert not report.ok and NOTE not in report.notes
        assert asks(report) == [False] * 3
