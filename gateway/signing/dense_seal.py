"""A seal as a QR code says it: the same facts under the same signature, in the characters that take the least room.

`DUM2 k n d a i t g s BINARY`: the claims of the JWS in this order, `-` for one that is absent, one blank between each.
BINARY is base32 without padding of 128 bytes: `kid`, `x` and the signature. All are characters of the alphanumeric mode
(ISO/IEC 18004), 5.5 bits each. The JWS follows from them byte for byte, and it is the JWS that is signed and verified.
"""

from __future__ import annotations

import json
import re
from base64 import b32decode, b32encode, urlsafe_b64decode, urlsafe_b64encode

MARK = "DUM2"
ABSENT = "-"
FACTS = ("k", "n", "d", "a", "i", "t", "g", "s")
SIGNED = ("k", "n", "d", "a", "c", "i", "t", "x", "s", "g")
"""The claims in the order in which they are signed."""

_DENSE = re.compile(r"[0-9A-Z$%*+./:-]+")
_BINARY = re.compile("[2-7A-Z]{205}")
_PADDING = "=" * 3


def dense(seal: str) -> str:
    """A seal that we made as its QR code says it: densely, or as it is where a fact has other characters."""
    header, payload, signature = seal.split(".")
    claims = json.loads(_bytes(payload))
    binary = _bytes(json.loads(_bytes(header))["kid"]) + _bytes(claims["x"]) + _bytes(signature)
    facts = [str(claims.get(name, ABSENT)) for name in FACTS]
    text = " ".join([MARK, facts[0].upper(), *facts[1:], b32encode(binary).decode().rstrip("=")])
    return text if as_jws(text) == seal else seal


def as_jws(text: str) -> str:
    """The compact JWS that a QR code's text stands for; any other text, such as that of an earlier code, is returned
    as it is. Nothing is believed of it yet.
    """
    words = text.split(" ")
    if words[0] != MARK or len(words) != len(FACTS) + 2 or not _BINARY.fullmatch(words[-1]):
        return text
    facts, binary = words[1:-1], words[-1]
    if not all(_DENSE.fullmatch(fact) for fact in facts) or facts[-1] not in ("1", ABSENT):
        return text
    decoded = b32decode(binary + _PADDING)
    if b32encode(decoded).decode() != binary + _PADDING:  # two texts of one seal
        return text
    said: dict[str, str | int] = {name: fact for name, fact in zip(FACTS, facts, strict=True) if fact != ABSENT}
    said |= {"k": facts[0].lower(), "x": _base64(decoded[32:64])}
    said |= {"c": "MAD"} if "a" in said else {}
    said |= {"s": 1} if "s" in said else {}
    header = {"alg": "ES256", "kid": _base64(decoded[:32])}
    claims = {name: said[name] for name in SIGNED if name in said}
    return ".".join((_base64(_json(header)), _base64(_json(claims)), _base64(decoded[64:])))


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _base64(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
