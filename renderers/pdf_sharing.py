"""Copies of one form in one PDF: what their pages show alike stands in the file once (ISO 32000, 7.8.2: `Contents`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

import pikepdf

_MARKED = re.compile(rb"(?<=\nEMC)")
"""Where Typst ends what belongs to one element: a content stream may be parted there."""

SHORTEST = 20
"""Elements in a row that are worth a stream of their own."""


def share_content(pdf: pikepdf.Pdf, copies: int) -> None:
    """Part the contents of pages that are the same page of so many copies into what is equal and what is not."""
    period, rest = divmod(len(pdf.pages), copies)
    if copies > 1 and not rest:
        for first in range(period):
            _share(pdf, [pdf.pages[first + period * copy].obj for copy in range(copies)])


def _share(pdf: pikepdf.Pdf, pages: Sequence[pikepdf.Object]) -> None:
    """Pages of one text, but for some words; others stay as they are."""
    texts = [_MARKED.split(page.Contents.read_bytes()) for page in pages]
    alike = len({page.Resources.unparse(resolved=True) for page in pages}) == 1
    if not alike or len({len(text) for text in texts}) > 1:
        return
    contents: list[list[pikepdf.Object]] = [[] for _ in pages]
    for common, places in _runs([len(set(elements)) == 1 for elements in zip(*texts, strict=True)]):
        parts = [b"".join(text[places]) for text in (texts[:1] if common else texts)]
        streams = [pdf.make_stream(part) for part in parts] * (len(pages) if common else 1)
        for content, stream in zip(contents, streams, strict=True):
            content.append(stream)
    for page, content in zip(pages, contents, strict=True):
        page.Contents = pikepdf.Array(content)


def _runs(equal: Sequence[bool]) -> list[tuple[bool, slice]]:
    """The elements in their order, parted into those that all pages have and those that they have not."""
    found: list[tuple[bool, slice]] = []
    at = 0
    for value, group in groupby(equal):
        size = len(list(group))
        common = value and size >= SHORTEST
        if found and not common and not found[-1][0]:
            found[-1] = (False, slice(found[-1][1].start, at + size))
        else:
            found.append((common, slice(at, at + size)))
        at += size
    return found
