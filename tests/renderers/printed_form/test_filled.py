"""The issued document's XML: the sender's declaration with the office's boxes, valid, nothing lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from renderers.dum_xml import DUM, MOST, NAMESPACE, filled, pieces, render_dum_xml
from renderers.form_records import OfficeBoxes
from renderers.xml_writer import InvalidDocumentError
from tests.schemas.tables.sources import both

from .samples import BOXES, EMPTIEST, EXAMPLES, IMPORT, document

SOUND = [path for path in EXAMPLES if path.name != "faulty.xml"]
OFFICE = [
    "Registration",
    "InspectorVisa",
    "InspectorVisa",
    "AccountingData",
    "ExaminationResult",
    "TransitExaminationResult",
    "UndertakingsAndDecisions",
    "UndertakingsAndDecisions",
]


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.name)
def test_filled_is_valid_by_both_libraries_and_keeps_what_was_sent(path: Path) -> None:
    sent = etree.fromstring(path.read_bytes(), etree.XMLParser(remove_comments=True, remove_pis=True))
    root = filled(path.read_bytes(), BOXES)
    assert both(root) == (True, True)
    names = [etree.QName(node).localname for node in root]
    assert [name for name in names if name in OFFICE] == OFFICE
    assert names.index("Registration") == names.index("DeclarantSignature") + 1
    for node in [node for node in root if etree.QName(node).localname in OFFICE]:
        root.remove(node)
    leaves = [(node.tag, node.text) for node in root.iter() if not len(node)]
    assert leaves == [(node.tag, node.text) for node in sent.iter() if not len(node)]


def test_empty_boxes_stay_away() -> None:
    names = {etree.QName(node).localname for node in filled(EMPTIEST, OfficeBoxes())}
    assert not names & set(OFFICE)


def test_what_a_sender_wrote_into_the_boxes_of_the_office_is_replaced() -> None:
    forged = EMPTIEST.replace(
        b"</Declaration>", b"<UndertakingsAndDecisions>FREE</UndertakingsAndDecisions></Declaration>"
    )
    assert b"FREE" not in etree.tostring(filled(forged, BOXES))


def test_long_texts_go_on_in_the_next_element_and_nothing_is_lost() -> None:
    texts = tuple(f"Décision {number} : " + "mot " * 300 for number in range(20))
    names = (("N" * 200, date(2026, 7, 2)),)
    root = filled(IMPORT.read_bytes(), replace(BOXES, decisions=texts, visas=names, receipts=("Q" * 80,)))
    assert both(root) == (True, True)
    found = [node.text or "" for node in root.iter(f"{{{DUM}}}UndertakingsAndDecisions")]
    assert " ".join(found) == " ".join(" ".join(texts).split())
    assert "".join(node.text or "" for node in root.iter(f"{{{DUM}}}Inspector")) == "N" * 200
    assert "".join(node.text or "" for node in root.iter(f"{{{DUM}}}ReceiptNumber")) == "Q" * 80


def test_too_many_texts_are_put_together_and_beyond_all_room_an_ellipsis_says_so() -> None:
    many = [f"acte {number}" for number in range(500)]
    together = pieces(many, 512)
    assert len(together) <= MOST and " ".join(together) == " ; ".join(many)
    assert pieces(["", " \u200b ", "a"], 512) == ["a"]
    most = pieces(["x" * 512] * 200, 512)
    assert len(most) == MOST and all(len(each) <= 512 for each in most) and most[-1].endswith("…")


def test_document_holds_the_declaration_and_takes_comments_and_instructions_out() -> None:
    sent = IMPORT.read_bytes().replace(b"<MessageNumber>", b"<?do it?><!-- x --><MessageNumber>", 1)
    content = render_dum_xml(document(sent))
    root = etree.fromstring(content)
    assert root.tag == f"{{{NAMESPACE}}}DUMDocument"
    assert root.findtext(f"{{{NAMESPACE}}}DocumentNumber") == "SPECIMEN-30901020260012345J-1"
    assert [both(each) for each in root.findall(f"{{{DUM}}}Declaration")] == [(True, True)]
    assert b"<!--" not in content and b"<?do" not in content
    assert content == render_dum_xml(document(sent))


def test_namespaces_that_name_nothing_are_left_out_and_prefixes_keep_their_meaning() -> None:
    names = b" ".join(b'xmlns:n%d="urn:x:%d"' % (each, each) for each in range(60))
    for sent in (
        IMPORT.read_bytes().replace(b"<GoodsItem>", b"<GoodsItem " + names + b">"),
        IMPORT.read_bytes().replace(b'xmlns="urn:dumgate:dum:1"', b'xmlns="urn:dumgate:dum:1" ' + names),
    ):
        content = render_dum_xml(document(sent))
        assert content.count(b"xmlns") <= 3
        assert content == render_dum_xml(document(IMPORT.read_bytes()))
    prefixed = IMPORT.read_bytes().replace(b"<Commodity>", b'<q:Commodity xmlns:q="urn:dumgate:dum:1">')
    root = etree.fromstring(render_dum_xml(document(prefixed.replace(b"</Commodity>", b"</q:Commodity>"))))
    assert len(list(root.iter(f"{{{DUM}}}Commodity"))) == IMPORT.read_bytes().count(b"<Commodity>")


@pytest.mark.parametrize("content", [b"", b"<a/>", IMPORT.read_bytes()[:500]])
def test_bytes_that_are_no_declaration_are_refused(content: bytes) -> None:
    with pytest.raises(InvalidDocumentError):
        filled(content, BOXES)
