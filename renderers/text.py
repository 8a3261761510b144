"""Text that the shipped fonts can show: a glyph that is missing would make the PDF no PDF/A at all."""

from __future__ import annotations

import re
import unicodedata

# Latin, Greek-free: what names of Moroccan and foreign traders are written with. A test compiles every character.
_LATIN = "\u0020-\u007e\u00a0-\u00ac\u00ae-\u017f\u0192\u01fa-\u01ff\u0218-\u021b\u1e80-\u1e85\u1ef2\u1ef3"
_CYRILLIC = "\u0400-\u045f\u0490\u0491"
_SIGNS = "\u2013\u2014\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2116\u2122\ufffd"
_ARABIC = "\u060c\u061b\u061f\u0621-\u063a\u0640-\u0652\u0660-\u066c\u067e\u0686\u0698\u06a4\u06a9\u06ad\u06af\u06cc"
SHOWABLE = f"{_LATIN}{_CYRILLIC}{_SIGNS}{_ARABIC}"

_UNKNOWN = re.compile(f"[^{SHOWABLE}]")
_LONG_RUN = re.compile(r"\S{20}(?=\S)")
_ARABIC_LETTER = re.compile("[\u0620-\u064a\u066e-\u06d3]")
_LATIN_LETTER = re.compile("[A-Za-z\u00c0-\u024f]")


def showable(text: str, longest: int = 160) -> str:
    """`text` in one line of at most `longest` characters; what no shipped font can show becomes U+FFFD.

    Invisible and bidirectional control characters go the same way. Runs without a space are given places to break.
    """
    flat = " ".join(unicodedata.normalize("NFC", text[: 4 * longest]).split())
    shown = _UNKNOWN.sub("\ufffd", flat)
    if len(shown) > longest:
        shown = shown[: longest - 1] + "…"
    return _LONG_RUN.sub("\\g<0>\u200b", shown)


def right_to_left(text: str) -> bool:
    """True where the first letter is Arabic: the text is then set from right to left."""
    arabic, latin = _ARABIC_LETTER.search(text), _LATIN_LETTER.search(text)
    return arabic is not None and (latin is None or arabic.start() < latin.start())
