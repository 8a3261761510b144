"""Programs that read QR codes, and pages on which a document's code stands at eight places, upright or turned."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path

import pikepdf

from tests.documents.tooling import NODE_MODULES, codes_in, need, run

RESOLUTIONS = (150, 200, 300)
"""Of the scan, in dots per inch."""

TURNS = (0, 3)
"""How far the page lies askew, in degrees."""

PLACES = tuple((x, y) for y in (37.1, 148.4, 258.7) for x in (37.3, 104.9, 171.6) if (x, y) != (104.9, 148.4))
"""Where the middle of the code lies, in millimetres from the left and from the top: all around the page."""

_POINTS = 72 / 25.4


def at_places(pdf: bytes, degrees: float, places: Sequence[tuple[float, float]], folder: Path) -> bytes:
    """The page of a document that bears the code, so moved and turned about the code that this lies at each place."""
    number, middle = _code(pdf, folder)
    with pikepdf.open(BytesIO(pdf)) as document, pikepdf.new() as made:
        made.pages.append(document.pages[number])
        page = made.pages[0].obj
        content = page.Contents if isinstance(page.Contents, pikepdf.Array) else [page.Contents]
        width, height = (float(each) for each in page.MediaBox[2:])
        turned = pikepdf.Matrix().translated(-middle[0], middle[1] - height) @ pikepdf.Matrix().rotated(degrees)
        for x, y in places:
            a = turned @ pikepdf.Matrix().translated(x * _POINTS, height - y * _POINTS)
            other = made.add_blank_page(page_size=(width, height)).obj
            other.Resources = page.Resources
            before, after = made.make_stream(b"q %s cm\n" % a.encode()), made.make_stream(b"\nQ")
            other.Contents = pikepdf.Array([before, *content, after])
        del made.pages[0]
        written = BytesIO()
        made.save(written)
    return written.getvalue()


def _code(pdf: bytes, folder: Path) -> tuple[int, tuple[float, float]]:
    """On which of the first two pages the code stands, and where its middle is, in points from the left and the top."""
    for number, page in enumerate(scans(pdf, RESOLUTIONS[0], folder, last=2)):
        for code in codes_in(page):
            place = code.position
            corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
            x, y = (sum(each) / 4 * 72 / RESOLUTIONS[0] for each in zip(*((at.x, at.y) for at in corners), strict=True))
            return number, (x, y)
    raise AssertionError("no QR code on the first two pages")


def scans(pdf: bytes, resolution: int, folder: Path, last: int = 99) -> list[Path]:
    """The pages of a PDF in greys (PGM)."""
    path = folder / "scanned.pdf"
    path.write_bytes(pdf)
    for old in folder.glob("scan-*.pgm"):
        old.unlink()
    run("pdftoppm", "-r", str(resolution), "-gray", "-l", str(last), path, folder / "scan")
    return sorted(folder.glob("scan-*.pgm"))


def _zxing_cpp(pages: Sequence[Path]) -> list[str]:
    return ["".join(code.text for code in codes_in(page)) for page in pages]


def _zbar(pages: Sequence[Path]) -> list[str]:
    only = ("-q", "--raw", "-Sdisable", "-Sqrcode.enable")
    return [run("zbarimg", *only, page).stdout.removesuffix("\n") for page in pages]


def _in_node(reader: str, pages: Sequence[Path]) -> list[str]:
    need(None if (NODE_MODULES / "jsqr").is_dir() else "no jsQR in tests/node (run scripts/node-packages)")
    told = run("node", NODE_MODULES.parent / "read-codes.mjs", reader, *pages)
    assert told.returncode == 0, told.stderr
    texts: list[str] = json.loads(told.stdout)
    return texts


Reader = Callable[[Sequence[Path]], list[str]]
"""What a program reads in each picture; nothing where it reads none."""

OF_DESKS: Mapping[str, Reader] = {"zxing-cpp": _zxing_cpp, "zbar": _zbar}
OF_BROWSERS: Mapping[str, Reader] = {
    name: partial(_in_node, name) for name in ("jsQR", "@zxing/library", "html5-qrcode")
}
