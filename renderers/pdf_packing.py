"""A PDF whose many small objects stand together in object streams, compressed (ISO 32000, 7.5.7): half the bytes.

Typst writes each element of the structure as an object of its own, and none of them compressed.
"""

from __future__ import annotations

from io import BytesIO

import pikepdf

from renderers.pdf_sharing import share_content
from renderers.reading_order import put_in_reading_order


def packed(pdf: bytes, copies: int = 1) -> bytes:
    """What Typst made, its text in order; the pages in it are so many copies. The same bytes for the same input."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        put_in_reading_order(opened)
        share_content(opened, copies)
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
