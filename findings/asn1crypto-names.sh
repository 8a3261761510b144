#!/bin/sh
# asn1crypto 1.5.1 (PyPI) cannot compare the names of certificates as Moroccan authorities may have them.
#
# It prepares names by stringprep with the tables of Unicode 3.2 (2002) and with its rule for bidirectional text (RFC 3454,
# 6), and raises ValueError for a name in Tifinagh (Unicode 4.1, 2005), an official script of Morocco, and for an Arabic one
# beside Latin letters, or with digits or a bracket at its end. RFC 4518 (2.5), which it names, asks for no such rule.
# openssl takes such a PKI. pyhanko-certvalidator 0.33.0 lets the bare ValueError through instead of one of its own errors.
#
# Needs python3 with venv, and openssl. Exit 0: as said here; 1: it behaves otherwise now.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv packages
packages/bin/pip install --quiet --disable-pip-version-check asn1crypto==1.5.1 pyhanko-certvalidator==0.33.0 cryptography==50.0.2
cat >shown.py <<'END'
import asyncio
import subprocess
from datetime import UTC, datetime, timedelta

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko_certvalidator import CertificateValidator, ValidationContext

NOW = datetime.now(UTC)


def certificate(name, key, issuer, issuing_key, authority):
    usage = x509.KeyUsage(not authority, not authority, False, False, False, authority, authority, False, False)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + timedelta(days=1))
        .add_extension(x509.BasicConstraints(authority, None), True)
        .add_extension(usage, True)
        .sign(issuing_key, SHA256())
    )


def name(text):
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


for text in ("TAMGHRIBT", "\u0627\u0644\u0645\u063a\u0631\u0628", "\u0627\u0644\u0645\u063a\u0631\u0628 2026", "\u0627\u0644\u0645\u063a\u0631\u0628 CA", "\u2d5c\u2d30\u2d4e\u2d56"):
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    root = certificate(name(text), keys[0], name(text), keys[0], True)
    leaf = certificate(name("signer"), keys[1], name(text), keys[0], False)
    for file, each in (("root.pem", root), ("leaf.pem", leaf)):
        with open(file, "wb") as written:
            written.write(each.public_bytes(Encoding.PEM))
    by_openssl = subprocess.run(["openssl", "verify", "-CAfile", "root.pem", "leaf.pem"], capture_output=True)
    loaded = [asn1.Certificate.load(each.public_bytes(Encoding.DER)) for each in (root, leaf)]
    try:
        context = ValidationContext(trust_roots=loaded[:1])
        asyncio.run(CertificateValidator(loaded[1], [], context).async_validate_usage({"non_repudiation"}))
        said = "valid"
    except Exception as error:
        said = f"{type(error).__name__}: {error}"
    print(ascii(text), "openssl:", "valid" if by_openssl.returncode == 0 else "refused", "| certvalidator:", said)
END
packages/bin/python shown.py | tee seen
cat >expected <<'END'
'TAMGHRIBT' openssl: valid | certvalidator: valid
'\u0627\u0644\u0645\u063a\u0631\u0628' openssl: valid | certvalidator: valid
'\u0627\u0644\u0645\u063a\u0631\u0628 2026' openssl: valid | certvalidator: ValueError: X.509 Name object contains a malformed bidirectional sequence
'\u0627\u0644\u0645\u063a\u0631\u0628 CA' openssl: valid | certvalidator: ValueError: X.509 Name object contains a malformed bidirectional sequence
'\u2d5c\u2d30\u2d4e\u2d56' openssl: valid | certvalidator: ValueError: X.509 Name objects may not contain unassigned code points
END
cmp -s seen expected
