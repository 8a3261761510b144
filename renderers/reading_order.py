"""The text of a typeset PDF as other programs read it best; the picture stays the same.

Typst marks each word of a right-to-left line as a sequence of its own, from left to right, and leaves invisible
characters (directions, places to break) in words and numbers. Here a line is one sequence, as browsers print it, and
what is invisible goes: pypdf and pdf.js turn right-to-left text around, sequence by sequence.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from itertools import groupby
from typing import NamedTuple

import pikepdf

INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
"""What lays text out and is none itself."""

Meanings = Mapping[bytes, str]
"""What the glyphs of a font mean, by their codes of two bytes."""

_MARKED_TEXT = re.compile(rb"(?<=\nBT)[^\n]*?B[DM]C .*?(?=\nET\n)", re.DOTALL)
_PIECE = re.compile(
    rb"(/ReversedChars BMC|/Span<</ActualText(<[0-9A-F]*>|\([^\n]*?\))>>BDC)? ?"
    rb"(0 Tr(/\w+) [\d.]+ Tf) (1 0 0 -1 -?[\d.]+ -?[\d.]+ Tm(\[[^\n]*?\]TJ|[(<][^\n]*?Tj))(?(1)\nEMC)"
)
"""A mark, a font and size, a place and what is shown there. Typst writes the end of a line in a string as `\\n`."""
_MEANING = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n")


def in_reading_order(pdf: bytes) -> bytes:
    """`pdf`, as Typst made it, with its text in order.

    The same bytes for the same input, with plain tables of objects.
    """
    with pikepdf.open(BytesIO(pdf)) as document:
        put_in_reading_order(document)
        out = BytesIO()
        document.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            deterministic_id=True,
            fix_metadata_version=False,  # Typst's is right, and to look costs more than all the rest
        )
    return out.getvalue()


def put_in_reading_order(document: pikepdf.Pdf) -> None:
    """Write each line of text in one sequence, and nothing invisible between its letters.

    Tags, places and the picture stay; a text object that is written in another way than Typst's is left as it is.
    """
    fonts: dict[tuple[int, int], Meanings] = {}
    for page in document.pages:
        here: dict[bytes, Meanings] = {}
        for name, font in page.resources.get("/Font", {}).items():
            if font.objgen not in fonts:
                fonts[font.objgen] = _made_visible(font.ToUnicode)
            here[name.encode()] = fonts[font.objgen]
        _rewrite(page.obj.Contents, _MARKED_TEXT, _Joining(here))


def _made_visible(table: pikepdf.Object) -> Meanings:
    """The meanings in a font's table; what is invisible is taken out of the table too."""
    meanings: dict[bytes, str] = {}

    def visible(found: re.Match[bytes]) -> bytes:
        meant = bytes.fromhex(found[2].decode()).decode("utf-16-be")
        text = INVISIBLE.sub("", meant) or meant  # in PDF/A each glyph means something
        meanings[bytes.fromhex(found[1].decode())] = text
        return b"<%b> <%b>\n" % (found[1], _hexadecimal(text))

    _rewrite(table, _MEANING, visible)
    return meanings


def _rewrite(stream: pikepdf.Object, what: re.Pattern[bytes], anew: Callable[[re.Match[bytes]], bytes]) -> None:
    """A stream that stays the same is not written: to compress it again costs more than to look."""
    written = stream.read_bytes()
    new = what.sub(anew, written)
    if new != written:
        # compressed here: qpdf would keep all pages at full length until it writes them
        stream.write(zlib.compress(new), filter=pikepdf.Name.FlateDecode)


class _Piece(NamedTuple):
    mark: bytes
    look: bytes
    placed: bytes


class _Joining:
    """Writes the text objects of a page anew, with its fonts by name."""

    def __init__(self, fonts: Mapping[bytes, Meanings]) -> None:
        self._fonts = fonts

    def __call__(self, found: re.Match[bytes]) -> bytes:
        """The text object `found`: its pieces of one mark, font and size are one sequence, each at its place."""
        pieces = list(_PIECE.finditer(found[0]))
        if sum(len(each[0]) for each in pieces) < len(found[0]):
            return found[0]
        groups = groupby(map(self._piece, pieces), key=lambda each: (each.mark, each.look))
        return b"".join(
            b"%b %b %b%b" % (mark, look, b" ".join(each.placed for each in group), b"\nEMC" if mark else b"")
            for (mark, look), group in groups
        )

    def _piece(self, found: re.Match[bytes]) -> _Piece:
        """A piece; what it is said to mean stays only where its glyphs mean something else."""
        mark, actual, look, font, placed, shown = found.groups()
        if actual:
            said = INVISIBLE.sub("", str(pikepdf.Object.parse(actual)))
            same = said == _meant(shown, self._fonts[font])
            mark = b"" if same else b"/Span<</ActualText<FEFF%b>>>BDC" % _hexadecimal(said)
        return _Piece(mark or b"", look, placed)


def _meant(shown: bytes, meanings: Meanings) -> str:
    """What the glyphs mean that are shown."""
    strings = pikepdf.Object.parse(shown[:-2] if shown.endswith(b"]TJ") else b"[%b]" % shown[:-2])
    codes = b"".join(bytes(each) for each in strings if isinstance(each, pikepdf.Object))
    return "".join(meanings.get(codes[at : at + 2], "\ufffd") for at in range(0, len(codes), 2))


def _hexadecimal(text: str) -> bytes:
    return text.encode("utf-16-be").hex().upper().encode()
