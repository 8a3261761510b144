"""One PDF of several that Typst made of the same document: pages, structure, bookmarks (ISO 32000, 12.3.3 and 14.7)."""

from __future__ import annotations

import re
from io import BytesIO
from string import ascii_lowercase, ascii_uppercase

import pikepdf
from pikepdf import Array, Dictionary, Name

from renderers.pdf_packing import saved
from renderers.reading_order import put_in_reading_order

_CELL = re.compile(rb"stream\r?\n.*?endstream|\(U(?=\d+x\d+y\d+\))", re.DOTALL)
"""The identifier of a cell that heads others, as Typst writes it; nothing within a stream."""

_LETTERS = (ascii_uppercase + ascii_lowercase).encode()
"""What the identifiers of each piece begin with; a table of names is sorted by its bytes."""

_PAGES = re.compile(rb"<xmpTPg:NPages>\d+</xmpTPg:NPages>")


class Joined:
    """The first piece with those behind it, their text in order. It alone has attachment, metadata and catalog."""

    def __init__(self) -> None:
        self._pdf = pikepdf.new()
        self._count = 0

    @property
    def pages(self) -> int:
        """Pages so far."""
        return len(self._pdf.pages) if self._count else 0

    def add(self, pdf: bytes, depth: int) -> None:
        """Add a piece; its bookmarks come below the last one that is so deep."""
        letter = _LETTERS[self._count : self._count + 1]
        own = _CELL.sub(lambda found: b"(" + letter if found[0] == b"(U" else found[0], pdf)
        piece = pikepdf.open(BytesIO(own))
        put_in_reading_order(piece)
        if self._count == 0:
            self._pdf = piece
        else:
            self._join(piece, depth)
        self._count += 1

    def to_bytes(self) -> bytes:
        """The whole, packed."""
        metadata = self._pdf.Root.Metadata
        said = b"<xmpTPg:NPages>%d</xmpTPg:NPages>" % self.pages
        metadata.write(_PAGES.sub(said, metadata.read_bytes()))
        return saved(self._pdf)

    def _join(self, piece: pikepdf.Pdf, depth: int) -> None:
        whole, before = self._pdf.Root.StructTreeRoot, len(self._pdf.pages)
        shift = int(whole.ParentTreeNextKey)
        self._pdf.pages.extend(piece.pages)
        for page in self._pdf.pages[before:]:
            page.obj.StructParents = int(page.obj.StructParents) + shift
        added = self._pdf.copy_foreign(piece.Root.StructTreeRoot)
        (document,) = whole.K
        (part,) = added.K
        part.S, part.P = Name.Part, document
        document.K.append(part)
        numbers = list(added.ParentTree.Nums)
        for at in range(0, len(numbers), 2):
            whole.ParentTree.Nums.append(int(numbers[at]) + shift)
            whole.ParentTree.Nums.append(numbers[at + 1])
        whole.ParentTreeNextKey = shift + int(added.ParentTreeNextKey)
        if "/IDTree" in added:
            whole.IDTree = whole.get("/IDTree", Dictionary(Names=Array()))
            whole.IDTree.Names.extend(added.IDTree.Names)
        if "/Outlines" in piece.Root:
            _hang(self._pdf.Root.Outlines, self._pdf.copy_foreign(piece.Root.Outlines), depth)


def _hang(outlines: pikepdf.Object, added: pikepdf.Object, depth: int) -> None:
    """Put the bookmarks of a piece below the last one of the whole that is so deep, and count them there."""
    above = [outlines]
    while len(above) <= depth and "/Last" in above[-1]:
        above.append(above[-1].Last)
    parent, item, count = above[-1], added.First, int(added.get("/Count", 0))
    item.Prev, parent.Last.Next = parent.Last, item
    parent.Last = added.Last
    while True:
        item.Parent = parent
        if "/Next" not in item:
            break
        item = item.Next
    for each in above:
        each.Count = int(each.get("/Count", 0)) + count
