"""What was read, in a form that can be compared: everything but the objects themselves."""

from __future__ import annotations

from collections.abc import Iterable

from parsers.edifact.reader import Agreement, EdifactLimits, Interchange, Message, read
from parsers.edifact.segment_faults import Fault
from parsers.edifact.tokenizer import BLOCK

Told = tuple[str, int, int | None, str | None, int | None, int | None]


def told(faults: Iterable[Fault]) -> list[Told]:
    """Faults as (level, code, segment, tag, element, component)."""
    return [(each.level, each.code, each.segment, each.tag, each.element, each.component) for each in faults]


def seen(
    chunks: Iterable[bytes],
    limits: EdifactLimits | None = None,
    agreement: Agreement | None = None,
    block: int = BLOCK,
) -> list[object]:
    """All records, each as plain values."""
    found: list[object] = []
    for record in read(chunks, limits, agreement, block):
        if isinstance(record, Message):
            segments = [(each.tag, each.offset, each.number, each.raw) for each in record.segments]
            found.append(("message", record.reference, record.offset, record.end, segments, record.faults))
        else:
            header = record.header.raw if record.header else None
            summary = [(each.reference, each.segments, told(each.faults)) for each in record.messages]
            found.append(
                ("interchange", record.offset, record.end, header, record.faults, told(record.warnings), summary)
            )
    return found


def interchanges(chunks: Iterable[bytes], agreement: Agreement | None = None) -> list[Interchange]:
    """The interchanges alone."""
    return [record for record in read(chunks, agreement=agreement) if isinstance(record, Interchange)]
