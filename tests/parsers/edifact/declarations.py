"""Declarations drawn from the form's own XSD, within what CUSDEC can carry and beyond it."""

from __future__ import annotations

import string
from typing import Any

from hypothesis import strategies as st
from lxml import etree

from schemas.form import Field, form

XSD = "{http://www.w3.org/2001/XMLSchema}"
LETTERS = string.ascii_letters + string.digits + "  +:'?*éÀ-./()"
OFFICE = {"Registration", "InspectorVisa", "AccountingData", "ExaminationResult", "TransitExaminationResult"}
OFFICE |= {"UndertakingsAndDecisions"}


@st.composite
def declarations(draw: st.DrawFn, letters: str = LETTERS) -> etree._Element:
    """A declaration of one to three articles; an optional box may be there or not, repeated ones up to three times."""
    root = etree.Element(form("dum").root.tag, nsmap={None: etree.QName(form("dum").root.tag).namespace})
    _fill(draw, root, form("dum").root, letters)
    articles = sum(each.tag.endswith("}GoodsItem") for each in root)
    next(root.iter("{*}FormQuantity")).text = str(-(-articles // 2))
    return root


def _fill(draw: st.DrawFn, element: etree._Element, definition: Field, letters: str) -> None:
    for child in definition.children:
        if child.name in OFFICE:
            continue
        most = min(child.maximum or 3, 3)
        for _ in range(draw(st.integers(child.minimum, most))):
            made = etree.SubElement(element, child.tag)
            if child.kind == "group":
                _fill(draw, made, child, letters)
            else:
                made.text = draw(_value(child, letters))


def _value(leaf: Field, letters: str) -> st.SearchStrategy[str]:
    facets: dict[str, list[str]] = {}
    for each in leaf.xsd.type.elem.iter():
        if isinstance(each.tag, str) and each.get("value"):
            facets.setdefault(each.tag.removeprefix(XSD), []).append(each.get("value"))
    if leaf.kind == "date":
        return st.dates().map(lambda day: f"{max(day.year, 1000):04d}-{day:%m-%d}")
    if leaf.kind == "datetime":
        return st.datetimes().map(lambda at: f"{max(at.year, 1000):04d}-{at:%m-%dT%H:%M:%S}")
    if "enumeration" in facets:
        return st.sampled_from(facets["enumeration"])
    longest = int(facets.get("maxLength", facets.get("length", ["0"]))[0])
    if longest and leaf.name != "FileName":
        return _texts(letters, longest)
    if leaf.name == "FileName":
        return _texts(string.ascii_letters + string.digits + "-_ ", longest)
    return st.from_regex(facets["pattern"][0], fullmatch=True, alphabet=st.characters(codec="ascii")).filter(
        leaf.accepts
    )


def _texts(letters: str, longest: int) -> st.SearchStrategy[str]:
    """Texts short and as long as the box takes, white space collapsed as the XSD has it."""
    short, long = st.text(letters, min_size=1, max_size=40), st.text(letters, min_size=longest, max_size=longest)
    words = st.lists(st.text(string.ascii_letters, min_size=1, max_size=40), min_size=1, max_size=40).map(" ".join)
    drawn: Any = st.one_of(short, long, words)
    return drawn.map(lambda text: " ".join(text.split())[:longest].strip() or "X")
