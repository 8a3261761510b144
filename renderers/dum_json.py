"""A declaration as JSON: the elements of the DUM XML by name, in their order; what may stand often is a list."""

from __future__ import annotations

import json
from typing import Any

from lxml import etree

from schemas.declaration import text_of
from schemas.form import Field, form


def render_dum_json(root: etree._Element) -> bytes:
    """The JSON of a `Declaration` or `Request`; all values are texts, as they were sent. An element that the form does
    not know is kept under its name, a list where it stands often."""
    name = "request" if root.tag == form("request").root.tag else "dum"
    definition = form(name).root
    told = {definition.name: _told(root, definition)}
    return json.dumps(told, ensure_ascii=False, indent=2).encode() + b"\n"


def _told(element: etree._Element, definition: Field | None) -> Any:
    if len(element) == 0:
        return text_of(element)
    known = definition.by_tag if definition is not None else {}
    told: dict[str, Any] = {}
    for child in element.iterchildren(etree.Element):
        field, name = known.get(child.tag), etree.QName(child).localname
        value = _told(child, field)
        if field is not None and field.maximum != 1:
            told.setdefault(name, []).append(value)
        elif name in told:
            told[name] = [*(told[name] if isinstance(told[name], list) else [told[name]]), value]
        else:
            told[name] = value
    return told
