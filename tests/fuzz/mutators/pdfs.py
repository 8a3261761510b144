"""PDFs changed by their objects, dictionaries, streams and cross-reference tables."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from random import Random

from tests.fuzz.mutators import octets

OBJECT = re.compile(rb"\d+ \d+ obj\b.*?endobj\s*", re.DOTALL)
NAME = re.compile(rb"/[A-Za-z0-9]+")
NUMBER = re.compile(rb"\b\d+\b")
REFERENCE = re.compile(rb"\b\d+ 0 R\b")
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
NAMES = (
    *(b"/JavaScript", b"/JS", b"/AA", b"/OpenAction", b"/Launch", b"/EmbeddedFile", b"/Filter", b"/FlateDecode", b"/F"),
    *(b"/LZWDecode", b"/ASCII85Decode", b"/ASCIIHexDecode", b"/RunLengthDecode", b"/Crypt"),
    *(b"/DecodeParms", b"/Length"),
    *(b"/Predictor", b"/Columns", b"/Kids", b"/Count", b"/Parent", b"/Pages", b"/Page", b"/Type", b"/Encrypt", b"/ID"),
    *(b"/ObjStm", b"/XRef", b"/Prev", b"/XRefStm", b"/ToUnicode", b"/Font", b"/Rotate", b"/MediaBox", b"/Contents"),
    *(b"/J#61vaScript", b"/#00", b"/", b"/Encoding", b"/Differences", b"/Widths", b"/UserUnit", b"/XFA", b"/RichMedia"),
)
NUMBERS = (b"0", b"-1", b"1", b"2147483647", b"-2147483648", b"4294967296", b"9" * 30, b"1.5", b"65536", b"3", b"12")
PIECES = (
    *(b"<<", b">>", b"[", b"]", b"(", b")", b"<", b">", b"%", b"endobj\n", b"stream\n", b"endstream", b"%%EOF\n"),
    *(b"xref\n0 1\n", b"trailer\n<<>>\n", b"startxref\n0\n", b"1 0 obj\n", b"null", b"[" * 300, b"<</A " * 300),
    *(b"BT /F1 1 Tf (x) Tj ET\n", b"q " * 500, b"/Im0 Do\n", b"BI /W 1 ID x EI\n", b"(" * 200),
)


def mutated(random: Random, samples: Sequence[bytes]) -> bytes:
    """A sample changed in its structure, and sometimes in its bytes; lengths and offsets are then seldom right."""
    content = random.choice(samples)
    for _ in range(octets.several(random)):
        content = random.choice(CHANGES)(random, content, samples)
    return content[: octets.LARGEST]


def _in_place(random: Random, content: bytes, pattern: re.Pattern[bytes], put: bytes) -> bytes:
    found = [each.span() for each in pattern.finditer(content)]
    if not found:
        return content
    begin, end = random.choice(found)
    return content[:begin] + put + content[end:]


def _number(random: Random, content: bytes, _: Sequence[bytes]) -> bytes:
    return _in_place(random, content, NUMBER, random.choice(NUMBERS))


def _name(random: Random, content: bytes, _: Sequence[bytes]) -> bytes:
    return _in_place(random, content, NAME, random.choice(NAMES))


def _reference(random: Random, content: bytes, _: Sequence[bytes]) -> bytes:
    return _in_place(random, content, REFERENCE, b"%d 0 R" % random.randint(0, 12))


def _entry(random: Random, content: bytes, _: Sequence[bytes]) -> bytes:
    value = random.choice((b"%d 0 R" % random.randint(1, 9), random.choice(NUMBERS), random.choice(NAMES), b"[1 0 R]"))
    return _in_place(random, content, re.compile(rb"<<"), b"<< " + random.choice(NAMES) + b" " + value)


def _object(random: Random, content: bytes, samples: Sequence[bytes]) -> bytes:
    objects = OBJECT.findall(content)
    if not objects:
        return content
    one = random.choice(objects)
    kind = random.randrange(4)
    if kind == 0:
        return content.replace(one, b"", 1)
    if kind == 1:
        return content.replace(one, one * min(random.choice(octets.TIMES), octets.LARGEST // len(one)), 1)
    if kind == 2:
        return content.replace(one, random.choice(objects), 1)
    others = OBJECT.findall(random.choice(samples))
    return content.replace(one, one + (random.choice(others) if others else b""), 1)


def _stream(random: Random, content: bytes, _: Sequence[bytes]) -> bytes:
    """A stream unpacked, changed and packed again, its length left as it was."""
    found = list(STREAM.finditer(content))
    if not found:
        return content
    begin, end = random.choice(found).span(1)
    data = content[begin:end]
    try:
        plain, packed = zlib.decompress(data), True
    except zlib.error:
        plain, packed = data, False
    for _time in range(octets.several(random)):
        plain = octets.mutated(random, plain, PIECES)
    return content[:begin] + (zlib.compress(plain) if packed else plain) + content[end:]


def _bytes(random: Random, content: bytes, _: Sequence[bytes]) -> bytes:
    return octets.mutated(random, content, PIECES)


CHANGES = (_number, _number, _name, _name, _reference, _entry, _entry, _object, _stream, _stream, _bytes)
