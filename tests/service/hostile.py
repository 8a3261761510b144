"""Bodies, attachments and requests of an enemy, with the code of the finding that each gets."""

from __future__ import annotations

import io
import zlib
from functools import lru_cache

import pikepdf

from tests.parsers.pdf.building import PAGES, flate_bomb, handwritten, javascript, new_pdf, saved, stream
from tests.service.declaring import small

START = b'<?xml version="1.0"?><Declaration xmlns="urn:dumgate:dum:1">'
END = b"</Declaration>"

MEGABYTE = 1_000_000


def _entity_bomb() -> bytes:
    entities = b"".join(b'<!ENTITY a%d "%s">' % (level, b"&a%d;" % (level - 1) * 10) for level in range(1, 12))
    return b'<!DOCTYPE x [<!ENTITY a0 "ha">' + entities + b"]><x>&a11;</x>"


BODIES: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "XML01"),
    "white space": (b" \n\t" * 1000, "XML01"),
    "entity bomb": (_entity_bomb(), "XML04"),
    "quadratic entity": (
        b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 90_000 + b'">]><x>' + b"&a;" * 90_000 + b"</x>",
        "XML04",
    ),
    "external entity": (b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>', "XML04"),
    "parameter entity": (b'<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/a">%a;]><x/>', "XML04"),
    "plain DOCTYPE": (b"<!DOCTYPE Declaration>" + small().body.partition(b"?>")[2], "XML04"),
    "undeclared entity": (START + b"&boom;" + END, "XML03"),
    "9 MB text node": (START + b"<MessageNumber>" + b"1" * (9 * MEGABYTE) + b"</MessageNumber>" + END, "XML07"),
    "9 MB attribute": (b'<Declaration xmlns="urn:dumgate:dum:1" a="' + b"x" * (9 * MEGABYTE) + b'"/>', "XSD08"),
    "deep nesting": (START + b"<a>" * 200_000 + b"</a>" * 200_000 + END, "XML06"),
    "200,000 unknown elements": (START + b"<a/>" * 200_000 + END, "XSD03"),
    "600,000 elements": (START + b"<a/>" * 600_000 + END, "XML06"),
    "many attributes": (START + b"<a " + b" ".join(b'a%d="1"' % n for n in range(50_000)) + b"/>" + END, "XML06"),
    "many namespaces": (START + b"<a " + b" ".join(b'xmlns:a%d="u"' % n for n in range(50_000)) + b"/>" + END, "XSD03"),
    "never closed": (START + b"<MessageNumber>1", "XML03"),
    "NUL bytes": (b"\0" * 100_000 + b"<a/>", "XML03"),
    "NUL inside": (small().body.replace(b"CERAMICHE", b"CERA\0MICHE"), "XML03"),
    "control character": (small().body.replace(b"CERAMICHE", b"CERA&#1;MICHE"), "XML03"),
    "not UTF-8": (small().body.replace(b"CERAMICHE", b"CERAMICH\xc9"), "XML10"),
    "unknown encoding": (b'<?xml version="1.0" encoding="klingon"?>' + small().body.partition(b"?>")[2], "XML05"),
    "UTF-16 said, UTF-8 sent": (small().body.replace(b"UTF-8", b"UTF-16"), "XML05"),
    "UTF-7": (b'<?xml version="1.0" encoding="UTF-7"?>' + small().body.partition(b"?>")[2], "XML05"),
    "wrong root": (b"<Invoice/>", "XML08"),
    "a PDF": (saved(new_pdf()), "XML0"),
    "gzip": (b"\x1f\x8b\x08" + bytes(range(256)) * 40, "XML0"),
    "processing instruction to a style sheet": (
        b'<?xml-stylesheet href="http://127.0.0.1:9/" type="text/xsl"?>' + small().body.partition(b"?>")[2],
        "",
    ),
}
"""By name: the bytes and the start of the code of a finding that must be there; "" where it is no fault."""

TOO_LARGE = START + b"<MessageNumber>" + b"1" * (11 * MEGABYTE) + b"</MessageNumber>" + END


def sound_bodies() -> dict[str, bytes]:
    """What only looks odd: a byte order mark, UTF-16, Windows line ends."""
    plain = small().body
    return {
        "BOM": b"\xef\xbb\xbf" + plain,
        "UTF-16": small().body.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        "Latin-1": small().body.replace(b"UTF-8", b"ISO-8859-1").replace(b"CERAMICHE", b"C\xc9RAMICHE"),
        "CRLF": small().body.replace(b"\n", b"\r\n"),
    }


@lru_cache
def pdfs() -> dict[str, tuple[bytes, str]]:
    """Attachments by name, with the code of the finding; at most 2,000,000 bytes each."""
    encrypted, active = io.BytesIO(), new_pdf()
    new_pdf().save(encrypted, encryption=pikepdf.Encryption(owner="o", user=""))
    active.Root.OpenAction = javascript()
    packed, page = flate_bomb(), PAGES[2][:-2] + b"/Contents 4 0 R >>"
    bomb = handwritten(*PAGES[:2], page, stream(packed, b"/Filter /FlateDecode"))
    nested = stream(zlib.compress(packed, 9), b"/Filter [/FlateDecode /FlateDecode]")
    return {
        "empty": (b"", "PDF02"),
        "no PDF": (b"MZ" + bytes(1000), "PDF02"),
        "late header": (b"\n" + saved(new_pdf()), "PDF02"),
        "encrypted": (encrypted.getvalue(), "PDF04"),
        "JavaScript": (saved(active), "PDF05"),
        "truncated": (saved(new_pdf())[:-100], "PDF03"),
        "1 GB stream": (bomb, "PDF07"),
        "1 GB stream, packed twice": (handwritten(*PAGES[:2], page, nested), "PDF07"),
        "501 pages": (saved(new_pdf(501)), "PDF06"),
        "compressed noise": (b"%PDF-1.7\n" + zlib.compress(bytes(100_000)) + b"\n%%EOF", "PDF03"),
    }


def exactly(size: int) -> bytes:
    """A sound PDF of exactly `size` bytes."""
    start = saved(new_pdf())
    filler = b"\n%" + b"x" * (size - len(start) - 2)
    head, mark, tail = start.rpartition(b"startxref")
    return head + filler[1:] + b"\n" + mark + tail
