"""Fresh references for EDIFACT: 0020 of each interchange, the declarant's reference, and function 53 (verdict).

As in XML each value is replaced by one of the same length in its own bytes; a value that is wrong on purpose, or not
written plainly, stays. Only an address (`Parties`) may be longer, which moves columns and no lines. The message's own
reference (0062) stays too: with 0020 beside it the message number is new.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gateway.certify.fresh import REFERENCE, other
from gateway.certify.kit import KitError
from gateway.judging.judge import VERDICT
from parsers.edifact.reader import Interchange, Message, Segment, read
from schemas.edifact_mapping import FUNCTIONS
from schemas.edifact_values import to_edifact, values
from schemas.form import form

LONGEST = 14
"""Characters of 0020."""
APART = 10**16
"""Between the numbers for two references in one file."""
INTERCHANGE_REFERENCE, TRAILER_REFERENCE = 6, 3
BGM, DECLARANT_REFERENCE, FUNCTION = "BGM", 3, 4
"""Where they stand, the tag being element 1."""
SENT_BY, SENT_TO = (3, ["KIT", "ZZZ"]), (4, ["DUMGATE", "ZZZ"])
"""S002 and S003 in UNB, and what they are in the kit; an interchange that shows another one keeps it."""
ADDRESS = re.compile(r"[A-Za-z0-9 ._/-]{1,35}(:[A-Za-z0-9]{1,4})?")


@dataclass(frozen=True, slots=True)
class Parties:
    """Whom interchanges are sent by and to, as `ID:QUALIFIER` or `ID`; empty: as in the kit."""

    sender: str = ""
    recipient: str = ""

    def __post_init__(self) -> None:
        """Raises KitError for what is no address."""
        for address in filter(None, (self.sender, self.recipient)):
            if ADDRESS.fullmatch(address) is None:
                raise KitError(
                    f"{address} is no EDIFACT address: give it as ID:QUALIFIER, at most 35 and 4 characters."
                )


KIT_PARTIES = Parties()


@dataclass(frozen=True, slots=True)
class Change:
    """Bytes at an offset, and others for them."""

    offset: int
    before: bytes
    after: bytes


def refreshed(content: bytes, number: int, parties: Parties = KIT_PARTIES) -> bytes:
    """The interchanges with what `number` makes of their references, and between these parties; as they are where there
    are none."""
    fresh: dict[str, str] = {}
    changes: list[Change] = []
    for each in read([content]):
        if isinstance(each, Message):
            changes += _of_message(each, number)
        elif each.header is not None:
            value = each.reference
            if value not in fresh:
                fresh[value] = other(REFERENCE, value, number + APART * len(fresh)) if len(value) <= LONGEST else value
            changes += _of_interchange(content, each, each.header, fresh[value])
            changes += _of_parties(each.header, each.codec, parties)
    pieces: list[bytes] = []
    done = 0
    for change in sorted(changes, key=lambda each: each.offset):
        end = change.offset + len(change.before)
        if done <= change.offset and content[change.offset : end] == change.before:
            pieces += [content[done : change.offset], change.after]
            done = end
    return b"".join([*pieces, content[done:]])


def envelopes(content: bytes) -> list[tuple[list[str], list[str], list[str]]]:
    """0020, S002 and S003 of each interchange, in the order in which UCI has them."""
    interchanges = [each for each in read([content]) if isinstance(each, Interchange)]
    return [([each.reference], each.sender, each.recipient) for each in interchanges]


def _of_interchange(content: bytes, interchange: Interchange, header: Segment, fresh: str) -> Iterator[Change]:
    before, after = (each.encode(interchange.codec, "replace") for each in (interchange.reference, fresh))
    yield Change(header.place_of(INTERCHANGE_REFERENCE), before, after)
    begin = content.rfind(b"UNZ" + interchange.characters.element.encode(), interchange.offset, interchange.end)
    if begin >= 0:
        end = interchange.end - len(interchange.characters.terminator)
        trailer = Segment("UNZ", content[begin:end], begin, 0, header.script)
        if trailer.value(TRAILER_REFERENCE) == interchange.reference:
            yield Change(trailer.place_of(TRAILER_REFERENCE), before, after)


def _of_parties(header: Segment, codec: str, parties: Parties) -> Iterator[Change]:
    for (element, own), address in ((SENT_BY, parties.sender), (SENT_TO, parties.recipient)):
        if address and [header.value(element, 1), header.value(element, 2)] == own:
            mark = header.script.characters.component
            name, _, qualifier = address.partition(":")
            after = f"{name}{mark}{qualifier}" if qualifier or header.value(element, 3) else name
            yield Change(header.place_of(element), mark.join(own).encode(codec), after.encode(codec))


def _of_message(message: Message, number: int) -> Iterator[Change]:
    segment = next((each for each in message.segments[1:2] if each.tag == BGM), None)
    if segment is None:
        return
    codec = segment.script.charset.codec
    apart = number + APART * message.number
    value = segment.value(DECLARANT_REFERENCE)
    if form("dum").root.by_attribute["declarant_reference"].accepts(value):
        yield _change(segment, DECLARANT_REFERENCE, value, other(REFERENCE, value, apart), codec)
    function = segment.value(FUNCTION)
    if function in FUNCTIONS or function in values()["function"]:
        yield _change(segment, FUNCTION, function, to_edifact("function", VERDICT), codec)


def _change(segment: Segment, element: int, before: str, after: str, codec: str) -> Change:
    return Change(segment.place_of(element), before.encode(codec, "replace"), after.encode(codec, "replace"))
