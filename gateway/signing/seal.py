"""The QR's seal: a document's key facts as a compact JWS (RFC 7515, ES256), to be checked without any server.

The code says it densely (`dense_seal.py`); those of earlier releases say the JWS itself.

Claims, short because each letter costs modules: k kind, n number, d DUM number, a amount, c currency, t day of issue,
i ICE of the payer (absent where none was declared), x SHA-256 of the signed XML (base64url), s 1 for a specimen,
g day of sealing, only where the certificate was not valid yet on the day of issue.
"""

from __future__ import annotations

import hashlib
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from lxml import etree

from gateway.signing.dense_seal import dense
from gateway.signing.document_facts import read_facts
from gateway.signing.material import MixedAuthorityError, SignerMaterial
from gateway.signing.signed_kind import SignedKind, SignedKinds
from renderers.qr_code import is_clear
from renderers.xml_writer import cut
from schemas.days import day_of

ALGORITHM = "ES256"
LONGEST = 4_000
LONGEST_ICE = 40
SEALINGS = 8
"""The most times that facts are sealed until their code is clear: no two signatures of ECDSA are the same."""

CLAIMS = {
    "k": "kind",
    "n": "number",
    "d": "dum_number",
    "a": "amount",
    "c": "currency",
    "t": "date",
    "i": "payer_ice",
    "x": "xml_sha256",
    "s": "specimen",
    "g": "sealed_on",
}


_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_FORMS = {
    "k": "[a-z]{1,20}",
    "n": "[!-~]{1,60}",
    "d": "[!-~]{1,60}",
    "i": "(?s:.{1,60})",
    "a": r"[0-9]{1,18}\.[0-9]{2}",
    "c": "MAD",
    "t": _DAY,
    "g": _DAY,
    "x": r"[A-Za-z0-9_-]{43}",
}


class SealError(Exception):
    """The text is no seal of this gateway, or its signature does not hold."""


def qr_text(xml: bytes, kind: SignedKind, material: SignerMaterial, sealed_at: datetime | None = None) -> str:
    """The sealed key facts of a document of this kind: those that its signed `xml` says.

    `sealed_at` is now where not given. Raises MixedAuthorityError where a specimen would be sealed by a real key, or
    the reverse; OutsideValidityError.
    """
    facts = read_facts(etree.fromstring(xml), kind)
    if facts.pop("specimen") != material.specimen:
        raise MixedAuthorityError("A specimen must be sealed by a specimen key, and nothing else may be.")
    sealed_at = sealed_at or datetime.now(UTC)
    material.check_validity(sealed_at)
    issued_on = _day(datetime.fromisoformat(facts.pop("date")))
    if "payer_ice" in facts:
        facts["payer_ice"] = cut(facts["payer_ice"], LONGEST_ICE)
    claims: dict[str, str | int] = {
        **{name: facts[fact] for name, fact in CLAIMS.items() if fact in facts},
        "t": issued_on,
        "x": urlsafe_b64encode(hashlib.sha256(xml).digest()).rstrip(b"=").decode(),
    }
    if material.specimen:
        claims["s"] = 1
    if issued_on < _day(material.last_to_begin.not_valid_before_utc):
        claims["g"] = _day(sealed_at)
    payload = json.dumps(claims, ensure_ascii=False, separators=(",", ":")).encode()
    header = {"alg": ALGORITHM, "kid": material.thumbprint}
    for _ in range(SEALINGS):
        text = dense(jws.serialize_compact(header, payload, _signing_key(material), algorithms=[ALGORITHM]))
        if is_clear(text):
            break
    return text


def _day(instant: datetime) -> str:
    return day_of(instant).isoformat()


def key_identifier(text: str) -> str:
    """The `kid` of a seal, before anything is believed. Raises SealError for what is no seal."""
    if len(text) > LONGEST or text.count(".") != 2:
        raise SealError("not a compact JWS")
    try:
        first = urlsafe_b64decode(text.partition(".")[0] + "==").decode("utf-8")
        header = json.loads(first, object_pairs_hook=_once_each)
    except (JoseError, ValueError, TypeError, AttributeError) as error:
        raise SealError("not a compact JWS") from error
    kid = header.get("kid") if isinstance(header, dict) else None
    if kid is None or set(header) != {"alg", "kid"} or header["alg"] != ALGORITHM or not isinstance(kid, str):
        raise SealError("not a seal of this kind")
    return kid


def open_seal(text: str, certificate: x509.Certificate, kinds: SignedKinds) -> Mapping[str, Any]:
    """The facts under their long names, once the signature held and the kind is one of these. Raises SealError."""
    key_identifier(text)
    public = certificate.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    try:
        sealed = jws.deserialize_compact(text, ECKey.import_key(public), algorithms=[ALGORITHM])
        claims = json.loads(sealed.payload.decode("utf-8"), object_pairs_hook=_once_each)
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise SealError("the seal is broken") from error
    if not _is_a_documents(claims, kinds):
        raise SealError("the seal does not carry the facts of a document")
    facts: dict[str, Any] = {CLAIMS[name]: value for name, value in claims.items()}
    facts["specimen"] = "s" in claims
    facts["xml_sha256"] = urlsafe_b64decode(f"{claims['x']}=").hex()
    return facts


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON. Raises ValueError where it names something twice: two readers could see two amounts."""
    if len(dict(pairs)) != len(pairs):
        raise ValueError(len(pairs))
    return dict(pairs)


def _is_a_documents(claims: object, kinds: SignedKinds) -> bool:
    """Whether the claims are those of a document of one of these kinds, each of the form in which it is written."""
    if not isinstance(claims, dict) or not {"k", "n", "d", "t", "x"} <= set(claims) <= set(CLAIMS):
        return False
    texts = {name: value for name, value in claims.items() if name != "s"}
    if type(claims.get("s", 1)) is not int or claims.get("s", 1) != 1:
        return False
    if not all(isinstance(value, str) and re.fullmatch(_FORMS[name], value) for name, value in texts.items()):
        return False
    kind = kinds.get(claims["k"])
    if kind is None or not kind.sealed:
        return False
    about_money = "amount" in kind.facts
    return about_money is ("a" in claims) is ("c" in claims) and ("i" not in claims or about_money)


@lru_cache(maxsize=8)
def _signing_key(material: SignerMaterial) -> ECKey:
    return ECKey.import_key(material.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
