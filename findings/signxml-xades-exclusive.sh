#!/bin/sh
# signxml 5.2.0 (PyPI) signs XAdES with exclusive canonical XML, and refuses what it has signed.
#
# XAdESSigner(c14n_algorithm=EXCLUSIVE_XML_CANONICALIZATION_1_0) digests SignedProperties by the exclusive method, and
# writes no transform into its reference. A reference to an element without a transform is digested by inclusive
# canonical XML (XML Signature 1.1, 4.4.3.2), so its own XAdESVerifier finds another digest. Nothing is told at signing.
# Plain XMLSigner with the same method verifies; so does XAdES with inclusive canonical XML, 1.0 and 1.1.
#
# Needs python3 with venv. Exit 0: as said here; 1: it behaves otherwise now.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv packages
packages/bin/pip install --quiet --disable-pip-version-check signxml==5.2.0
cat >shown.py <<'END'
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from lxml import etree
from signxml import CanonicalizationMethod, SignatureMethod, XMLSigner, XMLVerifier
from signxml.exceptions import InvalidDigest
from signxml.xades import XAdESSignatureConfiguration, XAdESSigner, XAdESVerifier

key = ec.generate_private_key(ec.SECP256R1())
name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "signer")])
now = datetime.now(UTC)
certificate = (
    x509.CertificateBuilder()
    .subject_name(name)
    .issuer_name(name)
    .public_key(key.public_key())
    .serial_number(1)
    .not_valid_before(now - timedelta(days=1))
    .not_valid_after(now + timedelta(days=1))
    .sign(key, SHA256())
)


def verdict(signer_class, verifier, method, **expected):
    signer = signer_class(signature_algorithm=SignatureMethod.ECDSA_SHA256, c14n_algorithm=method)
    signed = signer.sign(etree.fromstring("<note xmlns='urn:note'>5</note>"), key=key, cert=[certificate])
    try:
        verifier.verify(etree.tostring(signed), x509_cert=certificate, **expected)
    except InvalidDigest as error:
        return f"refused: {str(error).split(' (')[0]}"
    return "verifies"


for method in (
    CanonicalizationMethod.CANONICAL_XML_1_0,
    CanonicalizationMethod.CANONICAL_XML_1_1,
    CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
):
    print("XMLSigner", method.name, verdict(XMLSigner, XMLVerifier(), method))
    three = XAdESSignatureConfiguration(expect_references=3)
    print("XAdESSigner", method.name, verdict(XAdESSigner, XAdESVerifier(), method, expect_config=three))
END
packages/bin/python shown.py | tee seen
cat >expected <<'END'
XMLSigner CANONICAL_XML_1_0 verifies
XAdESSigner CANONICAL_XML_1_0 verifies
XMLSigner CANONICAL_XML_1_1 verifies
XAdESSigner CANONICAL_XML_1_1 verifies
XMLSigner EXCLUSIVE_XML_CANONICALIZATION_1_0 verifies
XAdESSigner EXCLUSIVE_XML_CANONICALIZATION_1_0 refused: Digest mismatch for reference 1
END
cmp -s seen expected
