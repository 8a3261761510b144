"""The gallery of the docs: the first page of every document, with what causes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path

from PIL import Image

from pictureskit.pages import picture
from pictureskit.sample_documents import CERTIFICATE, FORM, NOTICE, PART_PAYMENT, QUITTANCE, form, issued

DOTS_PER_INCH = 90
COLOURS = 192


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of the gallery: file, title, what it shows, what causes it, and which page (from 1) of which PDF."""

    name: str
    title: str
    alternative: str
    cause: str
    make: Callable[[], bytes]
    page: int = 1


SHOWN = (
    Shown(
        "dum",
        "The DUM as printed form",
        "The face of the form in French: boxes 1 to 41, A to E, two articles",
        "Comes with the registration, and again as a new edition whenever the form says something else: after an "
        "amendment, or when the office fills one of its boxes. The document holds the form once; six copies with their "
        "destinations are a print of it ([cli.md](cli.md)). Boxes: [form.md](form.md).",
        partial(form, FORM, "fr"),
    ),
    Shown(
        "dum-back",
        "Its back",
        "The back of the form: boxes F, G and H, the attached documents with their SHA-256, the QR code",
        "What the office found and decided, the attached documents, and the code to check it all by "
        "([signatures.md](signatures.md)).",
        partial(form, FORM, "fr"),
        2,
    ),
    Shown(
        "dum-ar",
        "The same in Arabic",
        "The face of the form in Arabic, from right to left; values as declared",
        "Printed when it is asked for in Arabic; values stay as they were declared ([form.ar.md](form.ar.md)).",
        partial(form, FORM, "ar"),
    ),
    Shown(
        "quittance",
        "Quittance",
        "A quittance: amounts by duty code in French, English and Arabic, SPECIMEN across the page",
        "Each payment that the office or the bank records causes one ([http.md](http.md)).",
        partial(issued, QUITTANCE),
    ),
    Shown(
        "quittance-part",
        "Quittance of a part, in the place of a cancelled one",
        "A quittance that says which cancelled one it replaces, and what is still due",
        "A payment of a part of a claim causes it; after a reversed payment it names the quittance in whose place it "
        "stands.",
        partial(issued, PART_PAYMENT),
    ),
    Shown(
        "certificate",
        "Certificate of discharge",
        "A certificate of discharge: principal, guarantor, account, discharges and articles of the account",
        "Each discharge of a regime account causes one, partial until nothing is left, then definitive "
        "([days.md](days.md) for the account's deadline).",
        partial(issued, CERTIFICATE),
    ),
    Shown(
        "dasf",
        "Last notice without charge (DASF)",
        "A last notice: what is still due, in figures and in words, from when an order to pay may follow, how to pay",
        "The calendar causes it: a claim is not settled some days after it was due ([days.md](days.md)).",
        partial(issued, NOTICE),
    ),
)

_HEAD = """# Gallery

Every document that has pages, with invented firms and goods. Layouts are the gateway's own, no official forms; what a
sandbox issues says SPECIMEN on each page. Each PDF carries its signed XML inside, and its QR code the key facts:
[signatures.md](signatures.md).

Acknowledgements, responses and notices are XML alone ([folders.md](folders.md)); the page of findings is HTML. What is
looked at in all these pages: [documents-checklist.md](documents-checklist.md). Made by
`python scripts/pictures.py --gallery`.
"""


def page() -> str:
    """docs/gallery.md."""
    parts = [f"## {each.title}\n\n{each.cause}\n\n![{each.alternative}](images/{each.name}.png)\n" for each in SHOWN]
    return "\n".join([_HEAD, *parts])


def drawn(shown: Shown) -> Image.Image:
    """The picture of now, with few colours."""
    colours = picture(shown.make(), shown.page, DOTS_PER_INCH, grey=False)
    return colours.quantize(COLOURS, kmeans=4, dither=Image.Dither.NONE)


def write(docs: Path) -> None:
    """docs/gallery.md and its pictures."""
    (docs / "gallery.md").write_text(page(), encoding="utf-8")
    for each in SHOWN:
        content = BytesIO()
        drawn(each).save(content, "PNG", optimize=True)
        (docs / "images" / f"{each.name}.png").write_bytes(content.getvalue())
