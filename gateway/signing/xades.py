"""XAdES B-B on an issued XML document: enveloped, ECDSA P-256 with SHA-256, inclusive canonical XML."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from lxml import etree
from signxml import CanonicalizationMethod, DigestAlgorithm, SignatureConstructionMethod, SignatureMethod
from signxml.xades import XAdESDataObjectFormat, XAdESSigner

from gateway.signing.material import MixedAuthorityError, SignerMaterial

XADES = "http://uri.etsi.org/01903/v1.3.2#"
# Exclusive canonical XML signs happily and never verifies: SignedProperties has no transform. The two inclusive ones
# differ in xml:* attributes alone, and our documents have none: 1.0 is the one that more programs read.
CANONICAL = CanonicalizationMethod.CANONICAL_XML_1_0


class _Signer(XAdESSigner):  # type: ignore[misc]
    """signxml's signer with the time passed in and with names that follow from the document."""

    def __init__(self, signed_at: datetime, seed: bytes) -> None:
        super().__init__(
            method=SignatureConstructionMethod.enveloped,
            signature_algorithm=SignatureMethod.ECDSA_SHA256,
            digest_algorithm=DigestAlgorithm.SHA256,
            c14n_algorithm=CANONICAL,
            data_object_format=XAdESDataObjectFormat(Description="", MimeType="application/xml"),
        )
        self._signed_at = signed_at
        self._seed = seed
        self._tokens = 0

    def _get_token(self, length: int = 4) -> str:
        self._tokens += 1
        return hashlib.sha256(self._seed + bytes([self._tokens])).hexdigest()[: 2 * length].upper()

    def add_signing_time(
        self, signed_signature_properties: etree._Element, sig_root: object, signing_settings: object
    ) -> None:
        """The time given, in UTC, instead of the machine's."""
        node = etree.SubElement(signed_signature_properties, f"{{{XADES}}}SigningTime")
        node.text = self._signed_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def sign_xml(content: bytes, material: SignerMaterial, signed_at: datetime | None = None) -> bytes:
    """`content` with its XAdES signature as last child of the root; equal but for the signature value if repeated.

    `signed_at` is now where not given. The root certificate is not put in. Raises MixedAuthorityError where the
    document says that it is a specimen and the key is none, or the reverse; OutsideValidityError.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(content, parser)
    says = root.findtext(f"{{{etree.QName(root).namespace}}}Specimen")
    if says is not None and (says.strip() in {"true", "1"}) != material.specimen:
        raise MixedAuthorityError("A specimen must be signed by a specimen key, and nothing else may be.")
    signed_at = signed_at or datetime.now(UTC)
    material.check_validity(signed_at)
    signer = _Signer(signed_at, hashlib.sha256(content).digest())
    signed = signer.sign(
        root,
        key=material.key,
        cert=[material.certificate, *material.intermediates],
        always_add_key_value=False,
    )
    result: bytes = etree.tostring(signed, encoding="UTF-8", xml_declaration=True)
    return result + b"\n"
