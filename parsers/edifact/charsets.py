"""Which characters an interchange may hold, by the syntax identifier of its UNB (0001)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

_ISO_8859 = {"UNOC": 1, "UNOD": 2, "UNOE": 5, "UNOF": 7, "UNOG": 3, "UNOH": 4, "UNOI": 6, "UNOJ": 8, "UNOK": 9}
_UTF_8 = ("UNOW", "UNOY")
_SIGNS = " .,-()/=!\"%&*;<>'+:?"
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = "0123456789"
_CONTROLS = "\x00-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffd-\uffff"
"""No control character is data (XML could not hold it); U+FFFD is what could not be decoded."""


@dataclass(frozen=True)
class Charset:
    """A repertoire: the codec that reads it, and its characters (None: all of Unicode but controls)."""

    identifier: str
    codec: str
    characters: frozenset[str] | None

    def decode(self, raw: bytes) -> str:
        """The text; what cannot be read becomes U+FFFD, which no repertoire has."""
        return raw.decode(self.codec, "replace")

    def pattern(self, without: str = "") -> str:
        """A regular expression of one character of the repertoire, none of `without`."""
        if self.characters is None:
            return f"[^{_CONTROLS}{re.escape(without)}]"
        return f"[{_ranges(self.characters - set(without))}]"

    @cached_property
    def strange(self) -> re.Pattern[str]:
        """Finds the first character that is not in the repertoire."""
        if self.characters is None:
            return re.compile(f"[{_CONTROLS}]")
        return re.compile(f"[^{_ranges(self.characters)}]")


@lru_cache
def charset(identifier: str, latin1: bool = False) -> Charset | None:
    """The repertoire of a syntax identifier, None where it is not taken (UNOX: ISO 2022). Source: ISO 9735, 0001.

    With `latin1`, UNOA and UNOB hold all of ISO 8859-1.
    """
    if identifier in ("UNOA", "UNOB") and latin1:
        return Charset(identifier, "latin-1", _single_byte("latin-1"))
    if identifier == "UNOA":
        return Charset(identifier, "latin-1", frozenset(_CAPITALS + _DIGITS + _SIGNS))
    if identifier == "UNOB":
        return Charset(identifier, "latin-1", frozenset(_CAPITALS + _CAPITALS.lower() + _DIGITS + _SIGNS))
    if identifier in _ISO_8859:
        codec = f"iso8859-{_ISO_8859[identifier]}"
        return Charset(identifier, "latin-1" if codec == "iso8859-1" else codec, _single_byte(codec))
    if identifier in _UTF_8:
        return Charset(identifier, "utf-8", None)
    return None


def _single_byte(codec: str) -> frozenset[str]:
    graphic = bytes([*range(0x20, 0x7F), *range(0xA0, 0x100)])
    return frozenset(graphic.decode(codec, "ignore"))


def _ranges(characters: frozenset[str]) -> str:
    """The characters as the ranges of a class, which is quick to compile."""
    points = sorted(map(ord, characters))
    starts = [point for point in points if chr(point - 1) not in characters]
    ends = [point for point in points if chr(point + 1) not in characters]
    return "".join(f"\\u{start:04x}-\\u{end:04x}" for start, end in zip(starts, ends, strict=True))
