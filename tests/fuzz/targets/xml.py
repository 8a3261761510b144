"""Declarations (DUM) as XML, judged as a worker does it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from gateway.judging.attached import Attached
from gateway.judging.judge import judge
from parsers.attachment_names import attachment_names
from parsers.root_name import is_edifact, root_name
from parsers.xml import XmlLimits, read_xml
from schemas.attachments import Received
from schemas.law import current
from tests.checkout import EXAMPLES
from tests.fuzz.house import DOCUMENTS, VERDICT, House, opened
from tests.fuzz.mutators import trees
from tests.fuzz.targets import Door, Target
from tests.fuzz.verdict import DAY, answerable, hold

MOST = 200
LARGEST_PRINTED = 12_000
"""Bytes of a declaration whose form is printed too, which costs more than its verdict."""

EVERY = 7
"""Of the vectors one in so many: they differ little in their form."""


@lru_cache
def declarations() -> Sequence[bytes]:
    """The examples and a part of the kit, which asks to be registered here."""
    kit = [path.read_bytes() for path in sorted(EXAMPLES.glob("vectors/*/*.xml"))[::EVERY]]
    asking = [content.replace(b"<FunctionCode>1<", b"<FunctionCode>2<") for content in kit]
    found = [*(path.read_bytes() for path in sorted(EXAMPLES.glob("*.xml"))), *asking]
    return [content for content in found if read_xml(content).root is not None]


def judged(content: bytes, house: House) -> frozenset[str]:
    """Judge a declaration or request as a worker does, and write its answer; what is not refused is sent, too, and
    becomes what it asks for."""
    limits = XmlLimits()
    names = attachment_names(content, limits.max_bytes) or ()
    is_edifact(content, "declaration.xml")
    root_name(content)
    received = tuple(Received(name, hashlib.sha256(name.encode()).hexdigest(), None) for name in names[::2])
    judgement = judge(content, Attached(received), current().on(DAY), limits, MOST)
    record = answerable(judgement, "declaration.xml", content)
    if judgement.outcome != "refused" and len(content) < LARGEST_PRINTED:
        house.send(content)
        house.do(VERDICT | DOCUMENTS)
    return hold(record.findings, len(content))


@contextmanager
def _opened(folder: Path) -> Iterator[Door]:
    with opened(folder) as house:
        yield lambda content: judged(content, house)


XML = Target("xml", declarations, trees.mutated, _opened, rb"(?=<)")
