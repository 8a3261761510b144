"""What stands on the pages of a document, and how other programs read it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest

from renderers import typesetting
from tests.documents.tooling import NODE_MODULES, need, run


@dataclass(frozen=True, slots=True)
class Typeset:
    """A document as Typst made it, the same as it is issued, and all texts that its template was given."""

    raw: bytes
    pdf: bytes
    given: frozenset[str]


def typeset(make: Callable[[], bytes]) -> Typeset:
    """What `make` renders, with what went into Typst and what came out."""
    seen: dict[str, Any] = {}
    compiler = typesetting._compiler

    class Watched:
        def __init__(self, template: str) -> None:
            self._compiler = compiler(template)

        def compile(self, **options: Any) -> bytes:
            made: bytes = self._compiler.compile(**options)
            if "sys_inputs" in options:
                seen.update(raw=made, data=json.loads(options["sys_inputs"]["data"]))
            return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typesetting, "_compiler", Watched)
        pdf = make()
    return Typeset(seen["raw"], pdf, frozenset(_strings(seen["data"])))


def _strings(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, (dict, list)):
        for each in data.values() if isinstance(data, dict) else data:
            yield from _strings(each)


def plain(text: str) -> str:
    """A text in plain letters, without marks of direction and with single blanks."""
    kept = (each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each) != "Cf")
    return " ".join("".join(kept).split())


def text_objects(raw: bytes) -> Iterator[str]:
    """The text of each text object of a PDF of Typst's, by place: words of one that runs from the right, from there."""
    with pikepdf.open(BytesIO(raw)) as pdf:
        for page in pdf.pages:
            yield from _on(page)


def _on(page: pikepdf.Page) -> Iterator[str]:
    fonts = {name: _meanings(font) for name, font in page.obj.Resources.get("/Font", {}).items()}
    font: Mapping[bytes, str] = {}
    words: list[tuple[float, str]] = []
    marks: list[Any] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BT":
                words, from_the_right = [], False
            case "Tf":
                font = fonts[str(operands[0])]
            case "Tm":
                words.append((float(operands[4]), ""))
            case "BMC" | "BDC":
                marks.append(operands)
            case "EMC":
                marks.pop()
            case "Tj" | "TJ":
                reversed_letters = bool(marks) and marks[-1][0] == "/ReversedChars"
                from_the_right = from_the_right or reversed_letters
                letters = _letters(operands[0], font, marks)
                words[-1] = (words[-1][0], "".join(reversed(letters) if reversed_letters else letters))
            case "ET":
                yield "".join(word for _, word in (sorted(words, reverse=True) if from_the_right else words))


def _letters(shown: Any, font: Mapping[bytes, str], marks: list[Any]) -> list[str]:
    said = marks[-1][-1] if marks else None
    if isinstance(said, pikepdf.Dictionary) and "/ActualText" in said:
        return [str(said.ActualText)]
    strings = shown if isinstance(shown, pikepdf.Array) else [shown]
    codes = b"".join(bytes(each) for each in strings if isinstance(each, pikepdf.Object))
    return [font[codes[at : at + 2]] for at in range(0, len(codes), 2)]


def _meanings(font: pikepdf.Object) -> dict[bytes, str]:
    found = re.findall(r"<([0-9A-F]{4})> <([0-9A-F]+)>", font.ToUnicode.read_bytes().decode("ascii"))
    return {bytes.fromhex(code): bytes.fromhex(text).decode("utf-16-be") for code, text in found}


def _pdftotext(paths: list[Path]) -> list[str]:
    return [run("pdftotext", path, "-").stdout for path in paths]


def _pypdf(paths: list[Path]) -> list[str]:
    return ["\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages) for path in paths]


def _pdf_js(paths: list[Path]) -> list[str]:
    need(None if (NODE_MODULES / "pdfjs-dist").is_dir() else "no pdf.js in tests/node (run scripts/node-packages)")
    texts: list[str] = json.loads(run("node", NODE_MODULES.parent / "pdf-text.mjs", *paths).stdout.splitlines()[-1])
    return texts


READERS = {"pdftotext": _pdftotext, "pypdf": _pypdf, "pdf.js": _pdf_js}
"""Programs by which others read text: poppler's, Python's, and that of Firefox and many viewers on the web."""


def read(reader: str, pdfs: Mapping[str, bytes], folder: Path) -> dict[str, str]:
    """The text of each document as `reader` finds it; skipped where it is missing."""
    paths = [folder / f"{name}.pdf" for name in pdfs]
    for path, pdf in zip(paths, pdfs.values(), strict=True):
        path.write_bytes(pdf)
    return dict(zip(pdfs, READERS[reader](paths), strict=True))
