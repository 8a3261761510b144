"""Compares the CONTRLs that came with those expected: what they say, not when and under which reference of their own.

Compared are the character set and syntax (S001), the message type (S009), and each segment between UNH and UNT. Date,
time, references and addresses of the CONTRL are the gateway's own. Reference and addresses of the interchange that it
answers are those that were sent, and are read as those of the kit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest

from gateway.certify.fresh_edifact import envelopes
from parsers.edifact.reader import EdifactLimits, read_whole
from renderers.edifact.writing import write_segment

LIMITS = EdifactLimits(max_bytes=1_000_000, max_segments=10_000, max_messages=2, max_interchanges=2)
"""Of a CONTRL from outside."""
ANSWERED = "UCI"
"""The segment that begins with 0020, S002 and S003 of the interchange that is answered."""

Known = Mapping[tuple[int, tuple[str, ...]], list[str]]
"""What an element of it (from 0) is read as."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The first segment in which a CONTRL differs: what was expected and what came, empty where there is none."""

    interchange: int
    expected: str
    came: str


def differences(
    expected: Mapping[int, bytes], came: Mapping[int, bytes], kit: bytes, sent: bytes
) -> tuple[Difference, ...]:
    """Where the CONTRLs that came are not those expected. `kit` and `sent` are the interchanges, as they are in the kit
    and as they were sent."""
    known = {
        (place, tuple(element)): own
        for sent_as, kept_as in zip(envelopes(sent), envelopes(kit), strict=False)
        for place, (element, own) in enumerate(zip(sent_as, kept_as, strict=True))
    }
    found: list[Difference] = []
    for number in sorted({*expected, *came}):
        wanted = said_by(expected[number], {}) if number in expected else []
        told = said_by(came[number], known) if number in came else []
        pairs = (pair for pair in zip_longest(wanted, told, fillvalue="") if pair[0] != pair[1])
        found += [Difference(number, *pair) for pair in [*pairs][:1]]
    return tuple(found)


def said_by(content: bytes, known: Known) -> list[str]:
    """What a CONTRL says, segment by segment; `known` is what stands for the kit's own references and addresses. What
    is none, or holds a fault, is said as it begins."""
    read = read_whole(content, LIMITS)
    messages = [message for _, inside in read for message in inside]
    if len(read) != 1 or len(messages) != 1 or read[0][0].rejected or messages[0].rejected:
        return [f"? {content[:80].decode('latin-1')}"]
    interchange, message = read[0][0], messages[0]
    said = [
        write_segment(("UNB", [[interchange.syntax, str(interchange.syntax_version)]])),
        write_segment(("UNH", [message.segments[0].elements[1]])),
    ]
    for segment in message.segments[1:-1]:
        elements = segment.elements
        if segment.tag == ANSWERED:
            elements = [known.get((place, tuple(each)), each) for place, each in enumerate(elements)]
        said.append(write_segment((segment.tag, elements)))
    return said
