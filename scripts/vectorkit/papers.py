"""Attachments of the vectors: small PDFs written by hand, the same bytes at each run."""

from __future__ import annotations

import hashlib
import zlib

from tests.parsers.pdf.building import PAGES, handwritten, stream
from tests.schemas.check.papers import Node

CATALOGUE, PAGE_TREE, PAGE = PAGES


def scan(words: str) -> bytes:
    """A page without text, as a scan has none; `words` stand in a comment, so that each file has bytes of its own."""
    return handwritten(*PAGES) + f"% {words}\n".encode()


def with_text(*lines: str) -> bytes:
    """A page that says something, line by line."""
    said = "".join(f"BT /F1 11 Tf 60 {760 - 24 * place} Td ({line}) Tj ET\n" for place, line in enumerate(lines))
    page = PAGE.replace(b"/MediaBox", b"/Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /MediaBox")
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    return handwritten(CATALOGUE, PAGE_TREE, page, stream(said.encode("cp1252"), b""), font)


def encrypted() -> bytes:
    """A file under the standard security handler; nobody has the password."""
    key = b"<" + b"5A" * 32 + b">"
    handler = b"<< /Filter /Standard /V 1 /R 2 /O " + key + b" /U " + key + b" /P -44 >>"
    plain = handwritten(*PAGES, handler)
    return plain.replace(b"/Root 1 0 R >>", b"/Root 1 0 R /Encrypt 4 0 R /ID [<00><00>] >>")


def with_script() -> bytes:
    """JavaScript that runs when the file is opened."""
    opened = CATALOGUE.replace(b"/Pages", b"/OpenAction 4 0 R /Pages")
    return handwritten(opened, PAGE_TREE, PAGE, b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>")


def too_many_pages(count: int) -> bytes:
    """That many pages, each an object of its own."""
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 3 + count))
    tree = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count)
    return handwritten(CATALOGUE, tree, *[PAGE] * count)


def bomb(size: int) -> bytes:
    """A page whose contents inflate twice, to `size` bytes."""
    packer = zlib.compressobj(9)
    once = b"".join(packer.compress(bytes(10_000_000)) for _ in range(size // 10_000_000 + 1)) + packer.flush()
    packed = zlib.compress(once, 9)
    page = PAGE.replace(b"/MediaBox", b"/Contents 4 0 R /MediaBox")
    data = stream(packed, b"/Filter [/FlateDecode /FlateDecode]")
    return handwritten(CATALOGUE, PAGE_TREE, page, data)


def attached(root: Node, vector: str) -> dict[str, bytes]:
    """Give every attachment that a declaration names a small file in its place, under a name that no other vector has.

    What had one hash has one file. Names and hashes that were broken on purpose stay as they are.
    """
    files: dict[str, bytes] = {}
    for place, attachment in enumerate(child for child in root.children if child.name == "Attachment"):
        leaves = {leaf.name: leaf for leaf in attachment.children}
        name, digest = leaves.get("FileName"), leaves.get("SHA256")
        if name is None or digest is None or len(digest.text) != 64:
            continue
        name.text = f"{vector}-{place + 1}.pdf"
        files[name.text] = scan(f"{vector} {digest.text[:8]}")
        digest.text = sha256(files[name.text])
    return files


def sha256(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def name_attachment(root: Node, name: str, digest: str | None, kind: str | None = None) -> Node:
    """Name an attachment at the end of a declaration."""
    values = {"FileName": name, "SHA256": digest, "DocumentTypeCode": kind}
    root.children.append(Node("Attachment", [Node(key, text=text) for key, text in values.items() if text]))
    return root
