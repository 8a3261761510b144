"""Many faults at once: none hides another, the refusing ones come first, at most so many are told, all are counted."""

from __future__ import annotations

from itertools import pairwise

import pytest

from .judged import judged, verdicts_agree
from .papers import LAYOUTS, Layout, Node
from .samples import FULL, sample

IMPORT = "import.xml"
MOST_TIMES = {"GoodsItem/PreviousDocument": 99, "GoodsItem/AdditionalInformation": 9, "Attachment": 50}
MOST_LINES = {"GoodsItem/DutiesAndTaxes/Line": 99, "DeclarationTotal/Line": 99}


def seen(root: Node, layout: Layout = LAYOUTS[0]) -> list[tuple[str, str | None, int | None]]:
    _, verdict, tree = judged(root, layout)
    assert not verdicts_agree(tree)
    return [(each.code, each.box, each.article) for each in verdict.findings]


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_three_faults_in_one_article_give_three_findings(layout: Layout) -> None:
    root = sample(IMPORT).put("GoodsItem:2/NetMass", "1 310,250").put("GoodsItem:2/DeclaredValue", "")
    root.put("GoodsItem:2/Commodity/NGPCode", "848180")
    assert seen(root, layout) == [("XSD06", "30", 2), ("XSD05", "31", 2), ("XSD06", "33", 2)]


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_two_missing_boxes_and_a_repeated_one_in_one_article(layout: Layout) -> None:
    root = sample(IMPORT).drop("GoodsItem:2/NetMass").drop("GoodsItem:2/DeclaredValue")
    article = root["GoodsItem:2"]
    article.children.insert(2, article["SequenceNumber"].copy())
    written, verdict, _ = judged(root, layout)
    found = [(each.code, each.box, each.article, each.position) for each in verdict.findings]
    assert found == [
        ("XSD02", "29", 2, written.position(article["SequenceNumber:2"], "start")),
        ("XSD01", "31", 2, written.position(article["SupplementaryUnits"], "start")),
        ("XSD01", "33", 2, written.position(article["PaymentIndicator"], "start")),
    ]


def test_two_missing_at_one_point_are_both_told() -> None:
    root = sample(IMPORT)
    for name in ("PackagesAndDescription", "SequenceNumber", "Commodity"):
        root.drop(f"GoodsItem:3/{name}")
    assert seen(root) == [("XSD01", "28", 3), ("XSD01", "29", 3), ("XSD01", "30", 3)]


def test_a_fault_of_each_kind_in_one_article() -> None:
    root = sample(FULL)
    article = root["GoodsItem:2"]
    article.attributes = ' x="1"'
    article.loose = "texte"
    article["PackagesAndDescription"].name = "PackagesAndDescriptio"
    article["NetMass"].text = "?"
    article.children.append(article["PaymentIndicator"].copy())
    article["OriginCountry"].children.clear()
    found = {code for code, _, number in seen(root) if number == 2}
    assert found == {"XSD01", "XSD02", "XSD03", "XSD05", "XSD06", "XSD07", "XSD08"}


def test_faults_inside_a_misplaced_group_are_told_and_inside_one_too_many_they_are_not() -> None:
    root = sample(IMPORT)
    again = root["Importer"].copy().put("ICE", "1")
    root.children.append(again)
    assert [code for code, *_ in seen(root)] == ["XSD02"]
    root.drop("Importer")
    assert [code for code, *_ in seen(root)] == ["XSD04", "XSD06"]


@pytest.mark.parametrize("path", [*MOST_TIMES, *MOST_LINES])
def test_what_may_stand_so_often_may_not_stand_once_more(path: str) -> None:
    root = sample(FULL)
    parent = root[path.rpartition("/")[0]] if "/" in path else root
    name = path.rpartition("/")[2]
    most = {**MOST_TIMES, **MOST_LINES}[path]
    first = parent[name]
    while sum(child.name == name for child in parent.children) < most:
        parent.children.insert(parent.children.index(first), first.copy())
    assert not [each for each in judged(root, LAYOUTS[1])[1].findings if each.code.startswith("XSD")]
    parent.children.insert(parent.children.index(first), first.copy())
    written, verdict, tree = judged(root, LAYOUTS[1])
    (found,) = [each for each in verdict.findings if each.code.startswith("XSD")]
    assert (found.code, found.position) == ("XSD02", written.position(parent[f"{name}:{most + 1}"], "start"))
    assert not verdicts_agree(tree)


