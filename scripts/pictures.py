"""Pictures of all documents: compares them with the accepted ones, and makes the gallery of the docs.

`python scripts/pictures.py` writes dist/pictures/index.html, which shows each changed page before and after, and exits
with 1 where there is one. `--accept` takes the new pictures into tests/scripts/pictures/golden. `--gallery` writes
docs/gallery.md and its pictures. `--look` writes larger pictures, and those of more documents, into dist/pictures/look.
"""

from __future__ import annotations

import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
GOLDEN = CHECKOUT / "tests" / "scripts" / "pictures" / "golden"
REPORT = CHECKOUT / "dist" / "pictures" / "index.html"


def main(arguments: list[str]) -> int:
    """Compare, accept, make the gallery or draw to look; 0 where all is as accepted, 2 for an unknown argument."""
    sys.path[:0] = [str(CHECKOUT), str(CHECKOUT / "scripts")]
    from pictureskit.gallery import write
    from pictureskit.pages import accept, accepted, changes, draw, pictures
    from pictureskit.picture_report import report
    from pictureskit.sample_documents import DOCUMENTS, MORE

    if set(arguments) - {"--accept", "--gallery", "--look"}:
        print(__doc__, file=sys.stderr)
        return 2
    if "--gallery" in arguments:
        write(CHECKOUT / "docs")
    if "--look" in arguments:
        draw((*DOCUMENTS, *MORE), REPORT.parent / "look")
    if arguments and "--accept" not in arguments:
        return 0
    pages = pictures(DOCUMENTS)
    changed = changes(accepted(GOLDEN), pages)
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(report(changed, pages), encoding="utf-8")
    print(f"{len(changed)} of {len(pages)} pages changed: {REPORT.relative_to(CHECKOUT)}")
    if "--accept" in arguments:
        accept(pages, GOLDEN)
        return 0
    return 1 if changed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
