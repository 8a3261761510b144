"""XML changed as a tree: elements moved, repeated and renamed, values made odd, other names, attributes, encodings."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from random import Random

from lxml import etree

from tests.fuzz.mutators import octets, values

Element = etree._Element

ENCODINGS = ("UTF-16", "UTF-16LE", "ISO-8859-1", "windows-1252", "US-ASCII", "UTF-8", "UTF-32", "UTF-7", "IBM037")
MARKUP = (
    *(b"<!DOCTYPE a>", b"<![CDATA[x]]>", b"<!-- x -->", b"<?x y?>", b"&amp;", b"&#x41;", b"&#0;", b"&e;", b"]]>"),
    *(b' xmlns=""', b' xmlns:p="urn:x"', b' xml:lang="fr"', b' xml:space="preserve"', b"<p:a/>", b"<a/>", b"</a>"),
    *(b' xsi:nil="true"', b' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"', b"<a:b:c/>", b"<\xc3\xb7/>"),
)
SPACES = (
    "",
    "urn:dumgate:dum:1",
    "urn:dumgate:request:1",
    "urn:dumgate:visa:1",
    "urn:x",
    "http://www.w3.org/1999/xhtml",
)
TIMES = (1, 1, 2, 5, 30, 300, 1_200)


def mutated(random: Random, samples: Sequence[bytes]) -> bytes:
    """A sample changed: mostly as a tree, sometimes its bytes besides."""
    content = random.choice(samples)
    parser = etree.XMLParser(resolve_entities=False, remove_comments=random.random() < 0.5)
    root = etree.fromstring(content, parser)
    for _ in range(octets.several(random)):
        random.choice(CHANGES)(random, root, samples)
    content = _bytes(random, root)
    if random.random() < 0.25:
        for _ in range(octets.several(random)):
            content = octets.mutated(random, content, MARKUP)
    return content


def _bytes(random: Random, root: Element) -> bytes:
    content: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    kind = random.random()
    if kind < 0.85:
        return content
    text = content.decode()
    said, written = random.choice(ENCODINGS), random.choice(ENCODINGS)
    if kind < 0.95:
        written = said
    return text.replace("UTF-8", said, 1).encode(written, "xmlcharrefreplace")


def _elements(root: Element) -> list[Element]:
    return [each for each in root.iter() if isinstance(each.tag, str)]


def _one(random: Random, root: Element) -> Element:
    return random.choice(_elements(root))


def _leaf(random: Random, root: Element) -> Element:
    return random.choice([each for each in _elements(root) if not len(each)] or [root])


def _put(random: Random, parent: Element, child: Element) -> None:
    parent.insert(random.randint(0, len(parent)), child)


def _value(random: Random, root: Element, _: Sequence[bytes]) -> None:
    leaf = _leaf(random, root)
    wanted = values.value(random) if random.random() < 0.6 else values.changed(random, leaf.text or "")
    _say(leaf, wanted)


def _value_of_another(random: Random, root: Element, _: Sequence[bytes]) -> None:
    _say(_leaf(random, root), _leaf(random, root).text or "")


def _say(element: Element, text: str) -> None:
    try:
        element.text = text
    except ValueError:  # what XML cannot hold comes in as bytes
        element.text = text.encode("ascii", "replace").decode()


def _removed(random: Random, root: Element, _: Sequence[bytes]) -> None:
    one = _one(random, root)
    parent = one.getparent()
    if parent is not None:
        parent.remove(one)


def _repeated(random: Random, root: Element, _: Sequence[bytes]) -> None:
    one = _one(random, root)
    parent = one.getparent()
    if parent is None:
        return
    size = len(etree.tostring(one))
    for _time in range(min(random.choice(TIMES), octets.LARGEST // size)):
        one.addnext(copy.deepcopy(one))


def _moved(random: Random, root: Element, _: Sequence[bytes]) -> None:
    one, other = _one(random, root), _one(random, root)
    if one is not root and one not in other.iterancestors() and one is not other:
        _put(random, other, one)


def _swapped(random: Random, root: Element, _: Sequence[bytes]) -> None:
    one, other = _one(random, root), _one(random, root)
    one.tag, other.tag = other.tag, one.tag


def _renamed(random: Random, root: Element, _: Sequence[bytes]) -> None:
    one = _one(random, root)
    name = etree.QName(one.tag).localname
    space = random.choice(SPACES)
    one.tag = f"{{{space}}}{name}" if space else random.choice((name, name.upper(), "Déclaration", "a" * 300))


def _attribute(random: Random, root: Element, _: Sequence[bytes]) -> None:
    one = _one(random, root)
    for number in range(random.choice((1, 1, 3, 70))):
        try:
            one.set(random.choice(("unit", "language", "{urn:x}a", f"a{number}")), values.value(random)[:2_000])
        except ValueError:
            one.set("a", "x")


def _grafted(random: Random, root: Element, samples: Sequence[bytes]) -> None:
    other = etree.fromstring(random.choice(samples), etree.XMLParser(resolve_entities=False))
    _put(random, _one(random, root), copy.deepcopy(_one(random, other)))


def _nested(random: Random, root: Element, _: Sequence[bytes]) -> None:
    one = _one(random, root)
    for _time in range(random.choice((1, 5, 31, 40))):
        one = etree.SubElement(one, one.tag)


def _mixed(random: Random, root: Element, _: Sequence[bytes]) -> None:
    one = _one(random, root)
    if random.random() < 0.5:
        one.addprevious(etree.Comment("x")) if one is not root else None
    else:
        _say(one, values.value(random)[:1_000])


CHANGES: tuple[Callable[[Random, Element, Sequence[bytes]], None], ...] = (
    *(_value, _value, _value, _value, _value_of_another, _removed, _removed, _repeated, _moved, _swapped),
    *(_renamed, _attribute, _grafted, _nested, _mixed),
)
