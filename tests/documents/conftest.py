"""Issued documents, made once for all tests: rendered, signed and sealed as the gateway does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from gateway.documents.document_kinds import kind_of
from gateway.signing.authority import load_operator, load_or_create_sandbox
from gateway.signing.material import SignerMaterial
from gateway.signing.pades import sign_pdf
from gateway.signing.seal import qr_text
from gateway.signing.xades import sign_xml
from renderers.records import Quittance
from tests.documents.examples import NOON, QUITTANCE
from tests.documents.family import FAMILY
from tests.documents.keys import write_operator
from tests.documents.past_installation import installation  # noqa: F401 - a fixture

EARLIER = Path(__file__).parent / "issued_earlier"
"""A quittance in its three forms as an earlier release issued it, with canonical XML 1.1, and its trust bundle."""


@dataclass(frozen=True)
class Issued:
    """One issued document in its three forms, and its PDF before the signature."""

    xml: bytes
    pdf: bytes
    qr: str
    unsigned_pdf: bytes


def issue(record: object, material: SignerMaterial, signed_at: datetime = NOON) -> Issued:
    """A document as the gateway issues it."""
    kind = kind_of(record)
    xml = sign_xml(kind.to_xml(record), material, signed_at)
    seal = qr_text(xml, kind, material, signed_at)
    pdf = kind.to_pdf(record, xml, seal)
    return Issued(xml, sign_pdf(pdf, material, signed_at), seal, pdf)


def sealed(record: object, material: SignerMaterial, sealed_at: datetime | None = None) -> str:
    """The text of a QR code alone, over an XML that is not signed."""
    kind = kind_of(record)
    return qr_text(kind.to_xml(record), kind, material, sealed_at)


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> SignerMaterial:
    """A sandbox authority."""
    return load_or_create_sandbox(tmp_path_factory.mktemp("authority") / "sandbox")


@pytest.fixture(scope="session")
def operator(tmp_path_factory: pytest.TempPathFactory) -> SignerMaterial:
    """An operator's own key with a chain of three."""
    return load_operator(*write_operator(tmp_path_factory.mktemp("operator")))


@pytest.fixture(scope="session")
def issued(sandbox: SignerMaterial) -> Issued:
    """An ordinary specimen."""
    return issue(QUITTANCE, sandbox)


@pytest.fixture(scope="session")
def family(sandbox: SignerMaterial) -> dict[str, Issued]:
    """Certificates and last notices: ordinary, longest and emptiest."""
    return {name: issue(record, sandbox) for name, record in FAMILY.items()}


@pytest.fixture(scope="session")
def signer_for(sandbox: SignerMaterial, operator: SignerMaterial) -> Callable[[Quittance], SignerMaterial]:
    """The material that may sign a record."""
    return lambda record: sandbox if record.specimen else operator


@pytest.fixture
def root_file(sandbox: SignerMaterial, tmp_path: Path) -> Path:
    """The sandbox root as PEM file, as outside tools take it."""
    first = sandbox.bundle_pem.split(b"-----END CERTIFICATE-----\n")[0] + b"-----END CERTIFICATE-----\n"
    path = tmp_path / "root.pem"
    path.write_bytes(first)
    return path
