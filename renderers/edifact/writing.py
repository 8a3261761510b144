"""The one place that writes EDIFACT: escaping, character sets, counts and references of an interchange.

Whoever writes a message gives its segments between UNH and UNT; the rest is made here. Decided once for all we write:

- service characters are `:+.? '`, with `*` for repetition from syntax 4 on; UNA says so always, since what holds
  without it differs between the syntax levels (ISO 9735: level B has others than level A);
- the character set is the one asked for, as long as it holds the text. Else the first of `CHARACTER_SETS` that does,
  and with it the syntax version that it needs: text is never lost where some allowed set can hold it. Only what no
  allowed set holds is written without its accent, or as `?`;
- control characters become blanks, an element or component that is empty at the end is left out;
- a line feed after each segment, so that people can read it, unless `lines` is switched off.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from string import ascii_lowercase, ascii_uppercase, digits

from schemas.days import in_casablanca

Element = str | Sequence[str | None] | None
"""One element: a value, or its components in order; None and "" are empty."""

Segment = tuple[str, Sequence[Element]]
"""A segment before it is written: its tag and its elements."""

LEVEL_A = ascii_uppercase + digits + " .,-()/='+:?!\"%&*;<>"
LEVEL_B = LEVEL_A + ascii_lowercase

CHARACTER_SETS: dict[str, tuple[int, str]] = {
    "UNOA": (1, "ascii"),
    "UNOB": (1, "ascii"),
    "UNOC": (3, "iso8859-1"),
    "UNOD": (3, "iso8859-2"),
    "UNOE": (3, "iso8859-5"),
    "UNOF": (3, "iso8859-7"),
    "UNOG": (4, "iso8859-3"),
    "UNOH": (4, "iso8859-4"),
    "UNOI": (4, "iso8859-6"),
    "UNOJ": (4, "iso8859-8"),
    "UNOK": (4, "iso8859-9"),
    "UNOY": (4, "utf-8"),
    "UNOW": (4, "utf-8"),
}
"""By 0001: the lowest syntax version (0002) that knows it, and its codec. The order is that of choosing."""

ONLY = {"UNOA": frozenset(LEVEL_A), "UNOB": frozenset(LEVEL_B)}


@dataclass(slots=True)
class Interchange:
    """One interchange under construction.

    `sender` and `recipient` are S002 and S003 (identification, qualifier, internal or routing address), `reference`
    is 0020 (14 characters at most). `syntax` (0001) and `version` (0002) are what the recipient reads;
    `highest_version` is the highest that he may be sent where the text needs another set. `at` is written in the time
    of Casablanca; `to_bytes` raises ValueError for a time without zone.
    """

    sender: Sequence[str]
    recipient: Sequence[str]
    reference: str
    at: datetime
    syntax: str = "UNOC"
    version: int = 3
    test: bool = False
    acknowledge: bool = False
    application: str = ""
    highest_version: int = 4
    lines: bool = True
    _messages: list[list[Segment]] = field(default_factory=list)

    def message(self, identifier: Sequence[str], segments: Iterable[Segment], reference: str | None = None) -> None:
        """Add a message: S009 (`("CUSRES", "D", "96B", "UN", "MADUM1")`), its segments without UNH and UNT, and 0062
        (without one, its ordinal)."""
        number = reference or str(len(self._messages) + 1)
        body = list(segments)
        self._messages.append([("UNH", [number, identifier]), *body, ("UNT", [str(len(body) + 2), number])])

    def to_bytes(self) -> bytes:
        """The whole interchange."""
        given: Segment = ("", [self.sender, self.recipient, self.application])
        text = "".join(part for segment in [given, *self._inside()] for part in _values(segment))
        syntax, version = chosen(text, self.syntax, self.version, self.highest_version)
        end = "'\n" if self.lines else "'"
        repetition = "*" if version >= 4 else " "
        whole = [self._header(syntax, version), *self._inside()]
        written = "".join(write_segment(each, version) + end for each in whole)
        first = f"UNA:+.?{repetition}{end}"
        return (first + fitted(written, syntax)).encode(CHARACTER_SETS[syntax][1])

    def _header(self, syntax: str, version: int) -> Segment:
        local = in_casablanca(self.at)
        day = local.strftime("%Y%m%d" if version >= 4 else "%y%m%d")
        asked, test = "1" if self.acknowledge else "", "1" if self.test else ""
        when = [day, local.strftime("%H%M")]
        parties: list[Element] = [self.sender, self.recipient]
        return (
            "UNB",
            [[syntax, str(version)], *parties, when, self.reference, "", self.application, "", asked, "", test],
        )

    def _inside(self) -> list[Segment]:
        envelope: list[Segment] = [("UNZ", [str(len(self._messages)), self.reference])]
        return [segment for message in self._messages for segment in message] + envelope


def write_segment(segment: Segment, version: int = 3) -> str:
    """A segment as text without its terminator: what stands for a service character is released, ends are trimmed."""
    tag, elements = segment
    written = [_write_element(element, version) for element in elements]
    return "+".join([tag, *_trimmed(written)])


def chosen(text: str, syntax: str, version: int, highest_version: int = 4) -> tuple[str, int]:
    """The character set and syntax version for `text`: those asked for where the set holds it, else the first set that
    does and that `highest_version` knows; where none does, those asked for. An unknown set counts as UNOA."""
    asked = syntax if syntax in CHARACTER_SETS else "UNOA"
    clean = _clean(text)
    for each in (asked, *CHARACTER_SETS):
        needed = max(version, CHARACTER_SETS[each][0])
        if (each == asked or needed <= max(version, highest_version)) and not _missing(clean, each):
            return each, needed
    return asked, max(version, CHARACTER_SETS[asked][0])


def fitted(text: str, syntax: str) -> str:
    """`text` with each character that the set lacks written as near as it can be: without its accent, in capitals under
    UNOA, else as a released `?`. Line feeds, which stand after segments, stay."""
    missing = _missing(text, syntax) - {"\n"}
    if not missing:
        return text
    return text.translate({ord(character): _nearest(character, syntax) for character in missing})


def _nearest(character: str, syntax: str) -> str:
    plain = unicodedata.normalize("NFKD", character)
    plain = "".join(each for each in plain if not unicodedata.combining(each))
    plain = plain.upper() if syntax == "UNOA" else plain
    # one for one: what is longer might not fit its element any more
    return plain if len(plain) == 1 and plain.isalnum() and not _missing(plain, syntax) else "??"


def _missing(text: str, syntax: str) -> set[str]:
    """The characters of `text` that the set does not hold."""
    letters = set(text)
    if syntax in ONLY:
        return letters - ONLY[syntax]
    codec = CHARACTER_SETS[syntax][1]
    return {letter for letter in letters if not letter.encode(codec, "ignore")}


def _write_element(element: Element, version: int) -> str:
    components = [element] if element is None or isinstance(element, str) else list(element)
    return ":".join(_trimmed([_released(component or "", version) for component in components]))


def _released(value: str, version: int) -> str:
    special = "?+:'*" if version >= 4 else "?+:'"
    return "".join("?" + character if character in special else character for character in _clean(value))


def travels(text: str) -> bool:
    """Whether a text goes through an interchange as it is: no control character, nothing that could not be decoded."""
    return _clean(text) == text


def _clean(text: str) -> str:
    """Text that may travel: a control character is a blank; what could not be decoded, or half a pair, is `?`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_clean_character(character) for character in text)


def _clean_character(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    return "?" if character == "\ufffd" or category == "Cs" else character


def _trimmed(parts: list[str]) -> list[str]:
    while parts and not parts[-1]:
        parts.pop()
    return parts


def _values(segment: Segment) -> Iterable[str]:
    for element in segment[1]:
        yield from [element] if isinstance(element, str) else [part or "" for part in element or ()]
