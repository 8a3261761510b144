"""Every element, value and end tag is reported where it stands in the sender's own bytes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from lxml import etree

from parsers.xml import read_xml
from schemas.findings import Position

from .drawn import ENCODINGS, UTF_8, Document, Encoding, documents


@settings(max_examples=400)
@given(documents())
def test_positions_are_true(drawn: tuple[Encoding, Document]) -> None:
    encoding, document = drawn
    reading = read_xml(encoding.encode(document.text))
    assert reading.root is not None and reading.source is not None, reading.findings
    elements = list(reading.root.iter())
    assert len(elements) == len(document.elements)
    for element, marks in zip(elements, document.elements, strict=True):
        value = marks.start if marks.value is None else marks.value
        assert reading.source.start(element) == encoding.position(document.text, marks.start)
        assert reading.source.value(element) == encoding.position(document.text, value)
        assert reading.source.end(element) == encoding.position(document.text, marks.end)


@settings(max_examples=200)
@given(documents())
def test_positions_do_not_depend_on_the_order_in_which_they_are_asked(drawn: tuple[Encoding, Document]) -> None:
    encoding, document = drawn
    reading = read_xml(encoding.encode(document.text))
    assert reading.root is not None and reading.source is not None
    for element, marks in reversed(list(zip(reading.root.iter(), document.elements, strict=True))):
        assert reading.source.end(element) == encoding.position(document.text, marks.end)
        assert reading.source.start(element) == encoding.position(document.text, marks.start)


@settings(max_examples=200)
@given(documents())
def test_the_tree_is_that_of_libxml2(drawn: tuple[Encoding, Document]) -> None:
    encoding, document = drawn
    content = encoding.encode(document.text)
    parser = etree.XMLParser(remove_comments=True, remove_pis=True, resolve_entities=False, no_network=True)
    reading = read_xml(content)
    assert reading.root is not None
    ours, theirs = list(reading.root.iter()), list(etree.fromstring(content, parser).iter())
    assert [facts(each) for each in ours] == [facts(each) for each in theirs]


def facts(element: etree._Element) -> tuple[object, ...]:
    return element.tag, dict(element.attrib), element.text or "", element.tail or "", len(element)


@pytest.mark.parametrize("encoding", ENCODINGS, ids=str)
@pytest.mark.parametrize("new_line", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_beyond_line_65_535_and_column_65_535(encoding: Encoding, new_line: str) -> None:
    head = f"<?xml version='1.0' encoding='{encoding.declared}'?>" if encoding.declared else ""
    text = f"{head}{new_line * 70_000}{' ' * 70_000}<a><b> x</b></a>"
    reading = read_xml(encoding.encode(text))
    assert reading.root is not None and reading.source is not None
    assert reading.source.value(reading.root[0]) == encoding.position(text, text.index("x</b>"))
    assert reading.source.start(reading.root[0]).line == 70_001
    assert reading.source.end(reading.root).column > 70_000


def test_the_oracle_counts_as_the_design_says() -> None:
    """Lines and columns from 1 in characters without the mark, bytes from 0 with it."""
    marked = Encoding("utf-8", b"\xef\xbb\xbf")
    assert marked.position("<a/>", 0) == Position(1, 1, 3)
    assert UTF_8.position("é𝄞\r\n\rش<a/>", 6) == Position(3, 2, 11)
    assert Encoding("utf-16-le", b"\xff\xfe").position("é𝄞\r\n\rش<a/>", 6) == Position(3, 2, 16)
