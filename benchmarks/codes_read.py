"""How well the QR codes of issued documents are read: by programs, and by the libraries that browsers use.

`python benchmarks/codes_read.py [DOCUMENTS] [PYTHON-WITH-OPENCV]`
Of each kind so many documents (default 2) are issued anew, so that each has another code. The page with the code is put
so that this lies at eight places of the page, upright and turned by 3 degrees, and is drawn at 150, 200 and 300 dpi.
The figures are those places at which a reader told the text as it is, out of all; then the documents that it told at
all eight places, upright and turned, at two of the three resolutions at least.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HERE))

from gateway.signing.authority import load_or_create_sandbox  # noqa: E402
from tests.documents.code_readers import (  # noqa: E402
    OF_BROWSERS,
    OF_DESKS,
    PLACES,
    RESOLUTIONS,
    TURNS,
    at_places,
    scans,
)
from tests.documents.conftest import issue  # noqa: E402
from tests.documents.examples import QUITTANCE  # noqa: E402
from tests.documents.family import CERTIFICATE, NOTICE  # noqa: E402
from tests.renderers.printed_form.samples import IMPORT, document  # noqa: E402

KINDS = {"quittance": QUITTANCE, "certificate": CERTIFICATE, "dasf": NOTICE, "dum": document(IMPORT.read_bytes())}
OPENCV = """
import json, sys, cv2
detector = cv2.QRCodeDetector()
print(json.dumps([detector.detectAndDecode(cv2.imread(page))[0] for page in sys.argv[1:]]))
"""
ENOUGH = 2
"""Resolutions of the three."""


def by_opencv(python: str, pages: Sequence[Path]) -> list[str]:
    """What OpenCV reads, which is none of the packages of the tests."""
    told = subprocess.run([python, "-c", OPENCV, *map(str, pages)], capture_output=True, text=True, check=True)
    texts: list[str] = json.loads(told.stdout.splitlines()[-1])
    return texts


def main() -> None:
    """Print a table for each kind, and the sums."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2
    readers = {**OF_DESKS, **OF_BROWSERS}
    if len(sys.argv) > 2:
        readers["OpenCV"] = lambda pages: by_opencv(sys.argv[2], pages)
    read: Counter[tuple[str, int, int]] = Counter()
    enough: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        material = load_or_create_sandbox(folder / "sandbox")
        for kind, record in KINDS.items():
            for number in range(count):
                issued = issue(record, material)
                whole: Counter[tuple[str, int]] = Counter()
                for turn in TURNS:
                    placed = at_places(issued.pdf, turn, PLACES, folder)
                    for resolution in RESOLUTIONS:
                        pages = scans(placed, resolution, folder)
                        for name, reader in readers.items():
                            told = reader(pages).count(issued.qr)
                            read[name, turn, resolution] += told
                            whole[name, resolution] += told
                good = Counter(name for (name, _), told in whole.items() if told == len(TURNS) * len(PLACES))
                enough.update(name for name in readers if good[name] >= ENOUGH)
                print(kind, number + 1, f"{len(issued.qr)} characters", dict(whole), flush=True)
    documents = count * len(KINDS)
    heads = [f"{turn}°, {resolution} dpi" for turn in TURNS for resolution in RESOLUTIONS]
    print(f"| of {documents * len(PLACES)} places | {' | '.join(heads)} | documents of {documents} |")
    print("|---|" + "--:|" * (len(heads) + 1))
    for name in readers:
        figures = [str(read[name, turn, resolution]) for turn in TURNS for resolution in RESOLUTIONS]
        print(f"| {name} | {' | '.join(figures)} | {enough[name]} |")


if __name__ == "__main__":
    main()
