"""XML at the door: bytes in, a tree of strings and a source map out, or findings that say why not.

An expat pass knows the byte offset of every event, so that positions are exact beyond line 65,535 and in every
encoding, and it stops at a DOCTYPE or at a limit before anything grows. But it calls Python for every event: of a
document that is plainly ordinary libxml2 builds the tree, ten times as fast, and the pass is made when the first place
is asked for. Of all others (not UTF-8, a DOCTYPE, CDATA, long tags or texts, any fault) the tree too is the pass's.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.parsers import expat

from lxml import etree

from parsers.places import places_of
from parsers.source_map import SourceMap, SourceText, codec_of
from schemas import words
from schemas.findings import Finding, finding

NO_ELEMENTS, INVALID_TOKEN, TAG_MISMATCH = 3, 4, 7
"""Errors of expat (expat.h) that are told in other words than expat's."""

SEPARATOR = "\x1f"
UNKNOWN_ENCODING = (18, 19)  # expat's XML_ERROR_UNKNOWN_ENCODING and XML_ERROR_INCORRECT_ENCODING
WHITE_SPACE = " \t\r\n"

ORDINARY_PIECE = 1000
"""Bytes from one `<` to the next, comments apart: no box takes more, so what is longer is read with care."""

_LONG = rb"[^<]{%d}" % ORDINARY_PIECE
_UNUSUAL = tuple(map(re.compile, (rb"<(?:!DOCTYPE|!\[|[^!?]" + _LONG + rb")", rb"-->" + _LONG, rb"\?>" + _LONG)))
_NOT_ASCII = re.compile(rb"<[^!<>][^<>]*[\x80-\xff]")
"""Letters beyond ASCII in a tag: libxml2 takes names of a later edition of XML than expat."""


