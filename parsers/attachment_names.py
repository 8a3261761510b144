"""Which attachments does a DUM name? A bounded look at the body before it is accepted, nothing else is judged here."""

from __future__ import annotations

from xml.parsers import expat

NAMESPACE = "urn:dumgate:dum:1"
MOST_NAMES = 50
LONGEST_NAME = 1000
LONGEST_NAMESPACE = 1000
DEEPEST = 64
PIECE = 65_536

_ATTACHMENT = f"{NAMESPACE} Attachment"
_FILE_NAME = f"{NAMESPACE} FileName"
_WHITESPACE = " \t\r\n"


class _CannotScanError(Exception):
    """The body is not of a kind that is scanned."""


def attachment_names(content: bytes, limit: int) -> tuple[str, ...] | None:
    """The texts of Attachment/FileName in a DUM, each once, in its order, at most 50, with white space collapsed.

    None: it cannot be scanned (more than `limit` bytes, a DOCTYPE, not well-formed, nested too deep, a namespace of
    over 1000 characters); such a body is accepted alone and refused later. A name is given as it stands: whether it
    can be a file's name is not asked here.
    """
    if len(content) > limit:
        return None
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
            words = "".join(self.parts).translate({ord(each): " " for each in _WHITESPACE}).split(" ")
            text = " ".join(word for word in words if word)[:LONGEST_NAME]
            if text and len(self.names) < MOST_NAMES:
                self.names[text] = None
            self.parts = None
