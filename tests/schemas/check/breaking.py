"""One box broken at a time: each way to break it, and the findings that must come of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from schemas.form import Field

from .papers import Node, Point
from .samples import DUM_FORM
from .values import illegal


@dataclass(frozen=True)
class Place:
    """An element of a declaration: its path, its definition and that of its parent."""

    path: tuple[int, ...]
    field: Field
    parent: Field


@dataclass(frozen=True)
class Want:
    """A finding that must be there: its code, its box, and the point that it stands at."""

    code: str
    box: str | None
    node: Node
    point: Point = "start"


@dataclass(frozen=True)
class Broken:
    """A broken declaration. With `either`, the first or the second of the findings wanted will do."""

    label: str
    root: Node
    wants: tuple[Want, ...]
    either: bool = False


def places(root: Node) -> Iterator[Place]:
    """All elements of a sound declaration."""
    for path in root.paths():
        field, parent = DUM_FORM.root, DUM_FORM.root
        for depth in range(1, len(path) + 1):
            parent = field
            field = next(each for each in parent.children if each.name == root.at(path[:depth]).name)
        yield Place(path, field, parent)


def around(root: Node, place: Place) -> tuple[Node, Node, int]:
    """The node of a place, its parent and its rank there."""
    parent = root.at(place.path[:-1])
    rank = place.path[-1]
    return parent.children[rank], parent, rank


def _missing(place: Place, parent: Node, rank: int) -> tuple[Want, ...]:
    """The finding for a required element that stood before `rank`, if none is left."""
    left = [each for each in parent.children if each.name == place.field.name and each.namespace is None]
    if left or not place.field.minimum:
        return ()
    if rank < len(parent.children):
        return (Want("XSD01", place.field.box, parent.children[rank]),)
    return (Want("XSD01", place.field.box, parent, "end"),)


Breaking = Callable[[Node, Place], Iterator[Broken]]


def removed(sound: Node, place: Place) -> Iterator[Broken]:
    """A required element taken out."""
    root = sound.copy()
    node, parent, rank = around(root, place)
    parent.children.remove(node)
    wants = _missing(place, parent, rank)
    if wants:
        yield Broken("removed", root, wants)


def emptied(sound: Node, place: Place) -> Iterator[Broken]:
    """Nothing left inside, in both spellings; for a leaf also blanks alone."""
    if place.field.kind == "group" and not any(child.minimum for child in place.field.children):
        return
    for label, text, hollow in (("emptied", "", False), ("hollow", "", True), ("blank", " \n\t", False)):
        root = sound.copy()
        node, _, _ = around(root, place)
        node.children, node.text, node.hollow = [], text, hollow
        yield Broken(label, root, (Want("XSD05", place.field.box, node),))


def repeated(sound: Node, place: Place) -> Iterator[Broken]:
    """Twice what may stand once."""
    if place.field.maximum == 1:
        root = sound.copy()
        node, parent, rank = around(root, place)
        again = node.copy()
        parent.children.insert(rank + 1, again)
        yield Broken("repeated", root, (Want("XSD02", place.field.box, again),))


def renamed(sound: Node, place: Place) -> Iterator[Broken]:
    """A slip in the name, a name that means nothing, and the right name in another namespace or in none."""
    for name, namespace in (("", None), ("Quelconque", None), (None, "urn:other"), (None, "")):
        root = sound.copy()
        node, parent, rank = around(root, place)
        box = place.field.box if name != "Quelconque" else place.parent.box
        node.name = place.field.name[:-1] if name == "" else name or node.name
        node.namespace = namespace
        rest = _missing(place, parent, rank + 1)
        yield Broken(f"renamed {node.name} {namespace}", root, (Want("XSD03", box, node), *rest))


def moved(sound: Node, place: Place) -> Iterator[Broken]:
    """Out of order: to the end, or to the beginning. Of two that changed places either may be the one that is told."""
    for label, end in (("moved to the end", True), ("moved to the beginning", False)):
        root = sound.copy()
        node, parent, rank = around(root, place)
        passed = parent.children[rank + 1 :] if end else parent.children[:rank]
        others = [each for each in passed if each.name != node.name]
        same = [each for each in parent.children if each.name == node.name]
        if not others or (len(same) > 1 and node is not same[-1 if end else 0]):
            continue
        parent.children.remove(node)
        parent.children.insert(len(parent.children) if end else 0, node)
        wants = [Want("XSD04", place.field.box, node)]
        if len(others) == 1:
            box = next(each.box for each in place.parent.children if each.name == others[0].name)
            wants.append(Want("XSD04", box, others[0]))
        yield Broken(label, root, tuple(wants), either=len(others) == 1)


def attribute(sound: Node, place: Place) -> Iterator[Broken]:
    """An attribute, which no element has."""
    for text in (' type="x"', ' xml:lang="fr"'):
        root = sound.copy()
        node, _, _ = around(root, place)
        node.attributes = text
        yield Broken("attribute" + text, root, (Want("XSD08", place.field.box, node),))


def loose(sound: Node, place: Place) -> Iterator[Broken]:
    """Text beside the parts of a group; a no-break space is text too."""
    if place.field.kind == "group":
        for text in ("texte libre", "\u00a0", "شركة"):
            root = sound.copy()
            node, _, _ = around(root, place)
            node.loose = text
            yield Broken(f"loose {text}", root, (Want("XSD07", place.field.box, node, "value"),))


def nested(sound: Node, place: Place) -> Iterator[Broken]:
    """An element inside a value."""
    if place.field.kind != "group":
        root = sound.copy()
        node, _, _ = around(root, place)
        node.children = [Node("Code", text="1")]
        yield Broken("nested", root, (Want("XSD03", place.field.box, node.children[0]),))


def wrong(sound: Node, place: Place) -> Iterator[Broken]:
    """Values that its type does not allow."""
    if place.field.kind != "group":
        for text in illegal(place.field):
            root = sound.copy()
            node, _, _ = around(root, place)
            node.text = text
            yield Broken(f"value {text[:30]}", root, (Want("XSD06", place.field.box, node, "value"),))


BREAKINGS: tuple[Breaking, ...] = (
    removed,
    emptied,
    repeated,
    renamed,
    moved,
    attribute,
    loose,
    nested,
    wrong,
)
