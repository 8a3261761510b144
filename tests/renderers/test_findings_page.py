"""The page of findings with its drawing: links that lead somewhere, nothing of a sender's that breaks out, Arabic."""

from __future__ import annotations

import pytest
from lxml import etree

from schemas.findings import Finding, Position, finding

from .judged import LANGUAGES, page_of, response

HOSTILE = '</title></text></svg></style><script>x()</script><a href="javascript:x()">"\'><!--]]>&#60;\u202e\x1b{{7*7}}'


def hostile() -> tuple[Finding, ...]:
    place = Position(1, 1, 0)
    expected = {"fr": HOSTILE, "en": HOSTILE, "ar": HOSTILE}
    given = {"value": HOSTILE, "file": HOSTILE, "position": place, "facts": {"expected": expected, "place": expected}}
    return tuple(finding("XSD06", box=box, article=3, related_boxes=(HOSTILE, "7"), **given) for box in ("6", "33"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_lead_to_anchors_that_exist(language: str) -> None:
    page = page_of(response().findings, language)
    anchors = page.xpath("//@id")
    assert len(anchors) == len(set(anchors))
    links = page.xpath("//@href")
    assert len(links) > len(response().findings)
    assert all(link.startswith("#") and link[1:] in anchors for link in links)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_marked_box_leads_to_the_finding_that_names_it(language: str) -> None:
    page = page_of(response().findings, language)
    for link in page.xpath("//svg//a[@class='refused' or @class='warned']"):
        (target,) = page.xpath("//article[@id=$id]", id=link.get("href")[1:])
        assert link.get("data-box") in target.xpath(".//h2/span/bdi/text()")
        assert link.get("class") == target.get("class")
        # found by a reader who sees no colours, and by one who sees nothing
        assert link.xpath(".//g[@class='sign']")
        assert link.get("aria-label")


def test_a_drawing_names_itself_and_hides_no_link_from_screen_readers() -> None:
    page = page_of(response().findings, "fr")
    drawings = page.xpath("//div[@class='sheet']/svg")
    assert len(drawings) == 3
    for each in drawings:
        assert each.get("role") == "group"  # role="img" would hide the links in it
        named = each.get("aria-labelledby").split()
        assert all(page.xpath("string(//*[@id=$id])", id=name).strip() for name in named)
        assert not each.xpath(".//a/ancestor-or-self::*[@aria-hidden='true']")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_value_breaks_out_of_the_page_or_the_drawing(language: str) -> None:
    page = page_of(hostile(), language)
    assert not page.xpath("//script | //@src | //@onload | //*[@href and not(starts-with(@href, '#'))]")
    assert not page.xpath("//comment()")
    assert len(page.xpath("//svg//a")) == 3  # boxes 6, 7 and 33 of article 3
    assert len(page.xpath("//body/main/article")) == 2
    assert {each.tag for each in page.xpath("//svg//*")} == {
        "title", "desc", "g", "rect", "text", "a", "circle", "path"
    }  # fmt: skip
    assert "javascript:x()" in page.xpath("string(//article)")  # shown as what it is
    text = etree.tostring(page, encoding="unicode")
    assert "{{7*7}}" in text
    assert not {"\u202e", "\x1b"} & set(page.xpath("string(//article)"))


def test_in_arabic_words_run_from_the_right_and_numbers_stand_alone() -> None:
    page = page_of((finding("XSD06", box="33", article=2), finding("XSD06", box="33", article=2)), "ar")
    (link,) = page.xpath("//svg//a")
    numbers = link.xpath("./text[@class='number']/text()")
    assert numbers == ["33", "× 2"]
    titles = link.xpath("./text[@class='title']")
    assert titles
    assert all(each.get("lang") == "ar" for each in titles)
    assert not any(character.isdigit() for each in titles for character in each.text)
    number = link.find("text[@class='number']")
    assert number.get("text-anchor") == "end"
    assert float(titles[0].get("x")) < float(number.get("x"))
    style = page.xpath("string(//style)")
    assert ".title:lang(ar) { font-size: 13px; direction: rtl }" in style
    assert ".number { font-weight: 700; fill: var(--ink); unicode-bidi: isolate }" in style


def test_of_many_articles_it_says_how_many_are_not_drawn() -> None:
    page = page_of(tuple(finding("XSD06", box="31", article=number) for number in range(3, 16)), "en")
    assert page.xpath("string(//figure/p[last()])") == "Further articles concerned: 3"


@pytest.mark.parametrize("findings", [(), (finding("PDF02", file="a.pdf"),)], ids=["none", "in no box"])
def test_without_a_finding_in_a_box_nothing_is_drawn(findings: tuple[Finding, ...]) -> None:
    page = page_of(findings, "fr")
    assert not page.xpath("//svg | //figure | //a")


def test_a_mere_validation_shows_no_empty_ids() -> None:
    page = page_of(response().findings, "fr")
    assert "Déclaration" not in page.xpath("//header/dl/dt/text()")
    assert all(text.strip() for text in page.xpath("//header/dl/dd/bdi/text()"))
    assert page.xpath("string(//title)").endswith("faulty.xml")
