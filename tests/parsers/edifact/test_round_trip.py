"""XML to EDIFACT to XML: the same on everything that is carried, and what is not carried is told."""

from __future__ import annotations

import copy
import importlib.util
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from lxml import etree

from parsers.edifact.declaration_tree import Converted, declaration_of
from parsers.edifact.reader import read_whole
from parsers.source_map import SourceText
from renderers.edifact.cusdec import CUSDEC, LeftOut, cusdec_of
from renderers.edifact.writing import Interchange
from schemas.days import CASABLANCA
from schemas.declaration import text_of
from tests.checkout import CHECKOUT
from tests.parsers.edifact.declarations import declarations
from tests.parsers.edifact.written import by_pydifact

EXAMPLES = sorted((CHECKOUT / "examples").glob("*.xml"))
REQUESTS = sorted((CHECKOUT / "examples" / "requests").glob("*.xml"))
AT = datetime(2026, 11, 24, 10, 30, tzinfo=CASABLANCA)


def sent(root: etree._Element) -> tuple[bytes, list[LeftOut]]:
    """A declaration as an interchange, and what it leaves out."""
    written = cusdec_of(root)
    interchange = Interchange(("SENDER", "ZZZ"), ("DUMGATE", "ZZZ"), written.interchange, AT)
    interchange.message(CUSDEC, written.segments, written.reference)
    return interchange.to_bytes(), written.left_out


def received(content: bytes) -> Converted:
    """The one declaration of an interchange that has no fault."""
    ((interchange, messages),) = read_whole(content)
    assert not interchange.faults, interchange.faults
    (message,) = messages
    assert not message.faults, message.faults
    seen = [(each.tag, [[] if element == [""] else element for element in each.elements]) for each in message.segments]
    assert by_pydifact(content)[1:-1] == seen
    return declaration_of(message, interchange, SourceText(content, interchange.codec))


def without(root: etree._Element, left_out: list[LeftOut]) -> etree._Element:
    """The declaration without what is left out, and without groups that are empty then."""
    tree = root.getroottree()
    paths = [tree.getpath(each.element) for each in left_out]
    pruned = copy.deepcopy(root)
    for element in [pruned.getroottree().xpath(path)[0] for path in paths]:
        parent = element.getparent()
        parent.remove(element)
        while len(parent) == 0 and parent is not pruned and not parent.tag.endswith("GoodsItem"):
            above = parent.getparent()
            above.remove(parent)
            parent = above
    return pruned


def told(element: etree._Element) -> object:
    """A tree as plain data, whatever the order of different elements (a faulty one has its own); texts collapsed, and
    what holds no text at all left out."""
    children = sorted(element.iterchildren(etree.Element), key=lambda child: child.tag)
    inner = [told(child) for child in children if "".join(child.itertext()).strip()]
    return (etree.QName(element).localname, inner or text_of(element))


@pytest.mark.parametrize("file", [*EXAMPLES, *REQUESTS], ids=lambda file: file.stem)
def test_the_examples_come_back_the_same(file: Path) -> None:
    root = etree.parse(file, etree.XMLParser(remove_comments=True)).getroot()
    content, left_out = sent(root)
    if file.stem != "faulty":
        assert not left_out
    converted = received(content)
    assert not converted.findings
    expected = without(root, left_out)
    for leaf in converted.root.iter("{*}FormQuantity"):  # it follows from the articles, whatever was declared
        if not list(expected.iter("{*}FormQuantity")):
            leaf.getparent().remove(leaf)
    assert told(converted.root) == told(expected)


@settings(
    max_examples=60,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(declarations())
def test_whatever_is_declared_comes_back_or_is_told(root: etree._Element) -> None:
    content, left_out = sent(root)
    converted = received(content)
    assert [each.code for each in converted.findings] == []
    assert told(converted.root) == told(without(root, left_out))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("MessageNumber", "12345/0"),
        ("MessageNumber", "1" * 25),
        ("FunctionCode", "9"),
        ("FunctionCode", "4"),
        ("Importer/Name", "ATLAS\x85TEX"),
        ("Importer/Name", "ATLAS\u2028TEX"),
        ("Importer/Name", "ATLAS\N{REPLACEMENT CHARACTER}TEX"),
        ("ArrivalDate", "20260629"),
        ("TotalGrossMass", "1,5"),
    ],
)
def test_what_would_not_come_back_the_same_is_left_out_and_told(path: str, value: str) -> None:
    root = etree.parse(EXAMPLES[0].parent / "import.xml").getroot()
    leaf = root.find("/".join("{*}" + name for name in path.split("/")))
    assert leaf is not None
    leaf.text = value
    assert leaf in [each.element for each in cusdec_of(root).left_out]


def test_a_hash_in_capitals_is_read() -> None:
    """The characters of UNOA are all capitals."""
    root = etree.parse(EXAMPLES[0].parent / "import.xml").getroot()
    content, _ = sent(root)
    (first, *_) = (text_of(each) for each in root.iter("{*}SHA256"))
    assert first.encode() in content
    converted = received(content.replace(first.encode(), first.upper().encode()))
    assert next(text_of(each) for each in converted.root.iter("{*}SHA256")) == first


def test_a_place_is_that_of_the_value_in_the_bytes() -> None:
    root = etree.parse(EXAMPLES[0].parent / "import.xml").getroot()
    content, _ = sent(root)
    converted = received(content)
    text = content.decode("latin-1")
    for leaf in converted.root.iter(etree.Element):
        if len(leaf) == 0 and leaf.tag.endswith(
            ("}Description", "}NGPCode", "}TraderNumber", "}Amount", "}Identification")
        ):
            at = converted.places.value(leaf)
            assert text[at.offset :].startswith(text_of(leaf)[:20])
            assert at.segment is not None and at.segment.reference == "0"
            segment = text.split("'\n")[at.segment.segment + 1]  # UNA and UNB stand before UNH
            assert segment.split("+")[at.segment.element - 1].split(":")[at.segment.component - 1] in text_of(leaf)


def test_the_example_interchange_is_made_the_same_each_time() -> None:
    spec = importlib.util.spec_from_file_location("make_edifact", EXAMPLES[0].parent / "make_edifact.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    content = (EXAMPLES[0].parent / "cusdec.edi").read_bytes()
    assert module.broken(module.made()) == content
    ((_, (sound, broken)),) = read_whole(content)
    assert not sound.faults
    assert [(fault.level, fault.code, fault.tag) for fault in broken.faults] == [("UCD", 13, "LOC"), ("UCD", 39, "MEA")]
