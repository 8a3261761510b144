"""The QR code of a document, drawn so that readers in browsers find it.

A reader finds a code by its three corners, and these by the widths 1:1:3:1:1 of dark, light, dark, light, dark. Data
may look so by chance; ports of ZXing to JavaScript then take it for a corner, and read nothing. A text can be drawn
under eight masks: that one is chosen under which least looks like a corner when it is scanned, by the bounds of ZXing's
FinderPatternFinder.

It stands upside down, which readers allow (ISO/IEC 18004). Once ZXing's ports have met two corners side by side, they
leave out half of the lines down to the third. They have met these two twice by then, and data met three times wins.
Upside down a single corner comes first, and is met in every line.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from operator import mul
from typing import NamedTuple

import zxingcpp

MASKS = range(8)
WIDTH = 48
"""Of the code as it is printed, with its quiet zone of four modules on each side, in millimetres (`parts.typ`)."""

RESOLUTIONS = (150, 200, 300)
"""Of the scans that are thought of, in dots per inch."""

QUIET, CORNER = 4, 8
"""Modules of the quiet zone, and of a corner with the light line beside it."""

SHARES = (1, 1, 3, 1, 1)
"""The widths of a line through a corner."""

PHASES = 8
"""How many places of a code within one pixel are thought of."""

_FIVE_RUNS = re.compile("(?<!1)(?=(1{1,2})(0{1,2})(1{2,7})(0{1,2})(1{1,2})(?!1))")
_DARK = bytes(ord("1") if level < 128 else ord("0") for level in range(256))

Chances = tuple[float, ...]


class _Five(NamedTuple):
    """Five runs of modules that may look like a line through a corner: the middle one's ends, the width of all, and how
    often they look so at each resolution.
    """

    begins: int
    ends: int
    width: int
    chances: Chances

    def middle(self) -> set[int]:
        """The module in the middle; of an even number the two there."""
        return {(self.begins + self.ends - 1) // 2, (self.begins + self.ends) // 2}

    def holds(self, module: int) -> bool:
        """Whether a module lies in the run in the middle."""
        return self.begins <= module < self.ends


def qr_svg(text: str) -> str:
    """A QR code as SVG with its quiet zone, upside down, error correction M (15 % may be lost to folds and stamps)."""
    svg = str(zxingcpp.write_barcode_to_svg(_best(text)[0], scale=1, add_quiet_zones=True))
    side = len(modules(_best(text)[0])) + 2 * QUIET
    return svg.replace("<path ", f'<path transform="matrix(-1 0 0 -1 {side} {side})" ')


def is_clear(text: str) -> bool:
    """Whether there is a drawing of a text in which nothing but the corners looks like one."""
    return not _best(text)[1]


@lru_cache(maxsize=2)  # asked for when it is sealed, and again for each piece of a long form
def _best(text: str) -> tuple[zxingcpp.Barcode, float]:
    best, fewest = None, 0.0
    for mask in MASKS:
        code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M", data_mask=mask)
        false = false_corners(modules(code))
        if best is None or false < fewest:
            best, fewest = code, false
        if not false:
            break
    return best, fewest


def modules(code: zxingcpp.Barcode) -> list[str]:
    """The modules of a code, a text for each row: 1 is dark."""
    image = memoryview(zxingcpp.write_barcode_to_image(code, scale=1, add_quiet_zones=False))
    side = math.isqrt(image.nbytes)
    whole = image.tobytes().translate(_DARK).decode("ascii")
    return [whole[at : at + side] for at in range(0, len(whole), side)]


def false_corners(rows: Sequence[str]) -> float:
    """How many places of the data a reader takes for a corner in a scan, on average, summed over the resolutions.

    As in ZXing: the widths fit in a row, then in the column through its middle, then in the row through that middle.
    """
    pixels = tuple(each / 25.4 * WIDTH / (len(rows) + 2 * QUIET) for each in RESOLUTIONS)
    across = [_fives(row, pixels) for row in rows]
    down = cache(lambda column: _fives("".join(row[column] for row in rows), pixels))
    return math.fsum(
        _together(first, crossing, again)
        for number, fives in enumerate(across)
        for first in fives
        for column in first.middle()
        for crossing in down(column)
        if crossing.holds(number) and 5 * abs(crossing.width - first.width) <= 2 * first.width
        for row in crossing.middle()
        if not _of_a_corner(row, column, len(rows))
        for again in across[row]
        if again.holds(column) and 5 * abs(again.width - first.width) <= first.width
    )


def _together(first: _Five, crossing: _Five, again: _Five) -> float:
    """How often all three fit, summed over the resolutions."""
    twice = first.chances if first is again else map(mul, first.chances, again.chances)
    return math.fsum(map(mul, twice, crossing.chances))


def _fives(strip: str, pixels: Chances) -> list[_Five]:
    found = []
    for match in _FIVE_RUNS.finditer(strip):
        chances = _chances(tuple(map(len, match.groups())), pixels)
        if any(chances):
            found.append(_Five(*match.span(3), match.end(5) - match.start(1), chances))
    return found


@lru_cache(maxsize=10_000)
def _chances(runs: tuple[int, ...], pixels: Chances) -> Chances:
    """How often runs of modules look like a line through a corner, for each size of a module in pixels."""
    edges = (0, *accumulate(runs))
    return tuple(
        sum(_alike([int(edge * size + phase / PHASES + 0.5) for edge in edges]) for phase in range(PHASES)) / PHASES
        for size in pixels
    )


def _alike(edges: Sequence[int]) -> bool:
    """Whether widths between edges are 1:1:3:1:1, each by half of itself more or less at the most."""
    runs = [end - begin for begin, end in pairwise(edges)]
    width = sum(runs)
    return all(abs(14 * run - 2 * share * width) < share * width for run, share in zip(runs, SHARES, strict=True))


def _of_a_corner(row: int, column: int, side: int) -> bool:
    near, far = range(CORNER), range(side - CORNER, side)
    return (row in near and (column in near or column in far)) or (row in far and column in near)
