"""The gap of a signed PDF, which no signature covers: the CMS in it, and another one in its place."""

from __future__ import annotations

import re
from collections.abc import Callable

from asn1crypto import cms


def cms_of(pdf: bytes) -> tuple[bytes, int, int]:
    found = re.search(rb"/ByteRange \[0 (\d+) (\d+) \d+\]", pdf)
    assert found is not None
    begin, end = int(found[1]), int(found[2])
    return bytes.fromhex(pdf[begin + 1 : end - 1].decode()), begin, end


def with_cms(pdf: bytes, change: Callable[[cms.ContentInfo], None]) -> bytes:
    """The PDF with a changed CMS in its gap, which no signature covers; what is signed stays."""
    content, begin, end = cms_of(pdf)
    message = cms.ContentInfo.load(content)
    change(message["content"])
    changed = message.dump(force=True)
    assert changed != content.rstrip(b"\0")
    filled = changed.hex().upper().encode().ljust(end - begin - 2, b"0")
    assert len(filled) == end - begin - 2, "it fits into the gap"
    return pdf[: begin + 1] + filled + pdf[end - 1 :]
