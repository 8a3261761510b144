"""Draws the attachments of the examples: invented invoices and transport documents as a scanner would give them.

One page, one slightly skewed grey picture, no text layer; the same bytes each time with the same Pillow (a development
dependency). The examples name these files with their SHA-256, so whoever changes one must change the XML as well:
`python examples/make_scans.py` prints the hashes.
"""

from __future__ import annotations

import hashlib
import random
import re
import time
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

A4_AT_100_DPI = (827, 1169)
SKEW_DEGREES = {"invoice": 0.8, "transport": -0.6}
PAPER, INK, STAMP = 232, 48, 120
COLUMNS = (100, 360, 560)

SCANS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "invoice-2026-0417.pdf": (
        "invoice",
        "FATTURA / INVOICE 2026-0417",
        (
            "CERAMICHE DEL LEVANTE SRL, Via dei Cantieri 18, 16149 Genova",
            "To: BAHIA ARTS DE LA TABLE SARL, Casablanca",
            "",
            "Tableware of porcelain          40 cartons      EUR  1 145.40",
            "Taps of brass                   60 cartons      EUR  4 026.00",
            "Spare parts of taps              1 crate        EUR    778.60",
            "",
            "Total FOB Genova        -       EUR  5 950.00",
        ),
    ),
    "bill-of-lading-RSTU2600417.pdf": (
        "transport",
        "BILL OF LADING RSTU2600417",
        (
            "Shipper: CERAMICHE DEL LEVANTE SRL, Genova",
            "Consignee: BAHIA ARTS DE LA TABLE SARL, Casablanca",
            "Vessel: RIF STAR      From: GENOVA      To: CASABLANCA",
            "",
            "101 packages          Gross 2 014.300 kg",
            "Marks: BAT 1/101",
        ),
    ),
    "invoice-SF-2026-088.pdf": (
        "invoice",
        "FACTURE SF-2026-088",
        (
            "SOUSS FRAICHEUR SA, Ait Melloul",
            "To: PRIMEURS DU RHONE SAS, Lyon",
            "",
            "Tomatoes, fresh               1 800 cartons     EUR  9 900.00",
            "Sweet peppers, fresh            640 cartons     EUR  5 120.00",
            "",
            "Total FOB Agadir        -       EUR 15 020.00",
        ),
    ),
    "cmr-TR-558201.pdf": (
        "transport",
        "CMR TR-558201",
        (
            "Sender: TALLERES DEL ESTRECHO SL, Algeciras",
            "Consignee: MECANIQUE DU CHAOUIA SARL, Casablanca",
            "Lorry: 4417 KXB / R 2290 BCD",
            "",
            "12 crates             Gross 3 480.000 kg",
        ),
    ),
    "invoice-TK-71903.pdf": (
        "invoice",
        "INVOICE TK-71903",
        (
            "MARMARA DOKUMA AS, Bursa",
            "To: CONFECTION DE L'ORIENTAL SARL, Oujda",
            "",
            "Woven fabric of cotton           85 rolls       EUR 21 600.00",
            "Slide fasteners                  14 cartons     EUR  1 960.00",
            "",
            "Total CFR Nador         -       EUR 23 560.00",
        ),
    ),
}


def draw(kind: str, title: str, lines: tuple[str, ...]) -> Image.Image:
    """The page as a scanner gives it: grey paper, a frame, text, a stamp, specks of dust, skewed by under a degree."""
    page = Image.new("L", A4_AT_100_DPI, PAPER)
    pen = ImageDraw.Draw(page)
    pen.rectangle((70, 80, 757, 1080), outline=INK, width=2)
    pen.text((100, 110), title, fill=INK, font=ImageFont.load_default(size=26))
    pen.text((100, 150), "INVENTED DOCUMENT - EXAMPLE ONLY", fill=STAMP, font=ImageFont.load_default(size=15))
    for row, line in enumerate(lines):
        for column, part in zip(COLUMNS, re.split(" {2,}", line), strict=False):
            pen.text((column, 220 + row * 34), part, fill=INK, font=ImageFont.load_default(size=18))
    pen.ellipse((520, 860, 690, 1030), outline=STAMP, width=4)
    pen.text((556, 930), "EXAMPLE", fill=STAMP, font=ImageFont.load_default(size=22))
    dust = random.Random(title)  # noqa: S311 - specks on a picture
    for _ in range(120):
        place = (dust.randrange(A4_AT_100_DPI[0]), dust.randrange(A4_AT_100_DPI[1]))
        pen.point(place, fill=dust.randrange(90, 200))
    skewed = page.rotate(SKEW_DEGREES[kind], resample=Image.Resampling.BICUBIC, fillcolor=PAPER - 12)
    return skewed.filter(ImageFilter.GaussianBlur(0.6))


def make(folder: Path) -> dict[str, str]:
    """Write all scans into `folder`; the SHA-256 (hex) of each file by name."""
    hashes = {}
    moment = time.gmtime(1_782_864_000)  # fixed, so that the bytes are the same each time
    for name, (kind, title, lines) in SCANS.items():
        path = folder / name
        draw(kind, title, lines).save(path, "PDF", resolution=100, quality=45, creationDate=moment, modDate=moment)
        hashes[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return hashes


if __name__ == "__main__":
    for name, digest in make(Path(__file__).parent).items():
        print(digest, name)
