"""Sentences as FTX segments: five lines of 70 characters each, in letters that most character sets hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from renderers.edifact.writing import Segment

LINE, LINES = 70, 5

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("«»“”„", '"'),
        **dict.fromkeys("‘’ʼ", "'"),
        **dict.fromkeys("–—‑", "-"),
        **dict.fromkeys("\u00a0\u202f\u2009", " "),
        **dict.fromkeys("\u2066\u2067\u2068\u2069\u200e\u200f\ufeff", None),
        "…": "...",
        "œ": "oe",
        "Œ": "OE",
        "€": "EUR",
    }
)
"""Typography that would force another character set on a partner who can read every word without it."""

_INSIDE_QUOTES = re.compile(r"«\s?(.*?)\s?»", re.DOTALL)


def free_text(subject: str, text: str, language: str, mark: str = "", most: int = 1) -> Iterator[Segment]:
    """FTX segments with `text`, at most `most`; an ellipsis ends what did not find room. Nothing for no text.

    `subject` is 4451, `mark` our own code for what the text is (4441), `language` ISO 639 (3453).
    """
    lines = text_lines(text)
    room = most * LINES
    if len(lines) > room:
        lines = [*lines[: room - 1], lines[room - 1][: LINE - 4] + "..."]
    marked = [mark, "ZZZ", "ZZZ"] if mark else []
    for first in range(0, len(lines), LINES):
        yield "FTX", [subject, "", marked, lines[first : first + LINES], language.upper()]


def text_lines(text: str) -> list[str]:
    """`text` in lines: one of exactly 70 characters goes on in the next without a blank, any other with one."""
    lines: list[str] = []
    line = ""
    for word in plain(text).split():
        if line and len(line) + 1 + len(word) < LINE:
            line += " " + word
            continue
        if line:
            lines.append(line)
        while len(word) > LINE:
            lines.append(word[:LINE])
            word = word[LINE:]
        line = word
    return [*lines, line] if line else lines


def plain(text: str) -> str:
    """`text` with typographic signs as a typewriter has them."""
    return _INSIDE_QUOTES.sub(r'"\1"', text).translate(_PLAIN)
