"""The smallest input that still fails in the same way: pieces are left out, ever smaller ones, until none can be."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

SECONDS = 60.0


def shrunk(content: bytes, cut_at: bytes, fails: Callable[[bytes], bool], seconds: float = SECONDS) -> bytes:
    """First by pieces that make sense alone (`cut_at` matches between them), then by bytes; for so long at most."""
    until = time.monotonic() + seconds
    content = _without(re.split(cut_at, content), fails, until)
    return _without([content[at : at + 1] for at in range(len(content))], fails, until)


def _without(pieces: list[bytes], fails: Callable[[bytes], bool], until: float) -> bytes:
    size = max(1, len(pieces) // 2)
    while size and time.monotonic() < until:
        at, left_out = 0, False
        while at < len(pieces) and time.monotonic() < until:
            rest = pieces[:at] + pieces[at + size :]
            if fails(b"".join(rest)):
                pieces, left_out = rest, True
            else:
                at += size
        size = size if left_out and size > 1 else size // 2
    return b"".join(pieces)
