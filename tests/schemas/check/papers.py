"""A declaration as a tree that the tests can break, and its writing in several layouts.

The writer notes where each element begins, where its value stands and where its end tag begins, so that the tests know
the true places without asking the code that they test.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal
from xml.sax.saxutils import escape

from schemas.findings import Position
from tests.parsers.xml.drawn import ENCODINGS, Encoding

DUM = "urn:dumgate:dum:1"
Point = Literal["start", "value", "end"]


@dataclass(eq=False)
class Node:
    """One element. `loose` is text before its children; `hollow` writes it as an empty-element tag."""

    name: str
    children: list[Node] = field(default_factory=list)
    text: str = ""
    namespace: str | None = None
    attributes: str = ""
    loose: str = ""
    hollow: bool = False

    def copy(self) -> Node:
        """A copy that can be broken without harm to this one."""
        children = [child.copy() for child in self.children]
        return Node(self.name, children, self.text, self.namespace, self.attributes, self.loose, self.hollow)

    def at(self, path: tuple[int, ...]) -> Node:
        """The node that is reached by taking the n-th child, again and again."""
        return self.children[path[0]].at(path[1:]) if path else self

    def __getitem__(self, names: str) -> Node:
        """The first node of a path of names, `GoodsItem/NetMass`; `GoodsItem:2` is the second of its name."""
        name, _, rest = names.partition("/")
        name, _, number = name.partition(":")
        node = [child for child in self.children if child.name == name][int(number or 1) - 1]
        return node[rest] if rest else node

    def put(self, names: str, text: str) -> Node:
        """The same tree with another value in one place."""
        self[names].text = text
        return self

    def drop(self, names: str) -> Node:
        """The same tree without one node."""
        parent = self[names.rpartition("/")[0]] if "/" in names else self
        parent.children.remove(self[names])
        return self

    def holds(self, node: Node) -> bool:
        """True where `node` is this one or somewhere inside it."""
        return self is node or any(child.holds(node) for child in self.children)

    def paths(self, above: tuple[int, ...] = ()) -> Iterator[tuple[int, ...]]:
        """The paths of all nodes below this one, in the order of the document."""
        for place, child in enumerate(self.children):
            yield (*above, place)
            yield from child.paths((*above, place))


@dataclass(frozen=True)
class Layout:
    """One way to write the same declaration."""

    name: str
    encoding: Encoding = ENCODINGS[1]
    new_line: str = "\n"
    indent: str = "  "
    prefix: str = ""
    aside: str = ""
    padding: str = ""

    def __str__(self) -> str:
        return self.name


LAYOUTS = (
    Layout("indented"),
    Layout("one line", new_line="", indent=""),
    Layout("prefixes", prefix="dum:"),
    Layout("UTF-16", Encoding("utf-16-le", b"\xff\xfe", "UTF-16"), aside="<!-- بيان 𝄞 -->", padding=" "),
    Layout("CR LF and a mark", Encoding("utf-8", b"\xef\xbb\xbf"), "\r\n", "\t", aside="", padding="\r\n\t"),
    Layout("comments between", new_line="", indent="", aside="<!--é <NetMass>1</NetMass> 😀--><?pi x?>"),
)


class Written:
    """The bytes of a declaration and the true places of its nodes."""

    def __init__(self, layout: Layout) -> None:
        self.layout, self.places = layout, dict[tuple[Node, Point], int]()
        self._parts, self._length = list[str](), 0

    def say(self, text: str) -> None:
        """Write on."""
        self._parts.append(text)
        self._length += len(text)

    def mark(self, node: Node, point: Point, ahead: int = 0) -> None:
        """Note that a point of a node is what is written next, or so many characters behind."""
        self.places[node, point] = self._length + ahead

    @cached_property
    def text(self) -> str:
        """The whole, once it is written."""
        return "".join(self._parts)

    @cached_property
    def content(self) -> bytes:
        """What is sent."""
        return self.layout.encoding.encode(self.text)

    def position(self, node: Node, point: Point) -> Position:
        """Where the beginning, the value or the end tag of a node stands."""
        return self.layout.encoding.position(self.text, self.places[node, point])


def write(root: Node, layout: Layout = LAYOUTS[0]) -> Written:
    """A declaration written in a layout."""
    written = Written(layout)
    if layout.encoding.declared:
        written.say(f'<?xml version="1.0" encoding="{layout.encoding.declared}"?>{layout.new_line}')
    _write(written, root, 0)
    written.say(layout.new_line)
    return written


def _write(written: Written, node: Node, deep: int) -> None:
    layout = written.layout
    prefix = "" if node.namespace is not None else layout.prefix
    declared = f' xmlns="{node.namespace}"' if node.namespace is not None else ""
    if deep == 0 and node.namespace is None:
        declared = f' xmlns{":" if layout.prefix else ""}{layout.prefix.rstrip(":")}="{DUM}"'
    written.mark(node, "start")
    written.mark(node, "end")
    written.say(f"<{prefix}{node.name}{declared}{node.attributes}{'/' if node.hollow else ''}>")
    if node.hollow:
        return
    if node.text:
        _say(written, node, layout.padding + node.text + layout.padding)
    if node.loose:
        _say(written, node, node.loose)
    for child in node.children:
        written.say(layout.aside + layout.new_line + layout.indent * (deep + 1))
        _write(written, child, deep + 1)
    if node.children:
        written.say(layout.new_line + layout.indent * deep)
    written.mark(node, "end")
    written.say(f"</{prefix}{node.name}>")


def _say(written: Written, node: Node, text: str) -> None:
    shown = escape(text)
    blank = len(shown) - len(shown.lstrip(" \t\r\n"))
    if blank < len(shown) and (node, "value") not in written.places:
        written.mark(node, "value", blank)
    written.say(shown)
