"""Which attachments does a DUM name? A bounded look at the body before it is accepted, nothing else is judged here."""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat

from parsers.edifact.envelope import DEFAULT, open_interchange, service_characters
from parsers.edifact.interchange_records import Agreement
from parsers.edifact.segment import Segment, ServiceCharacters
from parsers.edifact.tokenizer import Tokenizer
from parsers.root_name import BLANKS, BYTE_ORDER_MARK, is_edifact

NAMESPACE = "urn:dumgate:dum:1"
MOST_NAMES = 50
LONGEST_NAME = 1000
LONGEST_NAMESPACE = 1000
DEEPEST = 64
PIECE = 65_536

COMPONENTS, LONGEST_COMPONENT = 3, 70
"""A name may fill three components of FTX+DOC; one that is full goes on in the next."""

LONGEST_SEGMENT = 10_000
MOST_INTERCHANGES = 1_000
"""Each costs a look at its beginning and one at its end: a body of nothing but those must not cost more than one of
declarations."""

UNA_LENGTH, LOOKED_AHEAD = 9, 1_000
READ_AS = Agreement(latin1=True)

_ATTACHMENT = f"{NAMESPACE} Attachment"
_FILE_NAME = f"{NAMESPACE} FileName"
_WHITESPACE = " \t\r\n"


class _CannotScanError(Exception):
    """The body is not of a kind that is scanned."""


def attachment_names(content: bytes, limit: int) -> tuple[str, ...] | None:
    """The texts of Attachment/FileName in a DUM, each once, in its order, at most 50, with white space collapsed; in
    EDIFACT those of all messages.

    None: it cannot be scanned (more than `limit` bytes, a DOCTYPE, not well-formed, nested too deep, a namespace of
    over 1000 characters); such a body is accepted alone and refused later. A name is given as it stands: whether it
    can be a file's name is not asked here.
    """
    if len(content) > limit:
        return None
    if is_edifact(content):
        found: dict[str, None] = {}
        for name in edifact_names(content, limit):
            found[name] = None
            if len(found) >= MOST_NAMES:
                break
        return tuple(found)
    scan = _Scan()
    try:
        for start in range(0, len(content), PIECE):
            scan.parser.Parse(content[start : start + PIECE], False)
            if len(scan.names) >= MOST_NAMES:
                return tuple(scan.names)
        scan.parser.Parse(b"", True)
    except (expat.ExpatError, _CannotScanError, LookupError, ValueError):
        return None
    return tuple(scan.names)


class _Scan:
    """The state of one scan: how deep, inside which elements, the text so far."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartNamespaceDeclHandler = self._namespace
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.names: dict[str, None] = {}
        self.path: list[str] = []
        self.parts: list[str] | None = None
        self.length = 0

    def _refuse(self, *_: object) -> None:
        raise _CannotScanError

    def _namespace(self, _: str | None, name: str | None) -> None:
        if name is not None and len(name) > LONGEST_NAMESPACE:  # it is repeated in each element's name
            raise _CannotScanError

    def _start(self, name: str, _: dict[str, str]) -> None:
        if len(self.path) >= DEEPEST:
            raise _CannotScanError
        if name == _FILE_NAME and self.path and self.path[-1] == _ATTACHMENT:
            self.parts, self.length = [], 0
        self.path.append(name)

    def _text(self, text: str) -> None:
        if self.parts is not None and self.length <= LONGEST_NAME:
            self.parts.append(text)
            self.length += len(text)

    def _end(self, _: str) -> None:
        name = self.path.pop()
        if self.parts is not None and name == _FILE_NAME:
            text = _collapsed("".join(self.parts))
            if text and len(self.names) < MOST_NAMES:
                self.names[text] = None
            self.parts = None


def _collapsed(text: str) -> str:
    words = text.translate({ord(each): " " for each in _WHITESPACE}).split(" ")
    return " ".join(word for word in words if word)[:LONGEST_NAME]


def edifact_names(content: bytes, limit: int) -> Iterator[str]:
    """What the segments FTX+DOC of all messages name, as often as they do, whatever else is wrong with them."""
    start = len(content) - len(content.removeprefix(BYTE_ORDER_MARK))
    tokens = Tokenizer([content[start:]], limit, LONGEST_SEGMENT)
    una, script, left = _begun(tokens, 0), None, 2 * MOST_INTERCHANGES
    while left and (batch := tokens.batch()):
        offset, pieces = batch
        for piece in pieces:
            raw = piece.lstrip(BLANKS)
            begin = offset + len(piece) - len(raw)
            offset += len(piece) + 1
            if raw.startswith((b"UNA", b"UNZ")):
                una, script, left = _begun(tokens, begin if raw.startswith(b"UNA") else offset), None, left - 1
                break
            if raw.startswith(b"UNB"):
                left -= 1  # it is costly to read, and a hostile body may be made of nothing else
                if not left:
                    break
                script = open_interchange(raw, begin, 1, una, READ_AS)[1]
            elif script is not None and raw.startswith(b"FTX"):
                yield from _named_in(Segment("FTX", raw, begin, 1, script))


def _begun(tokens: Tokenizer, offset: int) -> ServiceCharacters | None:
    """What the UNA of an interchange that begins here says, None where it has none; from here on it is cut so."""
    ahead = tokens.look(offset, LOOKED_AHEAD)
    offset += len(ahead) - len(ahead.lstrip(BLANKS))
    ahead = tokens.look(offset, UNA_LENGTH)
    una = service_characters(ahead.ljust(UNA_LENGTH)) if ahead.startswith(b"UNA") else None
    tokens.cut(una or DEFAULT, offset + (UNA_LENGTH if ahead.startswith(b"UNA") else 0))
    return una


def _named_in(segment: Segment) -> Iterator[str]:
    if segment.value(2) != "DOC":
        return
    name = ""
    for component in range(1, COMPONENTS + 1):
        part = segment.value(5, component)
        goes_on = component == 1 or len(segment.value(5, component - 1)) == LONGEST_COMPONENT
        name += part if goes_on or not part else f" {part}"
    if collapsed := _collapsed(name):
        yield collapsed
