"""Interchanges for the tests, made of the XML of declarations; and what CONTRL and CUSRES say, read back."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import httpx
from lxml import etree

from gateway.clock import CASABLANCA
from parsers.edifact.reader import read_whole
from renderers.edifact.cusdec import CUSDEC, cusdec_of
from renderers.edifact.writing import Interchange, Segment
from tests.service.declaring import EXAMPLES, Sending, small

AT = datetime(2026, 7, 1, 8, 0, tzinfo=CASABLANCA)
SENDER, RECIPIENT = ("ATLAS", "ZZZ", "DESK-7"), ("DUMGATE", "ZZZ")
UNKNOWN = ("UNKNOWN", "D", "96B", "UN")

_references = itertools.count(1)

Plain = list[tuple[str, list[list[str]]]]


@dataclass
class Sent:
    """An interchange under construction; each message a declaration, or what it is given."""

    reference: str = field(default_factory=lambda: f"IC{next(_references):06d}")
    sender: Sequence[str] = SENDER
    recipient: Sequence[str] = RECIPIENT
    test: bool = False
    asks: bool = False
    messages: list[tuple[Sequence[str], list[Segment]]] = field(default_factory=list)

    def declares(self, *sendings: Sending) -> Sent:
        """Add the CUSDEC of each declaration or request."""
        for each in sendings:
            self.messages.append((CUSDEC, cusdec_of(etree.fromstring(each.body)).segments))
        return self

    def says(self, identifier: Sequence[str], *segments: Segment) -> Sent:
        """Add any message."""
        self.messages.append((identifier, list(segments)))
        return self

    def to_bytes(self) -> bytes:
        """The interchange, its messages with the references 1, 2, 3 ..."""
        written = Interchange(
            self.sender, self.recipient, self.reference, AT, test=self.test, acknowledge=self.asks, lines=False
        )
        for identifier, segments in self.messages:
            written.message(identifier, segments)
        return written.to_bytes()


def declared(*sendings: Sending, **given: object) -> bytes:
    """An interchange of declarations; without any, of a small one."""
    return Sent(**given).declares(*(sendings or (small(),))).to_bytes()  # type: ignore[arg-type]


@dataclass
class ByEdifact(Sending):
    """A declaration sent as CUSDEC."""

    def post(self, client: httpx.Client, route: str = "/v1/submissions") -> httpx.Response:
        """Send it: with attachments as multipart, without as a raw body."""
        if self.attachments:
            return super().post(client, route)
        return client.post(route, content=self.body, headers={"Content-Type": "application/EDIFACT"})


def by_edifact(*sendings: Sending, **given: object) -> ByEdifact:
    """Declarations in one interchange, with all their attachments."""
    attachments = {name: content for each in sendings for name, content in each.attachments.items()}
    return ByEdifact("", sendings[0].reference, declared(*sendings, **given), attachments)


def broken(content: bytes, message: int = 1) -> bytes:
    """With the first element of LOC+22 too long in one message (from 1): 0085 = 39."""
    parts = content.split(b"'LOC+22+")
    head, tail = b"'LOC+22+".join(parts[:message]), b"'LOC+22+".join(parts[message:])
    return head + b"'LOC+2222+" + tail


def miscounted(content: bytes) -> bytes:
    """With a UNZ that counts one message more: the interchange is rejected, 0085 = 29."""
    head, _, tail = content.rpartition(b"'UNZ+")
    count, _, rest = tail.partition(b"+")
    return head + b"'UNZ+" + str(int(count) + 1).encode() + b"+" + rest


def segments(content: bytes) -> Plain:
    """The segments of the one message of a sound interchange, without UNH and UNT."""
    ((interchange, messages),) = read_whole(content)
    assert (interchange.faults, [each.faults for each in messages]) == ([], [[]])
    return [(each.tag, each.elements) for each in messages[0].segments[1:-1]]


def values(content: bytes, tag: str, qualifier: str = "") -> list[list[list[str]]]:
    """The elements of all segments of a tag, with this first value where one is given."""
    return [said for name, said in segments(content) if name == tag and (not qualifier or said[0][0] == qualifier)]


def parties(content: bytes) -> tuple[list[str], list[str]]:
    """Sender and recipient of an interchange."""
    ((interchange, _),) = read_whole(content)
    return interchange.sender, interchange.recipient


def request(name: str, of: Sending, version: int = 0, number: str = "") -> Sending:
    """An example request (amend, replace, cancel) on a declaration of this sender, by its reference or its number."""
    content = (EXAMPLES / "requests" / f"{name}.xml").read_bytes()
    root = etree.fromstring(content)
    space = {"r": "urn:dumgate:request:1", "d": "urn:dumgate:dum:1"}
    for named in root.iterfind("r:DUMNumber", space):
        named.tag = named.tag.replace("DUMNumber", "DeclarantReference")
    for path in ("r:DeclarantReference", "d:Declaration/d:DeclarantReference"):
        for each in root.iterfind(path, space):
            each.text = of.reference
    root.find("r:Version", space).text = str(version)
    if number:
        named = root.find("r:DeclarantReference", space)
        named.tag, named.text = named.tag.replace("DeclarantReference", "DUMNumber"), number
    return Sending("", of.reference, etree.tostring(root))
