"""From a mapping of values to the elements of a declaration, in the order that the form has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schemas.form import Field
from tests.schemas.check.papers import Node
from tests.schemas.check.samples import DUM_FORM


def declaration(values: Mapping[str, Any]) -> Node:
    """A declaration; a text is a leaf, a mapping a group, a list several of one name, None nothing."""
    return _node(DUM_FORM.root, values)


def _node(field: Field, value: Any) -> Node:
    if field.kind != "group":
        return Node(field.name, text=str(value))
    unknown = set(value) - {child.name for child in field.children}
    if unknown:
        raise KeyError(f"{field.name}: {sorted(unknown)}")
    children: list[Node] = []
    for child in field.children:
        inside = value.get(child.name)
        if inside is not None:
            children += [_node(child, each) for each in (inside if isinstance(inside, list) else [inside])]
    return Node(field.name, children)


def has(root: Node, path: tuple[str, ...]) -> bool:
    """True where the declaration has an element of this path of names."""
    found = [child for child in root.children if child.name == path[0]]
    return bool(found) and (len(path) == 1 or has(found[0], path[1:]))