def articles(count: int) -> Node:
    """The import with that many articles, all like its second one and sound; the freight makes the value right."""
    root = sample(IMPORT)
    first = root["GoodsItem:2"]
    root.children = [child for child in root.children if child.name != "GoodsItem"]
    place = root.children.index(root["DeclarationTotal"])
    for number, duty in enumerate((7931, 114, 10673), start=1):
        root.put(f"DeclarationTotal/Line:{number}/Amount", str(duty * count))
    root.put("DeclarationTotal/Total", str(18718 * count))
    for number in range(1, count + 1):
        root.children.insert(place + number - 1, first.copy().put("SequenceNumber", str(number)))
    root.put("GoodsItemQuantity", str(count)).put("FormQuantity", str(-(-count // 2)))
    thousandths = 1310250 * count
    root.put("TotalNetMass", f"{thousandths // 1000}.{thousandths % 1000:03}").put("TotalGrossMass", "9999999")
    value = 45318400 * count
    freight = value - 63471625 - 294015
    root.put("FreightAmount", f"{freight // 1000}.{freight % 1000:03}")
    return root.put("TotalDeclaredValue", f"{value // 1000}.{value % 1000:03}")


def test_999_articles_add_up_exactly_and_1000_are_too_many() -> None:
    root = articles(999)
    assert judged(root, LAYOUTS[1])[1].findings == ()
    root.put("TotalNetMass", "1308939.749")
    assert [each.code for each in judged(root, LAYOUTS[1])[1].findings] == ["B07-1"]
    root = articles(1000).put("GoodsItemQuantity", "999")
    written, verdict, _ = judged(root, LAYOUTS[1])
    found = {each.code: each for each in verdict.findings}
    assert found["XSD02"].position == written.position(root["GoodsItem:1000"], "start")


def test_the_number_told_is_bounded_and_the_refusing_ones_come_first() -> None:
    root = articles(300).drop("DeclarationTotal")  # which is one warning
    for number in range(1, 301):
        article = root[f"GoodsItem:{number}"]
        article["Commodity/Regime"].text = "999"  # a warning each
        article["DutiesAndTaxes/Line:2/Amount"].text = "115"  # one more each; and the total is wrong: refused
        article["DutiesAndTaxes/Line:1/TypeCode"].text = "999999"
    _, everything, _ = judged(root, LAYOUTS[1])
    refused = [each for each in everything.findings if each.severity == "refused"]
    assert (everything.total, len(everything.findings), len(refused)) == (1201, 1201, 300)
    for most in (1, 200, 300, 301, 500):
        _, verdict, _ = judged(root, LAYOUTS[1], most)
        assert verdict.total == 1201
        assert len(verdict.findings) == most
        assert sum(each.severity == "refused" for each in verdict.findings) == min(most, 300)
        assert verdict.refused
        assert all(one.position.offset <= other.position.offset for one, other in pairwise(verdict.findings))


def test_five_hundred_faults_of_form() -> None:
    root = articles(250)
    for number in range(1, 251):
        root[f"GoodsItem:{number}"].put("NetMass", "x").drop("DeclaredValue")
    _, verdict, _ = judged(root, LAYOUTS[3], 200)
    assert (len(verdict.findings), verdict.total) == (200, 500)
    assert {each.article for each in verdict.findings} == set(range(1, 101))


@pytest.mark.timeout(120)
def test_a_thousand_faulty_articles_on_one_line_are_judged() -> None:
    root = articles(999)
    for number in range(1, 1000):
        article = root[f"GoodsItem:{number}"]
        article.put("NetMass", "x").put("PaymentIndicator", "").drop("DeclaredValue")
        article["PackagesAndDescription/Description"].text = "سلعة " * 102
        article["Commodity"].children.append(Node("Quelconque"))
        article["OriginCountry/Code"].text = "QQ"
    written, verdict, _ = judged(root, LAYOUTS[1], 200)
    assert written.text.count("\n") <= 1 and len(written.content) > 1_900_000
    assert (len(verdict.findings), verdict.total) == (200, 999 * 5)
    last = verdict.findings[-1].position
    assert last is not None and last.line == 1
    assert last.column == 1 + len(written.content[: last.offset].decode())
