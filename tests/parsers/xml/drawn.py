"""XML documents drawn at random, which note while they are written where each thing stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from schemas.findings import Position

BLANKS = " \t\n\r"
NEW_LINES = ("\n", "\r\n", "\r")
ANY_SCRIPT = "aZ0.é€شركة٣𝄞😀"
LATIN = "aZ0.éÿ£"


@dataclass(frozen=True)
class Encoding:
    """How a document is turned into bytes: codec, byte order mark, and the name that its declaration gives."""

    codec: str
    mark: bytes = b""
    declared: str | None = None

    def __str__(self) -> str:
        return f"{self.codec}{' with mark' if self.mark else ''}"

    def encode(self, text: str) -> bytes:
        """The bytes of a text, with the mark."""
        return self.mark + text.encode(self.codec)

    def position(self, text: str, index: int) -> Position:
        """Where the character at `index` stands, found without the code under test."""
        before = text[:index]
        lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return Position(len(lines), len(lines[-1]) + 1, len(self.encode(before)))


UTF_8 = Encoding("utf-8")
ENCODINGS = (
    UTF_8,
    Encoding("utf-8", declared="UTF-8"),
    Encoding("utf-8", b"\xef\xbb\xbf"),
    Encoding("utf-8", b"\xef\xbb\xbf", "utf-8"),
    Encoding("utf-16-le", b"\xff\xfe", "UTF-16"),
    Encoding("utf-16-be", b"\xfe\xff", "UTF-16"),
    Encoding("utf-16-be", b"\xfe\xff"),
    Encoding("utf-16-le", declared="UTF-16"),
    Encoding("latin-1", declared="ISO-8859-1"),
    Encoding("cp1252", declared="windows-1252"),
    Encoding("ascii", declared="US-ASCII"),
)


@dataclass
class Marks:
    """Where an element begins, where the first character of its value stands, and where its end tag begins."""

    start: int
    value: int | None = None
    end: int = 0


@dataclass
class Document:
    """A text under way and the marks of its elements in their order."""

    text: str = ""
    elements: list[Marks] = field(default_factory=list)
    open: list[Marks] = field(default_factory=list)

    def say(self, text: str, value_at: int | None = None) -> None:
        """Write text; `value_at` is the place within it of the first character that belongs to a value."""
        if value_at is not None and self.open and self.open[-1].value is None:
            self.open[-1].value = len(self.text) + value_at
        self.text += text


Draw = Callable[[st.SearchStrategy[Any]], Any]


@st.composite
def documents(draw: Draw) -> tuple[Encoding, Document]:
    """A small well-formed document and the encoding that it is to be sent in."""
    encoding = draw(st.sampled_from(ENCODINGS))
    letters = {"latin-1": LATIN, "cp1252": LATIN + "€", "ascii": "aZ0."}.get(encoding.codec, ANY_SCRIPT)
    document = Document()
    if encoding.declared is not None:
        document.say(f"<?xml version='1.0' encoding='{encoding.declared}'?>")
    for _ in range(draw(st.integers(0, 2))):
        _aside(draw, document, letters)
    _element(draw, document, letters, deep=0)
    _aside(draw, document, letters)
    return encoding, document


def _words(draw: Draw, letters: str, most: int = 6) -> str:
    before = draw(st.sampled_from(["", " ", "\t  ", "\r\n  "]))
    return str(before + draw(st.text(letters + BLANKS, max_size=most)))


def _aside(draw: Draw, document: Document, letters: str) -> None:
    inside = _words(draw, letters)
    document.say(draw(st.sampled_from([f"<!--<a>{inside}-->", f"<?pi {inside}?>", *NEW_LINES, " "])))


def _element(draw: Draw, document: Document, letters: str, deep: int) -> None:
    names = ["a", "b-1", "p:a", "p:c", *([] if letters[:5] == "aZ0." else ["é"])]
    name = draw(st.sampled_from(names + (["سلعة"] if letters == ANY_SCRIPT else [])))
    marks = Marks(len(document.text))
    document.elements.append(marks)
    space = draw(st.sampled_from([" ", "\r\n", "\n\t"]))
    tag = name + (f"{space}xmlns:p='urn:p'{space}xmlns='urn:d'" if deep == 0 else "")
    for attribute in draw(st.lists(st.sampled_from(["x", "y", "p:z"]), unique=True, max_size=2)):
        tag += f'{space}{attribute}="{_words(draw, letters)}>&#10;"'
    if draw(st.integers(0, 4)) == 0:
        marks.end = marks.start
        document.say(f"<{tag}/>")
        return
    document.say(f"<{tag}>")
    document.open.append(marks)
    for _ in range(draw(st.integers(0, 4))):
        _content(draw, document, letters, deep)
    document.open.pop()
    marks.end = len(document.text)
    document.say(f"</{name}{draw(st.sampled_from(['', ' ']))}>")


def _content(draw: Draw, document: Document, letters: str, deep: int) -> None:
    kind = draw(st.sampled_from(["text", "text", "reference", "cdata", "aside", "element", "element"]))
    if kind == "element" and deep < 4:
        _element(draw, document, letters, deep + 1)
    elif kind == "aside":
        inside = _words(draw, letters)
        document.say(draw(st.sampled_from([f"<!--<a>{inside}-->", f"<?pi {inside}?>"])))
    elif kind == "reference":
        reference = draw(st.sampled_from(["&amp;", "&lt;", "&#65;", "&#x1D11E;", "&#32;", "&#xA;", "&#xA0;"]))
        document.say(reference, None if reference in ("&#32;", "&#xA;") else 0)
    else:
        words = _words(draw, letters)
        before, after = ("<![CDATA[", "]]>") if kind == "cdata" else ("", "")
        visible = next((place for place, letter in enumerate(words) if letter not in BLANKS), None)
        document.say(before + words + after, None if visible is None else len(before) + visible)
