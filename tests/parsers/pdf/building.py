"""Hostile and normal PDFs for the tests, built here so that each byte of the danger can be read."""

from __future__ import annotations

import io
import re
import zlib
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests.checkout import CHECKOUT

GIGABYTE = 1_000_000_000
FONTS = CHECKOUT / "renderers" / "fonts"


def new_pdf(pages: int = 1) -> pikepdf.Pdf:
    """A PDF of blank A4 pages."""
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(595, 842))
    return pdf


def saved(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    """Its bytes."""
    target = io.BytesIO()
    pdf.save(target, **options)
    return target.getvalue()


def javascript() -> Dictionary:
    """A JavaScript action."""
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def handwritten(*objects: bytes, root: int = 1) -> bytes:
    """A PDF of the given object bodies, numbered from 1, with a correct cross-reference table."""
    content = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    content += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, start)
    return content


PAGES = (
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
)
"""The first three objects of a one-page file."""


def flate_bomb(size: int = GIGABYTE, levels: int = 1) -> bytes:
    """Bytes that inflate to `size` zeros, in one or more layers of Flate."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(10_000_000)) for _ in range(size // 10_000_000)) + packer.flush()
    for _ in range(levels - 1):
        packed = zlib.compress(packed, 9)
    return packed


def stream(data: bytes, entries: bytes) -> bytes:
    """A stream object's body."""
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(data), data)


def scan() -> bytes:
    """A normal scan: one page that is one JPEG image, no text."""
    from PIL import Image

    picture = io.BytesIO()
    Image.effect_noise((1240, 1754), 20).save(picture, "JPEG", quality=40)
    pdf = new_pdf()
    image = pikepdf.Stream(pdf, picture.getvalue())
    for key, value in {
        "/Type": Name.XObject,
        "/Subtype": Name.Image,
        "/Width": 1240,
        "/Height": 1754,
        "/ColorSpace": Name.DeviceGray,
        "/BitsPerComponent": 8,
        "/Filter": Name.DCTDecode,
    }.items():
        image[key] = value
    page = pdf.pages[0]
    page.Resources = Dictionary(XObject=Dictionary(Im0=image))
    page.Contents = pikepdf.Stream(pdf, b"q 595 0 0 842 0 0 cm /Im0 Do Q")
    return saved(pdf)


def with_text() -> bytes:
    """A page that says something, with a link and a jump: both harmless."""
    pdf = new_pdf()
    page = pdf.pages[0]
    page.Resources = Dictionary(
        Font=Dictionary(F1=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    )
    page.Contents = pikepdf.Stream(pdf, b"BT /F1 12 Tf 72 720 Td (Facture 2026-001) Tj ET")
    link = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=[0, 0, 9, 9],
        A=Dictionary(S=Name.URI, URI=String("https://example.org/")),
    )
    page.Annots = Array([pdf.make_indirect(link)])
    pdf.Root.OpenAction = Dictionary(S=Name.GoTo, D=Array([page.obj, Name.Fit]))
    return saved(pdf)


def printed(*items: tuple[float, float, float, str], rest: bytes = b"", page: bytes = b"") -> bytes:
    """A page of text in Helvetica: each item is x and y (points, from the lower left), size (points), and the words."""
    text = b"".join(
        b"BT /F1 %g Tf %g %g Td (%s) Tj ET\n" % (size, x, y, re.sub(rb"([()\\])", rb"\\\1", words.encode("cp1252")))
        for x, y, size, words in items
    )
    return handwritten(
        *PAGES[:2],
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] %s /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>" % page,
        stream(zlib.compress(text + rest), b"/Filter /FlateDecode"),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )


def typeset(source: str) -> bytes:
    """An A4 document as an office program writes it: with embedded fonts, tables, Arabic."""
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    head = '#set page(paper: "a4", margin: 2cm)\n#set text(font: ("Noto Sans", "Amiri"), size: 10pt)\n'
    return bytes(typst.compile((head + source).encode(), font_paths=fonts, format="pdf"))
