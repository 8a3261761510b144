"""Pages as pictures in grey, kept as PNG, and what differs between those accepted and those of now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image, ImageChops

from pictureskit.sample_documents import Pictured

DOTS_PER_INCH = 60
"""Enough that one changed figure of the smallest print is seen, and little enough to be kept."""
LOOKED_AT = 120
"""Dots per inch at which the tails of Arabic letters are seen."""
GREYS = 16
LEAST_CHANGE = 32
"""Of 255: a dot that changed by less is the same (another machine may smooth edges a little otherwise)."""

Pages = Mapping[str, Image.Image]
"""Pictures by name and page: `certificate-longest.179`."""


@dataclass(frozen=True, slots=True)
class Change:
    """One page that is not as accepted; `before` is None where it is new, `after` where it is gone."""

    page: str
    before: Image.Image | None
    after: Image.Image | None

    @property
    def difference(self) -> Image.Image | None:
        """What went in red, what came in green; None where there are no two pages of one size."""
        if self.before is None or self.after is None or self.before.size != self.after.size:
            return None
        return Image.merge("RGB", (self.after, self.before, ImageChops.darker(self.before, self.after)))


def picture(pdf: bytes, page: int, dots_per_inch: int = DOTS_PER_INCH, grey: bool = True) -> Image.Image:
    """One page (from 1) of a PDF, in 16 greys or in colour."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        drawn: Image.Image = document[page - 1].render(scale=dots_per_inch / 72, grayscale=grey).to_pil()
    finally:
        document.close()
    step = 255 // (GREYS - 1)
    return drawn.convert("L").point(lambda value: (value + step // 2) // step * step) if grey else drawn.convert("RGB")


def _pages(documents: Iterable[Pictured]) -> Iterator[tuple[str, bytes, int]]:
    """Each page that is pictured: its name, its PDF and its number."""
    for document in documents:
        pdf = document.make()
        opened = pypdfium2.PdfDocument(pdf)
        count = len(opened)
        opened.close()
        for page in document.pages(count):
            yield f"{document.name}.{page}", pdf, page


def pictures(documents: Iterable[Pictured]) -> dict[str, Image.Image]:
    """The pages of all documents that are pictured, as they are now."""
    return {name: picture(pdf, page) for name, pdf, page in _pages(documents)}


def draw(documents: Iterable[Pictured], folder: Path) -> None:
    """The pages in colour, and large enough to be looked at."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, pdf, page in _pages(documents):
        picture(pdf, page, LOOKED_AT, grey=False).save(folder / f"{name}.png")


def accepted(folder: Path) -> dict[str, Image.Image]:
    """The pages as they were accepted."""
    found = {}
    for path in sorted(folder.glob("*.png")):
        with Image.open(path) as opened:
            found[path.stem] = opened.convert("L")
    return found


def accept(pages: Pages, folder: Path) -> None:
    """Keep these pages as the accepted ones, in the place of all in the folder; those that show the same stay."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = {change.page for change in changes(accepted(folder), pages)}
    for name in changed:
        path = folder / f"{name}.png"
        if name in pages:
            pages[name].quantize(GREYS, dither=Image.Dither.NONE).save(path, optimize=True)
        else:
            path.unlink()


def changes(before: Pages, after: Pages) -> list[Change]:
    """The pages that differ, are new or are gone, by name."""
    found = []
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        if old is None or new is None or differ(old, new):
            found.append(Change(name, old, new))
    return found


def differ(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pictures show something else: one dot is enough."""
    if one.size != other.size:
        return True
    return any(ImageChops.difference(one.convert("L"), other.convert("L")).histogram()[LEAST_CHANGE:])
