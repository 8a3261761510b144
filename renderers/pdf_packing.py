"""A PDF whose many small objects stand together in object streams, compressed (ISO 32000, 7.5.7): half the bytes.

Typst writes each element of the structure as an object of its own, and none of them compressed.
"""

from __future__ import annotations

from io import BytesIO

import pikepdf


def packed(pdf: bytes) -> bytes:
    """The same document, as a PDF that Typst made; the same bytes for the same input."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        return saved(opened)


def saved(pdf: pikepdf.Pdf) -> bytes:
    """The bytes of a PDF, its objects packed; its metadata stays as it is."""
    output = BytesIO()
    pdf.save(
        output,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        deterministic_id=True,
        fix_metadata_version=False,
    )
    return output.getvalue()
