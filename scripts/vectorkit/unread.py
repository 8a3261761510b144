"""Vectors that belong to no family: what is no XML, what is another document, encodings, and attachments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from schemas.law import shipped
from tests.parsers.xml.drawn import ENCODINGS
from tests.schemas.check.papers import LAYOUTS, Layout, Node, write
from vectorkit import papers
from vectorkit.cases import kind_of
from vectorkit.papers import name_attachment, sha256
from vectorkit.sound import sound
from vectorkit.vector import DAY, Fault, Vector, Words

ANY = "any"
REGIME = "010"
PDF_PAGES, PDF_BYTES = 501, 280_000_000
"""More than the limits that come with the program (500 pages, 268,435,456 bytes)."""


def unread_vectors() -> Iterator[Vector]:
    """Documents that no judge can read, told at most once each, since nothing is known behind it."""
    text = write(_base(0), LAYOUTS[1]).text
    whole = text.encode()
    for code, name, content in (
        ("XML01", "empty", b""),
        ("XML01", "blank", b" \r\n\t"),
        ("XML03", "cut-off", whole[: len(whole) // 2]),
        ("XML03", "ampersand", whole.replace(b"KIT 0", b"A & B", 1)),
        ("XML03", "tags-crossed", whole.replace(b"</Regime>", b"</Regimes>", 1)),
        ("XML03", "two-roots", whole.strip() + b"<Declaration/>"),
        ("XML03", "pdf-in-its-place", papers.scan("no declaration")),
        ("XML04", "doctype", whole.replace(b"<Declaration", b"<!DOCTYPE Declaration><Declaration", 1)),
        ("XML04", "entities-that-grow", _entities(whole)),
        ("XML04", "entity-from-outside", _outside(whole)),
        ("XML05", "unknown-encoding", whole.replace(b"UTF-8", b"KOI8-R", 1)),
        ("XML05", "encoding-against-its-mark", b"\xff\xfe" + text.encode("utf-16-le")),
        ("XML06", "too-deep", b"<a>" * 40 + b"</a>" * 40),
        ("XML06", "too-many-attributes", b"<a%s/>" % b"".join(b' a%d="1"' % number for number in range(70))),
        ("XML07", "namespace-too-long", b'<a xmlns="urn:%s"/>' % (b"x" * 2000)),
        ("XML08", "another-document", b"<Invoice><Total>1</Total></Invoice>"),
        ("XML08", "another-namespace", whole.replace(b"urn:dumgate:dum:1", b"urn:dumgate:dum:9", 1)),
        ("XML08", "no-namespace", whole.replace(b' xmlns="urn:dumgate:dum:1"', b"", 1)),
        ("XML10", "byte-of-no-character", whole.replace(b"KIT 0", b"KIT \xe9", 1)),
        ("XML10", "accent-in-ascii", whole.replace(b"UTF-8", b"US-ASCII", 1).replace(b"KIT 0", b"\xc3\xa9", 1)),
    ):
        yield Vector(name, ANY, "xml", None, content, faults=(Fault(code, None),))


def encoded_vectors() -> Iterator[Vector]:
    """A sound declaration in every encoding that is taken, and written in unusual ways."""
    for number, encoding in enumerate(ENCODINGS):
        root = _base(number)
        if encoding.codec not in ("ascii", "latin-1", "cp1252"):
            root.put("GoodsItem/PackagesAndDescription/Description", "شاي أخضر 𝄞")
        layout = Layout("", encoding, "\r" if number % 2 else "\n")
        shown = f"{encoding} ({encoding.declared or '-'})"
        words = {"fr": f"Déclaration sans défaut en {shown}.", "en": f"A sound declaration in {shown}.",
                 "ar": f"تصريح سليم بالترميز {shown}."}  # fmt: skip
        name = f"encoding-{number + 1:02d}-{encoding.codec}"
        yield Vector(name, ANY, "sound", REGIME, write(root, layout).content, reason=words)
    text = write(_base(40), LAYOUTS[0]).text
    section = {"fr": "Texte en section CDATA.", "en": "A text in a CDATA section.", "ar": "نص في مقطع CDATA."}
    referred = {"fr": "Caractères donnés par leur numéro.", "en": "Characters given by their number.",
                "ar": "حروف معطاة بأرقامها."}  # fmt: skip
    yield _in_text("cdata", text, "<MarksAndNumbers><![CDATA[A & B <1/2>]]></MarksAndNumbers>", section)
    yield _in_text("references", text, "<MarksAndNumbers>&#65;&#x20;&amp;&#x20;&#xC9;</MarksAndNumbers>", referred)


def _in_text(name: str, text: str, marks: str, words: Words) -> Vector:
    begin, end = text.index("<MarksAndNumbers>"), text.index("</MarksAndNumbers>") + len("</MarksAndNumbers>")
    return Vector(name, ANY, "sound", REGIME, (text[:begin] + marks + text[end:]).encode(), reason=words)


def attachment_vectors() -> Iterator[Vector]:
    """Attachments that are missing, others than announced, named twice, and PDFs that the door does not take."""
    good = papers.scan("good")
    yield _attaching("ATT01", "attachment-without-hash", {"{}.pdf": good}, hashed=False)
    yield _attaching("ATT02", "attachment-not-sent", {"{}.pdf": good}, sent=False)
    yield _attaching("ATT04", "attachment-of-other-bytes", {"{}.pdf": good}, digest=sha256(papers.scan("other")))
    yield _attaching("ATT05", "attachment-named-twice", {"{}.pdf": good}, times=2)
    yield _attaching("ATT03", "attachment-not-named", {"{}.pdf": good}, times=0, door="http")
    for code, name, content in (
        ("PDF02", "no-pdf", b"PK\x03\x04 not a PDF"),
        ("PDF03", "pdf-damaged", b"%PDF-1.7\n" + b"nothing of a PDF\n" * 9),
        ("PDF04", "pdf-encrypted", papers.encrypted()),
        ("PDF05", "pdf-with-script", papers.with_script()),
        ("PDF06", "pdf-of-many-pages", papers.too_many_pages(PDF_PAGES)),
        ("PDF07", "pdf-that-grows", papers.bomb(PDF_BYTES)),
    ):
        yield _attaching(code, name, {"{}.pdf": content})


def _attaching(
    code: str, name: str, files: Mapping[str, bytes], *, hashed: bool = True, sent: bool = True,
    digest: str | None = None, times: int = 1, door: str = "",
) -> Vector:  # fmt: skip
    root, named = _base(60), {file.format(name): content for file, content in files.items()}
    for file, content in named.items():
        for _ in range(times):
            name_attachment(root, file, (digest or sha256(content)) if hashed else None)
    written = write(root, LAYOUTS[0])
    kept = named if sent else {}
    return Vector(name, ANY, kind_of(code), REGIME, written.content, kept, (Fault(code, None),), door=door)


def _base(number: int) -> Node:
    return sound(shipped().on(DAY), REGIME, 12 * number, 1)


def _entities(whole: bytes) -> bytes:
    names = [b'<!ENTITY a0 "aaaaaaaaaa">', *(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 9))]
    declared = b"<!DOCTYPE Declaration [" + b"".join(names) + b"]><Declaration"
    return whole.replace(b"<Declaration", declared, 1).replace(b"KIT 0", b"&a8;", 1)


def _outside(whole: bytes) -> bytes:
    declared = b'<!DOCTYPE Declaration [<!ENTITY a SYSTEM "http://127.0.0.1:9/a">]><Declaration'
    return whole.replace(b"<Declaration", declared, 1).replace(b"KIT 0", b"&a;", 1)
