"""Whether an XML signature of our exact shape holds (XML Signature 3.2), and who signed when.

Only one shape gets here (`signature_shape.py`), so nothing of the standard is left to choose but its two inclusive
canonicalisations, whose bytes are the same for our documents: none has an `xml:` attribute. The library that signs
would verify too, but it holds four copies of the document: 12 MB took 500 MB. The tests hold both to the same answers.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from lxml import etree

from gateway.signing.certificates import read_certificate, signed_by
from gateway.signing.signature_shape import DS, XADES, SignatureParts


@dataclass(frozen=True)
class XmlSigner:
    """Who says that he signed, with what he brought along, and when."""

    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]
    signed_at: datetime


def signer_of(parts: SignatureParts) -> XmlSigner | None:
    """What a signature says of its signer; None where a certificate or the time is none."""
    texts = [each.text or "" for each in parts.key.iter(f"{DS}X509Certificate")]
    read = [read_certificate(each) for each in texts]
    certificates = tuple(each for each in read if each is not None)
    try:
        signed_at = datetime.fromisoformat(parts.properties[0][0].text or "").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return XmlSigner(certificates[0], certificates[1:], signed_at) if len(certificates) == len(read) else None


def signature_holds(root: etree._Element, parts: SignatureParts, signer: XmlSigner) -> bool:
    """Whether `signer` signed the document that has this signature as last child, which is taken out of it for good."""
    own = [_canonical(each) for each in (parts.properties, parts.key)]
    signed_info = _canonical(parts.signed_info)
    stated = [each.findtext(f"{DS}DigestValue") for each in parts.references]
    named = [each.text for each in parts.properties.iterfind(f".//{XADES}CertDigest/{DS}DigestValue")]
    chain = (signer.certificate, *signer.others)
    if named != [_digest(each.public_bytes(Encoding.DER)) for each in chain] or stated[1:] != list(map(_digest, own)):
        return False
    if not signed_by(signer.certificate, _in_der(b64decode(parts.value.text or "")), signed_info):
        return False
    root.remove(root[-1])
    return stated[0] == _digest(etree.tostring(root, method="c14n"))


def _canonical(element: etree._Element) -> bytes:
    """Canonical XML of an element where it stands, with the namespaces that it inherits."""
    alone = etree.fromstring(etree.tostring(element, with_tail=False))
    return etree.tostring(alone, method="c14n")


def _digest(content: bytes) -> str:
    return b64encode(hashlib.sha256(content).digest()).decode()


def _in_der(value: bytes) -> bytes:
    """The two numbers of an ECDSA signature, 32 bytes each as XML has them (RFC 4050), in DER."""
    return encode_dss_signature(*(int.from_bytes(half, "big") for half in (value[:32], value[32:])))
