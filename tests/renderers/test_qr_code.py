"""A QR code is drawn so that nothing but its corners looks like one, and says its text all the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from renderers import qr_code
from renderers.qr_code import CORNER, MASKS, QUIET, false_corners, modules, qr_svg

TEMPLATES = Path(qr_code.__file__).parent / "templates"
TEXT = "DUM2 DASF SPECIMEN-309N20260000001 30901020260000001B 723241.50 - 2026-11-25 - 1 " + "ABCDEFGHIJKLM2" * 15
FINDER = ("1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111")


def drawn(text: str, mask: int) -> list[str]:
    return modules(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M", data_mask=mask))


def seen(svg: str) -> list[str]:
    """The modules of a code as its SVG draws them, without the quiet zone, once it is turned back."""
    side = int(re.findall(r'width="(\d+)"', svg)[0])
    dark = [[False] * side for _ in range(side)]
    for x, y, width, height in re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)h-\d+Z", svg):
        for row in range(int(y), int(y) + int(height)):
            for column in range(int(x), int(x) + int(width)):
                dark[row][column] = True
    assert svg.count(f'<path transform="matrix(-1 0 0 -1 {side} {side})"') == svg.count("<path")
    inner = range(QUIET, side - QUIET)
    return ["".join("01"[dark[row][column]] for column in inner) for row in inner]


def planted(size: int = 57) -> list[list[str]]:
    """Modules with three corners and nothing else."""
    rows = [["0"] * size for _ in range(size)]
    for row, column in ((0, 0), (0, size - 7), (size - 7, 0)):
        plant(rows, row, column)
    return rows


def plant(rows: list[list[str]], row: int, column: int) -> None:
    for down, line in enumerate(FINDER):
        rows[row + down][column : column + 7] = line


def test_the_corners_of_a_code_are_not_false() -> None:
    assert false_corners(["".join(row) for row in planted()]) == 0


@pytest.mark.parametrize(("row", "column"), [(CORNER + 1, 1), (25, 25), (49, 49)])
def test_a_corner_anywhere_else_is_false_at_each_resolution(row: int, column: int) -> None:
    rows = planted()
    plant(rows, row, column)
    assert false_corners(["".join(each) for each in rows]) >= len(qr_code.RESOLUTIONS)


def test_what_fits_in_one_direction_alone_is_not_false() -> None:
    rows = planted()
    rows[28][20:29] = "010111010"
    assert false_corners(["".join(each) for each in rows]) == 0


def test_a_code_has_the_drawing_with_the_fewest_false_corners() -> None:
    for text in (f"{TEXT}{number}" for number in range(8)):
        under_each = [false_corners(drawn(text, mask)) for mask in MASKS]
        assert false_corners(seen(qr_svg(text))) <= min(under_each) < max(under_each)


@pytest.mark.parametrize("text", [TEXT, "ey" + "aZ0_-." * 60, "1", "x" * 2_300])
def test_it_says_its_text(text: str) -> None:
    rows = seen(qr_svg(text))
    side = len(rows)
    picture = Image.new("L", (side, side))
    picture.putdata([0 if module == "1" else 255 for row in rows for module in row])
    page = Image.new("L", (side * 3 + 60, side * 3 + 60), 255)
    page.paste(picture.resize((side * 3, side * 3), Image.Resampling.NEAREST), (30, 30))
    (code,) = zxingcpp.read_barcodes(page, formats=zxingcpp.BarcodeFormat.QRCode)
    assert (code.text, code.ec_level) == (text, "M")


def test_the_same_text_has_the_same_drawing() -> None:
    first = qr_svg(TEXT)
    qr_code._best.cache_clear()
    assert qr_svg(TEXT) == first


def test_a_module_is_as_wide_as_templates_print_it() -> None:
    """The resolutions are thought of for this width."""
    for name in ("parts", "dum_form"):
        template = (TEMPLATES / f"{name}.typ").read_text(encoding="utf-8")
        (width,) = re.findall(r"sys\.inputs\.qr\), format: \"svg\", width: (\d+)mm", template)
        assert int(width) == qr_code.WIDTH