@dataclass(frozen=True, slots=True)
class XmlLimits:
    """What a document may have at the most: bytes, elements, depth, characters of one text, attributes of one tag.

    A namespace has a limit of its own, since its name is repeated in each element's.
    """

    max_bytes: int = 10_000_000
    max_elements: int = 500_000
    max_depth: int = 32
    max_text: int = 100_000
    max_attributes: int = 64
    max_namespace: int = 1_000


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as read: the tree and where each element stands in the bytes, or the findings in their stead."""

    root: etree._Element | None
    source: SourceMap | None
    findings: tuple[Finding, ...] = ()


class _Stop(Exception):
    """Ends the pass with a finding at a byte offset."""

    def __init__(self, offset: int, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.offset, self.code, self.facts = offset, code, facts


def read_xml(content: bytes, limits: XmlLimits | None = None) -> Reading:
    """Read a document. Never raises for what the bytes hold; at most one finding, since nothing is known behind it."""
    limits = limits or XmlLimits()
    if len(content) > limits.max_bytes:
        return _refuse(finding("XML02", facts={"size": len(content), "limit": limits.max_bytes}))
    codec, found = codec_of(content)
    text = SourceText(content, codec or "latin-1")
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        return _refuse(finding("XML01", position=text.position(len(content))))
    if codec is None:
        return _refuse(finding("XML05", facts={"encoding": found}, position=text.position(0)))
    broken = text.first_undecodable()
    if broken is not None:
        beginning = content[text.mark : text.mark + 1000].decode(codec, "replace").lstrip(WHITE_SPACE)
        if not beginning.startswith("<"):  # a PDF, an archive: that it breaks an encoding is not what is wrong with it
            return _refuse(finding("XML03", facts={"reason": words.phrase("reason.2")}, position=text.position(0)))
        return _refuse(finding("XML10", facts={"encoding": found}, position=text.position(broken)))
    ordinary = _ordinary(content, codec, limits)
    if ordinary is not None:
        return Reading(ordinary, SourceMap(ordinary, text, lambda: places_of(content)))
    builder = _Builder(limits, content, codec)
    try:
        root = builder.parse()
    except _Stop as stop:
        return _refuse(finding(stop.code, facts=stop.facts, position=text.position(stop.offset)))
    except LookupError:  # expat asks Python for the encodings that it does not know itself
        return _refuse(finding("XML05", facts={"encoding": found}, position=text.position(0)))
    except expat.ExpatError as error:
        if error.code in UNKNOWN_ENCODING:
            return _refuse(finding("XML05", facts={"encoding": found}, position=text.position(0)))
        key, offset = builder.explain(error.code)
        reason = words.phrase(f"reason.{key}", otherwise="reason.other")
        return _refuse(finding("XML03", facts={"reason": reason}, position=text.position(offset)))
    except ValueError:  # a name or character that expat lets pass and libxml2 cannot hold
        place = text.position(builder.parser.CurrentByteIndex)
        return _refuse(finding("XML03", facts={"reason": words.phrase("reason.4")}, position=place))
    return Reading(root, SourceMap(root, text, lambda: (builder.starts, builder.texts, builder.ends)))


def _ordinary(content: bytes, codec: str, limits: XmlLimits) -> etree._Element | None:
    """The tree of a document within all limits and without anything unusual, by libxml2; None for any other."""
    if codec not in ("utf-8", "ascii") or content.count(b"<") > limits.max_elements:
        return None
    if any(each.search(content) for each in _UNUSUAL) or (not content.isascii() and _NOT_ASCII.search(content)):
        return None
    if min(limits.max_text, limits.max_namespace) < ORDINARY_PIECE or content.count(b"=") > limits.max_attributes:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:  # expat says what is wrong
        return None
    # a namespace that is not declared is only noted: expat says what is wrong
    return None if len(parser.error_log) or _deeper_than(limits.max_depth)(root) else root


@lru_cache
def _deeper_than(levels: int) -> etree.XPath:
    """Tells whether a tree has more levels than that."""
    return etree.XPath(f"boolean({'/*' * (levels + 1)})")


def _refuse(reason: Finding) -> Reading:
    return Reading(None, None, (reason,))


class _Builder:
    """Expat handlers that build the tree and note, in document order, where each element begins, says and ends."""

    def __init__(self, limits: XmlLimits, content: bytes, codec: str) -> None:
        self.limits, self.content, self.codec = limits, content, codec
        self.unit = 2 if codec.startswith("utf-16") else 1
        self.closed = "/>".encode(codec)
        self.tree = etree.TreeBuilder()
        self.starts, self.texts, self.ends = array("q"), array("q"), array("q")
        self.open: list[int] = []
        self.text_lengths: list[int] = []
        # it does not know every name of UTF-8
        known = "UTF-8" if codec in ("utf-8", "ascii") else None
        self.parser = expat.ParserCreate(known, namespace_separator=SEPARATOR)
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartNamespaceDeclHandler = self._namespace
        self.parser.StartElementHandler = self._start
        self.parser.CharacterDataHandler = self._text
        self.parser.EndElementHandler = self._end

    def parse(self) -> etree._Element:
        self.parser.Parse(self.content, True)
        return self.tree.close()

    def explain(self, error: int) -> tuple[str, int]:
        """What expat's error is to a sender, and where he finds it: the reason's key and the byte offset."""
        offset = self.parser.ErrorByteIndex
        if error == NO_ELEMENTS and self.open:
            return "cut", offset
        for wrong, key, mark in ((INVALID_TOKEN, "ampersand", "&"), (TAG_MISMATCH, str(TAG_MISMATCH), "</")):
            begin = offset - len(mark) * self.unit
            if error == wrong and self.content[begin:offset] == mark.encode(self.codec):
                return key, begin
        return str(error), offset

    def _stop(self, code: str, **facts: Any) -> _Stop:
        return _Stop(self.parser.CurrentByteIndex, code, **facts)

    def _doctype(self, *_: object) -> None:
        # expat reports the declaration once it has read the name behind it
        place = self.content.rfind("<!DOCTYPE".encode(self.codec), 0, self.parser.CurrentByteIndex + 2)
        raise _Stop(max(place, 0), "XML04")

    def _namespace(self, _: str | None, name: str | None) -> None:
        if name is not None and len(name) > self.limits.max_namespace:
            raise self._stop("XML07", limit=self.limits.max_namespace)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        limits = self.limits
        if len(self.starts) >= limits.max_elements:
            raise self._stop("XML06", limit=words.phrase("limit.elements", count=str(limits.max_elements)))
        if len(self.open) >= limits.max_depth:
            raise self._stop("XML06", limit=words.phrase("limit.levels", count=str(limits.max_depth)))
        if len(attributes) > limits.max_attributes:
            raise self._stop("XML06", limit=words.phrase("limit.attributes", count=str(limits.max_attributes)))
        self.open.append(len(self.starts))
        self.text_lengths.append(0)
        self.starts.append(self.parser.CurrentByteIndex)
        self.texts.append(-1)
        self.ends.append(-1)
        self.tree.start(_clark(name), {_clark(key): value for key, value in attributes.items()})

    def _text(self, data: str) -> None:
        self.text_lengths[-1] += len(data)
        if self.text_lengths[-1] > self.limits.max_text:
            raise self._stop("XML07", limit=self.limits.max_text)
        current = self.open[-1]
        if self.texts[current] < 0:
            blank = len(data) - len(data.lstrip(WHITE_SPACE))
            if blank < len(data):
                self.texts[current] = self.parser.CurrentByteIndex + blank * self.unit
        self.tree.data(data)

    def _end(self, name: str) -> None:
        opened, place = self.open.pop(), self.parser.CurrentByteIndex
        hollow = not self.text_lengths.pop() and opened == len(self.starts) - 1
        # of <a/> expat gives the place behind it; its one tag is both start and end
        at_once = hollow and self.content.startswith(self.closed, place - len(self.closed))
        self.ends[opened] = self.starts[opened] if at_once else place
        self.tree.end(_clark(name))


def _clark(name: str) -> str:
    namespace, separator, local = name.partition(SEPARATOR)
    return f"{{{namespace}}}{local}" if separator else name
