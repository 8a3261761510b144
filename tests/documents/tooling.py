"""Outside verifiers: where one is missing a test is skipped with the reason, in continuous integration it fails."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image


def need(reason: str | None) -> None:
    """Skips for a `reason`, or fails where the environment variable CI is set; nothing for None."""
    if reason is None:
        return
    if os.environ.get("CI"):
        pytest.fail(f"missing in CI: {reason}")
    pytest.skip(reason)


NODE_MODULES = Path(__file__).resolve().parents[1] / "node" / "node_modules"
"""What the Node recipes import, pdf.js, readers of QR codes and axe, put there by `scripts/node-packages`."""


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """The finished command, output captured; the test is skipped where its program is missing."""
    program = str(command[0])
    need(None if shutil.which(program) else f"no {program}")
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=60)


def codes_in(image: Path) -> list[zxingcpp.Barcode]:
    """The QR codes in a picture. Of other kinds the library finds some in any page, by chance."""
    return list(zxingcpp.read_barcodes(Image.open(image), formats=zxingcpp.BarcodeFormat.QRCode))


def code_on(pdf: bytes, folder: Path) -> str:
    """The text of the QR code on the first two pages, scanned at 150 dpi; `folder` is for what is made meanwhile."""
    with tempfile.TemporaryDirectory(dir=folder) as made:
        path = Path(made) / "document.pdf"
        path.write_bytes(pdf)
        run("pdftoppm", "-r", "150", "-gray", "-png", "-l", "2", path, Path(made) / "page")
        pages = [codes_in(page) for page in sorted(Path(made).glob("*.png"))]
    (text,) = {code.text for page in pages for code in page}
    return text
