"""Fresh numbers: new in every vector that has sound ones, and nothing else moves by a byte."""

from __future__ import annotations

import pytest
from lxml import etree

from gateway.certify.fresh import Numbers, refreshed
from gateway.certify.kit import XML, Kit
from parsers.xml import read_xml
from schemas.form import Field, form

DUM = "{urn:dumgate:dum:1}"
TEXT = (
    '<?xml version="1.0" encoding="{name}"?>\n<d:Declaration xmlns:d="urn:dumgate:dum:1">\n'
    "  <d:MessageNumber> 2026070100017\t</d:MessageNumber><d:DeclarantReference>RÉF-é/12 x</d:DeclarantReference>"
    "<d:FunctionCode>2</d:FunctionCode>"
)


def test_every_vector_keeps_its_length_and_all_but_its_numbers(kit: Kit) -> None:
    fresh = 0
    for number, vector in enumerate(kit.of_form(XML).vectors):
        content = vector.path.read_bytes()
        other = refreshed(content, 10**14 + number)
        assert len(other) == len(content), vector.file
        one, two = read_xml(content), read_xml(other)
        assert [(each.code, each.position) for each in one.findings] == [
            (each.code, each.position) for each in two.findings
        ]
        if one.root is None or two.root is None or one.source is None or two.source is None:
            continue
        for before, after in zip(one.root.iter(), two.root.iter(), strict=True):
            assert before.tag == after.tag
            places = [
                (one.source.start(before), two.source.start(after)),
                (one.source.value(before), two.source.value(after)),
            ]
            assert all(here == there for here, there in [*places, (one.source.end(before), two.source.end(after))])
            field = _field(one.root, before)
            if field is None or field.name not in ("MessageNumber", "DeclarantReference", "FunctionCode"):
                assert before.text == after.text
            elif field.accepts(" ".join((before.text or "").split())) and field.name == "MessageNumber":
                assert before.text != after.text
                fresh += 1
            elif not field.accepts(" ".join((before.text or "").split())):
                assert before.text == after.text
    assert fresh > 300


def _field(root: etree._Element, element: etree._Element) -> Field | None:
    """What the form says of an element directly below the root; below the root of another document by its name."""
    if element.getparent() is not root:
        return None
    dum = form("dum").root
    tag = element.tag if root.tag == dum.tag else f"{DUM}{etree.QName(element).localname}"
    return dum.by_tag.get(tag)


@pytest.mark.parametrize(
    ("name", "codec"), [("UTF-8", "utf-8"), ("ISO-8859-1", "latin-1"), ("UTF-16", "utf-16"), ("windows-1252", "cp1252")]
)
@pytest.mark.parametrize("end", ["</d:Declaration>", "<d:Exporter>A & B</d:Exporter>"])
def test_in_any_encoding_well_formed_or_not(name: str, codec: str, end: str) -> None:
    content = (TEXT.format(name=name) + end).encode(codec)
    said = refreshed(content, 123).decode(codec)
    assert (
        said
        == TEXT.format(name=name)
        .replace("2026070100017", "0000000000123")
        .replace("RÉF-é/12 x", "0É0-é/03 F")
        .replace("Code>2<", "Code>1<")
        + end
    )


def test_what_is_wrong_on_purpose_stays() -> None:
    inside = b"<MessageNumber>12a</MessageNumber><FunctionCode>9</FunctionCode>"
    content = b'<Declaration xmlns="urn:dumgate:dum:1">' + inside + b"</Declaration>"
    assert refreshed(content, 5) == content


def test_what_is_not_written_plainly_stays() -> None:
    content = b'<Declaration xmlns="urn:dumgate:dum:1"><MessageNumber>1&#50;3</MessageNumber></Declaration>'
    assert refreshed(content, 5) == content


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"<" * 200_000, b"\x00" * 300_000, b"<MessageNumber>" * 20_000])
def test_rubbish_is_left_alone(content: bytes) -> None:
    assert refreshed(content, 5) == content


def test_numbers_do_not_come_twice() -> None:
    numbers = Numbers()
    drawn = [numbers.next() for _ in range(1000)]
    assert len(set(drawn)) == 1000
    content = b'<Declaration xmlns="urn:dumgate:dum:1"><MessageNumber>2026070100017</MessageNumber></Declaration>'
    assert len({refreshed(content, number) for number in drawn}) == 1000
