"""Requests: amendments, replacements, cancellations; judged as declarations are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from tests.fuzz.mutators import trees
from tests.fuzz.targets import Target
from tests.fuzz.targets.xml import EXAMPLES, XML


@lru_cache
def requests() -> Sequence[bytes]:
    """The examples of requests."""
    return [path.read_bytes() for path in sorted(EXAMPLES.glob("requests/*.xml"))]


REQUESTS = Target("requests", requests, trees.mutated, XML.opened, XML.cut_at)
