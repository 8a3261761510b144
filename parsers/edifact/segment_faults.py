"""What is wrong in an interchange: the level of CONTRL that reports it, the code of list 0085, and the exact place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Level = Literal["UCI", "UCF", "UCM", "UCS", "UCD"]
"""Interchange, group, message, segment, element: the segments of CONTRL."""

NO_INTERCHANGE = 0
"""Our own code, beside list 0085: there is no interchange here, and so nobody to answer."""

BOM_SKIPPED, READ_AS_LATIN_1 = 82, 81
"""Our own codes of warnings, the numbers of the findings EDI82 and EDI81."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. Elements count as 0098 does: the tag is 1, the first element 2; components and occurrences from 1.

    `segment` is 0096, the place in the message with UNH = 1; of a missing segment, the place of the last one before
    the gap, while `tag` is the missing one and `offset` the byte where it should stand. `facts` has, as they apply,
    `item` (code of the element or composite), `limit`, `found`, `expected`, `group`.
    """

    level: Level
    code: int
    offset: int
    segment: int | None = None
    tag: str | None = None
    element: int | None = None
    component: int | None = None
    occurrence: int | None = None
    value: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
