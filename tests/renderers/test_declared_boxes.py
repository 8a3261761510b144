"""What was declared, in the boxes of the page: as the print says it, short where there is no room, hostile or not."""

from __future__ import annotations

import copy
import random
from functools import lru_cache

import pytest
from lxml import etree

from renderers.declared_boxes import (
    LONGEST_CONTINUED,
    LONGEST_VALUE,
    MOST_CONTINUED,
    MOST_ROWS,
    Filling,
    declared_boxes,
)
from renderers.dum_boxes import TABLES, Words, boxes
from renderers.findings_pages import findings_html
from tests.checkout import EXAMPLES

from .judged import LANGUAGES, response

NAMESPACE = "{urn:dumgate:dum:1}"
HOSTILE = "</li></ul></section><script>x()</script><img src=x onerror=x()>\"'><!--]]>&#60;\u202e\u2067{{7*7}}"
VALID = sorted(each.name for each in EXAMPLES.glob("*.xml") if each.name != "faulty.xml")


@lru_cache
def _parsed(name: str) -> etree._Element:
    return etree.fromstring((EXAMPLES / name).read_bytes())


def example(name: str = "import.xml") -> etree._Element:
    return copy.deepcopy(_parsed(name))


def texts(filling: Filling) -> list[list[tuple[str, str]]]:
    return [list(line) for line in filling.lines]


def leaf(root: etree._Element, path: str) -> etree._Element:
    found = root.find("/".join(f"{NAMESPACE}{each}" for each in path.split("/")))
    assert found is not None
    return found


@pytest.mark.parametrize("name", VALID)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_box_says_what_the_print_says(name: str, language: str) -> None:
    root = example(name)
    filled, continued = declared_boxes(root, (1, 2), language)
    words = Words(language, None)
    articles = root.findall(f"{NAMESPACE}GoodsItem")[:2]
    seen = 0
    for number, element in [(None, root), *enumerate(articles, 1)]:
        for box, printed in boxes(element, words).items():
            if box in TABLES:
                assert filled[box, number].table == printed
            elif not filled[box, number].cut:
                said = [[value for _, value in line] for line in texts(filled[box, number])]
                assert said == [[each["value"]["text"].replace("\u200b", "") for each in line] for line in printed]
            seen += 1
    assert seen == len(filled) > 10
    assert len(continued) <= 2  # nearly everything has room


def test_what_has_no_room_is_cut_where_one_sees_it_and_stands_whole_after_the_form() -> None:
    root = example()
    text = "A" * 60 + " b" * 200
    leaf(root, "TransportDocument/Number").text = text
    filled, continued = declared_boxes(root, (1, 2), "fr")
    (whole,) = continued
    short = filled["17", None]
    assert short.cut and short.continued == whole.number == 1
    assert texts(short)[-1][-1][1].endswith("…") and len(texts(short)[-1][-1][1]) < 300
    assert text in [value for line in texts(whole.filling) for _, value in line]


def test_what_is_no_figure_or_day_stands_as_it_was_written() -> None:
    root = example()
    leaf(root, "TotalGrossMass").text = "12 tonnes"
    leaf(root, "TotalNetMass").text = "1E999999999"
    leaf(root, "ArrivalDate").text = "demain"
    leaf(root, "GoodsItem/DutiesAndTaxes/Line/Rate").text = "٣"
    filled, _ = declared_boxes(root, (1, 2), "fr")
    assert texts(filled["6", None]) == [[("", "12 tonnes")]]
    assert texts(filled["7", None]) == [[("", "1E999999999")]]
    assert texts(filled["24", None]) == [[("", "demain")]]
    table = filled["B", 1].table
    assert table is not None and table["rows"][0]["rate"] == "٣"


def test_a_box_has_a_longest_however_much_is_sent() -> None:
    root = example()
    for each in list(root.iter()):
        if len(each) == 0:
            each.text = "W" * 10_000
    line = leaf(root, "GoodsItem/DutiesAndTaxes/Line")
    line.getparent().extend(copy.deepcopy(line) for _ in range(5_000))
    article = leaf(root, "GoodsItem")
    article.extend(copy.deepcopy(leaf(root, "GoodsItem/Commodity")) for _ in range(5_000))
    root.extend(copy.deepcopy(article) for _ in range(3))
    same_line = leaf(root, "Arrondissement")
    root.extend(copy.deepcopy(same_line) for _ in range(20_000))
    filled, continued = declared_boxes(root, range(1, 13), "fr")
    assert len(continued) <= MOST_CONTINUED
    for each in (*filled.values(), *(more.filling for more in continued)):
        values = [value for line in texts(each) for _, value in line]
        longest = 2 * LONGEST_VALUE + 1  # a figure and its unit are shown as one
        assert sum(map(len, values)) <= LONGEST_CONTINUED and all(len(value) <= longest for value in values)
        assert each.table is None or len(each.table["rows"]) <= MOST_ROWS
    page = findings_html(response(), "fr", root)
    assert len(page) < 500_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_declared_value_breaks_out_of_its_box(language: str) -> None:
    root = example()
    count = 0
    for each in root.iter():
        if len(each) == 0:
            each.text, count = HOSTILE, count + 1
    page = findings_html(response(), language, root).decode()
    tree = etree.HTML(page)
    assert not tree.xpath("//script | //img | //@src | //@onerror | //*[@href and not(starts-with(@href, '#'))]")
    assert not tree.xpath("//comment()")
    assert not {"\u202e", "\u2067"} & set(page)
    shown = [text for text in tree.xpath("//li[@data-box]//bdi/text()") if text.startswith("</li>")]
    assert len(shown) > 30
    sections = [each.get("id") or each.get("class") for each in tree.xpath("//main/*")]
    assert sections[-1] == "form"


def test_any_tree_gives_a_page() -> None:
    """Elements of the form and others, moved, doubled, emptied, filled with anything."""
    chance = random.Random(20260714)
    for turn in range(60):
        root = example(chance.choice(["import.xml", "faulty.xml", "transit.xml"]))
        every = list(root.iter())
        for _ in range(chance.randrange(1, 25)):
            one, other = chance.choice(every), chance.choice(every)
            match chance.randrange(6):
                case 0:
                    one.text = chance.choice(["", " ", "-", ".", "1.", "+.5", "9" * 99, "NaN", "2026-13-45", HOSTILE])
                case 1 if one is not root:
                    one.getparent().remove(one) if one.getparent() is not None else None
                case 2:
                    one.append(copy.deepcopy(other))
                case 3:
                    one.tag = f"{NAMESPACE}Unknown"
                case 4:
                    one.append(etree.Comment("x") if turn % 2 else etree.ProcessingInstruction("x", "y"))
                case _:
                    one.insert(0, etree.SubElement(copy.deepcopy(other), f"{NAMESPACE}Line"))
        root.tag = f"{NAMESPACE}Declaration"
        for language in LANGUAGES:
            assert etree.HTML(findings_html(response(), language, root).decode()) is not None
