"""Who stands in the boxes of a body that was found sound before: read from its XML, and not judged once more."""

from __future__ import annotations

from parsers.xml import read_xml
from schemas.acts import DUM, REQUEST
from schemas.form import form

CAPACITIES = {"exporter": "exporter", "importer": "importer", "other": "other_person", "declarant": "declarant"}
"""Boxes 2, 8, 9 and 10 by the capacity that they give."""

KEPT = ("name", "ice", "rc", "rc_centre")


def parties_in(body: bytes) -> dict[str, dict[str, str | None]]:
    """The parties of a declaration, or of the one that a request holds: name, ICE, number and centre of the register.

    Raises ValueError for what holds no declaration.
    """
    root = read_xml(body).root
    inside = root.find(DUM) if root is not None and root.tag == REQUEST else root
    if inside is None or inside.tag != DUM:
        raise ValueError("no declaration")
    found: dict[str, dict[str, str | None]] = {}
    for capacity, name in CAPACITIES.items():
        field = form("dum").root.by_attribute[name]
        element = inside.find(field.tag)
        if element is not None:
            tags = {each: field.by_attribute[each].tag for each in KEPT if each in field.by_attribute}
            found[capacity] = {each: element.findtext(tags[each]) if each in tags else None for each in KEPT}
    return found
