"""The XML documents: valid by two validators, repeatable, complete, and never broken by what a sender wrote."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from importlib.resources import files

import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from renderers.acknowledgement import render_acknowledgement
from renderers.certificate_xml import render_certificate_xml
from renderers.dasf_xml import render_dasf_xml
from renderers.findings_pages import findings_html, findings_json
from renderers.quittance_xml import render_quittance_xml
from renderers.records import Certificate, LastNotice
from renderers.response import render_response
from renderers.xml_writer import InvalidDocumentError
from schemas.compiled import compiled
from tests.documents.examples import ACKNOWLEDGEMENT, BODY, HOSTILE, NOON, QUITTANCE, QUITTANCES, REFUSED, RESPONSE
from tests.documents.family import FAMILY

XSD = files("schemas").joinpath("xsd")
DOCUMENTS = [
    ("acknowledgement", render_acknowledgement(ACKNOWLEDGEMENT)),
    ("response", render_response(RESPONSE)),
    ("response", render_response(REFUSED)),
    *(("quittance", render_quittance_xml(record)) for record in QUITTANCES),
    *(("certificate", render_certificate_xml(record)) for record in FAMILY.values() if isinstance(record, Certificate)),
    *(("dasf", render_dasf_xml(record)) for record in FAMILY.values() if isinstance(record, LastNotice)),
]


@pytest.mark.parametrize(("name", "content"), DOCUMENTS)
def test_valid_for_both_validators(name: str, content: bytes) -> None:
    tree = etree.fromstring(content)
    assert compiled(name).validate(tree), compiled(name).error_log
    xmlschema.XMLSchema10(str(XSD.joinpath(f"{name}.xsd"))).validate(etree.tostring(tree, encoding="unicode"))


def test_same_record_same_bytes() -> None:
    assert render_response(REFUSED) == render_response(replace(REFUSED))
    assert render_quittance_xml(QUITTANCE) == render_quittance_xml(replace(QUITTANCE))


def test_response_carries_every_finding_with_its_place_and_the_true_count() -> None:
    tree = etree.fromstring(render_response(REFUSED))
    space = {"r": "urn:dumgate:response:1"}
    assert tree.findtext("r:FindingsTotal", namespaces=space) == "731"
    first = tree.find("r:Finding", space)
    assert first is not None
    told = {etree.QName(child).localname: child.text for child in first}
    assert (told["Box"], told["Article"], told["Line"], told["Column"], told["Offset"]) == ("6", "2", "41", "9", "1930")
    assert [child.text for child in first.iterfind("r:RelatedBox", space)] == ["7", "33"]
    assert {child.get("language") for child in first.iterfind("r:Fix", space)} == {"fr", "en", "ar"}
    assert (told["Value"] or "").startswith("a\ufffdb\ufffd<&>")


def test_casablanca_time_and_exact_money() -> None:
    text = render_quittance_xml(QUITTANCE).decode()
    assert "<PaidAt>2026-11-25T12:00:07+00:00</PaidAt>" in text
    in_summer = render_quittance_xml(replace(QUITTANCE, paid_at=datetime(2026, 7, 1, 12, tzinfo=UTC))).decode()
    assert "<PaidAt>2026-07-01T13:00:00+01:00</PaidAt>" in in_summer
    assert "<Amount>723452.00</Amount>" in text
    assert "<Base>1284992.99</Base>" in text
    with pytest.raises(ValueError, match="more than two decimals"):
        render_quittance_xml(replace(QUITTANCE, amount=Decimal("1.005")))
    with pytest.raises(ValueError, match="without zone"):
        render_quittance_xml(replace(QUITTANCE, paid_at=datetime(2026, 1, 1)))


def test_a_record_that_breaks_the_schema_gives_no_document() -> None:
    with pytest.raises(InvalidDocumentError, match="DUMNumber"):
        render_quittance_xml(replace(QUITTANCE, dum_number="309"))


@given(st.text(st.characters(codec=None), max_size=400))
def test_no_text_of_a_sender_breaks_a_document(text: str) -> None:
    record = replace(REFUSED, body=replace(BODY, name=text), findings=(replace(REFUSED.findings[0], value=text),))
    etree.fromstring(render_response(record))
    assert json.loads(findings_json(record))["total"] == 731
    findings_html(record, "ar").decode()


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_findings_page_says_where_what_and_what_to_do(language: str) -> None:
    page = findings_html(REFUSED, language).decode()
    tree = etree.HTML(page)
    assert tree.get("dir") == ("rtl" if language == "ar" else "ltr")
    shown = "".join(tree.find("body").itertext())
    first = REFUSED.findings[0]
    assert first.message(language) in shown
    assert first.fix(language) in shown
    assert first.source in shown
    assert {"fr": "Poids brut total", "en": "Total gross mass", "ar": "الوزن الإجمالي القائم"}[language] in shown
    isolated = ["".join(node.itertext()) for node in tree.iter("bdi")]
    assert {"6", "7", "33", "2", "41", "9", "731"} <= set(isolated)
    assert not tree.xpath("//script | //@src | //@href[not(starts-with(., '#'))]"), "the page stands alone"
    assert "\u202e" not in page
    assert "\x1b" not in page


def test_findings_json_carries_what_the_finding_says() -> None:
    content = json.loads(findings_json(REFUSED))
    assert content["total"] == 731
    assert content["outcome"] == "refused"
    assert content["findings"][0]["line"] == 41
    assert content["findings"][0]["value"] == HOSTILE.replace("\ud800", "\ufffd")
    assert content["issued_at"] == "2026-11-25T12:00:07+00:00"
    assert NOON.tzinfo is not None


def test_payment_describes_what_is_expected_in_three_languages() -> None:
    tree = etree.fromstring(XSD.joinpath("payment.xsd").read_bytes())
    space = {"xs": "http://www.w3.org/2001/XMLSchema"}
    described = tree.xpath("//xs:simpleType[@name] | //xs:element | //xs:enumeration", namespaces=space)
    assert len(described) == 2 + 9 + 5
    for each in described:
        texts = each.xpath("xs:annotation/xs:documentation", namespaces=space)
        assert [text.get("{http://www.w3.org/XML/1998/namespace}lang") for text in texts] == ["fr", "en", "ar"]
        assert all(text.text.strip() for text in texts)
        assert texts[2].get("{urn:dumgate:form}status") == "unreviewed"


PAYMENT = """<Payment xmlns="urn:dumgate:payment:1"><PaymentNumber>2026/000123</PaymentNumber>
<DUMNumber>30901020260000123K</DUMNumber><Amount>{amount}</Amount><MethodCode>{method}</MethodCode>
<PaidAt>{time}</PaidAt></Payment>"""


@pytest.mark.parametrize(
    ("amount", "method", "time", "good"),
    [
        ("48210.00", "TRANSFER", "2026-11-25T14:05:09", True),
        ("0.00", "TRANSFER", "2026-11-25T14:05:09", False),
        ("1.005", "CASH", "2026-11-25T14:05:09", False),
        ("1.00", "BARTER", "2026-11-25T14:05:09", False),
        ("1.00", "CASH", "2026-11-25T14:05:09Z", False),
        ("1.00", "CASH", "2026-11-31T14:05:09", False),
    ],
)
def test_payment_accepts_and_refuses(amount: str, method: str, time: str, good: bool) -> None:
    content = PAYMENT.format(amount=amount, method=method, time=time)
    assert compiled("payment").validate(etree.fromstring(content)) is good
    assert xmlschema.XMLSchema10(str(XSD.joinpath("payment.xsd"))).is_valid(content) is good
