"""The page of findings with its form: links that lead somewhere, nothing of a sender's that breaks out, what is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from lxml import etree

from renderers.findings_pages import findings_html
from renderers.labels import labels, ways_to_pay
from renderers.records import Due
from schemas.findings import Finding, Position, finding
from tests.documents.examples import QUITTANCE

from .judged import LANGUAGES, declared, page_of, response

HOSTILE = '</title></text></svg></style><script>x()</script><a href="javascript:x()">"\'><!--]]>&#60;\u202e\x1b{{7*7}}'
DUE = Due("SPECIMEN-301L20260000001", Decimal("1234567.5"), date(2026, 12, 1), "301", None, ways_to_pay())


def hostile() -> tuple[Finding, ...]:
    place = Position(1, 1, 0)
    expected = {"fr": HOSTILE, "en": HOSTILE, "ar": HOSTILE}
    given = {"value": HOSTILE, "file": HOSTILE, "position": place, "facts": {"expected": expected, "place": expected}}
    return tuple(finding("XSD06", box=box, article=3, related_boxes=(HOSTILE, "7"), **given) for box in ("6", "33"))


def whole_page(language: str, name: str = "faulty.xml") -> etree._Element:
    """The page on an example, as a browser reads it."""
    return etree.HTML(findings_html(response(name), language, declared(name)).decode())


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_lead_to_anchors_that_exist(language: str) -> None:
    page = whole_page(language)
    anchors = page.xpath("//@id")
    assert len(anchors) == len(set(anchors))
    links = page.xpath("//@href")
    assert len(links) > len(response().findings)
    assert all(link.startswith("#") and link[1:] in anchors for link in links)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_marked_box_leads_to_the_finding_that_names_it_and_back(language: str) -> None:
    page = whole_page(language)
    marked = page.xpath("//li[contains(@class, 'refused') or contains(@class, 'warned')]")
    assert len(marked) > 8
    for box in marked:
        (link,) = box.xpath("./p[@class='name']/a")
        (target,) = page.xpath("//article[@id=$id]", id=link.get("href")[1:])
        assert box.get("data-box") in target.xpath(".//h2/span/bdi/text()")
        assert target.get("class") in box.get("class").split()
        assert target.xpath(".//p[@class='to-form']/a/@href") == [f"#{box.get('id')}"]
        # found by a reader who sees no colours, and by one who sees nothing
        assert box.xpath("./p[@class='mark']/svg[@aria-hidden='true']")
        assert labels(language)[f"severity_{target.get('class')}"] in box.xpath("string(./p[@class='mark'])")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_value_breaks_out_of_the_page_or_the_form(language: str) -> None:
    page = page_of(hostile(), language)
    assert not page.xpath("//script | //@src | //@onload | //*[@href and not(starts-with(@href, '#'))]")
    assert not page.xpath("//comment()")
    assert len(page.xpath("//li//a")) == 3  # boxes 6, 7 and 33 of article 3
    assert len(page.xpath("//body/main/article")) == 2
    assert "javascript:x()" in page.xpath("string(//article)")  # shown as what it is
    text = etree.tostring(page, encoding="unicode")
    assert "{{7*7}}" in text
    assert not {"\u202e", "\x1b"} & set(page.xpath("string(//article)"))


def test_the_form_shows_values_where_there_is_no_finding_too() -> None:
    page = whole_page("en", "import.xml")
    assert page.xpath("//p[.='No findings.']")
    assert not page.xpath("//section[@id='form']//a | //ul[@class='legend']")
    assert page.xpath("//li[@id='box-6']//bdi/text()") == ["2\u00a0014,30\u00a0kg"]
    assert "BAHIA ARTS DE LA TABLE SARL" in page.xpath("//li[@id='box-8']//bdi/text()")
    assert "7\u00a0260,00\u00a0MAD" in page.xpath("//li[@id='box-B-1']//tfoot//bdi/text()")
    assert not page.xpath("//li[@id='box-29-3']")  # the form has room for two articles
    assert page.xpath("string(//p[@class='left-out'])") == "Further articles, without a finding: 1"


def test_of_many_articles_those_with_findings_are_shown() -> None:
    record = replace(response(), findings=(finding("XSD06", box="33", article=3),), findings_total=1)
    page = etree.HTML(findings_html(record, "en", declared("import.xml")).decode())
    assert page.xpath("//li[@id='box-29-3']//bdi/text()") == ["3"]
    assert page.xpath("string(//section[@id='form']/h3[last()])") == "Article 3"
    assert not page.xpath("//p[@class='left-out']")


def test_in_arabic_the_form_is_mirrored_by_its_direction_alone() -> None:
    """The places are counted from where the line begins, and no rule of the page names a side."""
    page, french = whole_page("ar"), whole_page("fr")
    assert (page.get("dir"), french.get("dir")) == ("rtl", "ltr")
    assert page.xpath("//li[@class]/@style") == french.xpath("//li[@class]/@style")
    style = page.xpath("string(//style)")
    assert not [word for word in ("-left", "-right", " left:", " right:", "text-align: l", "float") if word in style]
    assert "direction:" not in style


def test_of_many_articles_it_says_how_many_are_not_drawn() -> None:
    page = page_of(tuple(finding("XSD06", box="31", article=number) for number in range(3, 16)), "en")
    assert page.xpath("string(//p[@class='left-out'])") == "Further articles concerned: 3"


@pytest.mark.parametrize("findings", [(), (finding("PDF02", file="a.pdf"),)], ids=["none", "in no box"])
def test_where_nothing_was_read_and_no_finding_is_in_a_box_nothing_is_drawn(findings: tuple[Finding, ...]) -> None:
    page = page_of(findings, "fr")
    assert not page.xpath("//svg | //section | //a")


def test_a_mere_validation_shows_no_empty_ids() -> None:
    page = page_of(response().findings, "fr")
    assert "Déclaration" not in page.xpath("//header/dl/dt/text()")
    assert all(text.strip() for text in page.xpath("//header/dl/dd/bdi/text()"))
    assert page.xpath("string(//title)").endswith("faulty.xml")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("credit", [None, "301000456"])
def test_it_says_what_is_due_until_when_how_and_what_to_quote(language: str, credit: str | None) -> None:
    due = replace(DUE, credit=credit)
    record = replace(response("import.xml"), due=due, assessment=QUITTANCE.assessment, dum_number="30901020260000123K")
    (told,) = etree.HTML(findings_html(record, language).decode()).xpath("//section[@class='due']")
    said = " ".join(told.itertext())
    assert "1\u00a0234\u00a0567,50 MAD" in said
    assert {"fr": "1er décembre 2026", "en": "1 December 2026", "ar": "1 دجنبر 2026"}[language] in said
    assert all(way[language] in said for way in due.ways_to_pay)
    assert len(due.ways_to_pay) == 4 and not any("enlèvement" in way["fr"] for way in due.ways_to_pay)
    assert {due.claim, "30901020260000123K", QUITTANCE.assessment.number} <= set(told.xpath(".//bdi/text()"))
    assert (labels(language)["credit_account"] in said, "301000456" in said) == (credit is not None,) * 2
    assert labels(language)["pay_how"].format(office="301") in said


def test_where_nothing_is_known_to_be_due_nothing_is_said_of_it() -> None:
    assert not whole_page("fr", "import.xml").xpath("//*[@class='due']")
