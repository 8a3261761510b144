"""Each rule: told by its own fault, exact, and silenced by nothing but a faulty box that it needs."""

from __future__ import annotations

import pytest

from schemas.law import codes
from schemas.rules import all_rules

from .all_cases import CASES
from .judged import check_words, judged
from .papers import LAYOUTS, Layout, Node, Point
from .rule_cases import EXPORT, FIRST_LINE, IMPORT, TRANSIT, Break, Case, drop
from .samples import sample


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.code}-{case.box}-{case.at}")
@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_a_fault_is_told_at_its_point_and_nothing_else(case: Case, layout: Layout) -> None:
    root = sample(case.name)
    behind = None
    if case.at.endswith("+"):
        behind = root.children[root.children.index(root[case.at[:-1]]) + 1]
    case.change(root)
    written, verdict, _ = judged(root, layout)
    (found,) = verdict.findings
    check_words(found)
    assert (found.code, found.box, found.related_boxes, found.article) == (
        case.code,
        case.box,
        case.related,
        case.article,
    )
    assert found.position == written.position(behind or root[case.at], case.point)
    assert found.severity == codes()[case.code].severity


def test_every_rule_has_a_case() -> None:
    assert {case.code for case in CASES} == {rule.code for rule in all_rules()}


@pytest.mark.parametrize(
    ("name", "change", "office_point"),
    [
        (TRANSIT, drop("Destination/CustomsOffice"), "Destination"),
        (TRANSIT, drop("Destination/CustomsOffice", "Destination/Country"), None),
    ],
)
def test_an_office_missing_in_box_14_is_told_where_it_would_stand(
    name: str, change: Break, office_point: str | None
) -> None:
    root = sample(name)
    if not [child for child in root["Destination"].children if child.name == "Country"]:
        root["Destination"].children.insert(0, Node("Country", [Node("Code", text="MA")]))
    change(root)
    written, verdict, _ = judged(root, LAYOUTS[0])
    found = next(each for each in verdict.findings if each.code == "B14-1")
    point: Point = "end" if office_point else "start"
    assert found.position == written.position(root["Destination"], point)


def codes_of(root: Node) -> list[str]:
    return sorted(each.code for each in judged(root, LAYOUTS[1])[1].findings)


def test_a_faulty_box_silences_the_rules_that_need_it_and_no_other() -> None:
    root = sample(IMPORT).put("TotalNetMass", "1 827,500").put("TotalDeclaredValue", "1").put("GoodsItemQuantity", "9")
    root.put("GoodsItem:2/NetMass", "x").put("FormQuantity", "1").put("Importer/ICE", "002841907000071")
    root.put("ExchangeRate", "?")
    assert codes_of(root) == ["B03-1", "B05-1", "B23-1", "ICE-1", "XSD06", "XSD06", "XSD06"]


def test_a_faulty_line_of_box_b_hides_no_other_line() -> None:
    root = (
        sample(IMPORT)
        .put(f"{FIRST_LINE}:1/Rate", "17,5")
        .put(f"{FIRST_LINE}:2/Base", "1")
        .put(f"{FIRST_LINE}:3/Base", "2")
    )
    assert codes_of(root) == ["BB-1", "BB-1", "BB-4", "XSD06"]
    root.put(f"{FIRST_LINE}:3/Amount", "?")
    assert codes_of(root) == ["BB-1", "BB-4", "XSD06", "XSD06"]


def test_a_faulty_line_of_box_c_hides_no_other_line() -> None:
    root = sample(IMPORT).put("DeclarationTotal/Line:1/Amount", "?").put("DeclarationTotal/Line:3/Amount", "1")
    assert codes_of(root) == ["BC-1", "XSD06"]


def sums_told(root: Node) -> list[str]:
    return [code for code in codes_of(root) if code in ("B07-1", "B23-1")]


def test_sums_are_exact() -> None:
    """0.1 + 0.2 is 0.3, and thousandths are not lost beside fifteen digits."""
    root = sample(EXPORT)
    for path, masses in (
        ("NetMass", ("0.1", "0.2")),
        ("DeclaredValue", ("499999999999999.998", "500000000000000.001")),
    ):
        root.put(f"GoodsItem:1/{path}", masses[0]).put(f"GoodsItem:2/{path}", masses[1])
    root.put("TotalNetMass", "0.300").put("TotalDeclaredValue", "999999999999999.999")
    assert sums_told(root) == []
    assert sums_told(root.put("TotalDeclaredValue", "999999999999999.998")) == ["B23-1"]
    assert sums_told(root.put("TotalDeclaredValue", "999999999999999.999").put("TotalNetMass", "0.301")) == ["B07-1"]


@pytest.mark.parametrize(
    ("base", "rate", "due", "more"),
    [
        ("1400", "7", "98", "99"),  # in binary doubles 1400 x 0.07 is 98.00000000000001
        ("100", "0.0001", "1", "0"),
        ("0", "20", "0", "1"),
        ("12892.990", "30", "3868", "3867"),
        ("999999999999999.999", "100", "1000000000000000", "1"),
        ("999999999999999", "100", "999999999999999", "1"),
        ("999999999999999.999", "999999.9999", "0", "1"),
    ],
)
def test_a_line_is_rounded_up_to_the_whole_dirham(base: str, rate: str, due: str, more: str) -> None:
    def warned(amount: str) -> list[str]:
        root = sample(IMPORT).put(f"{FIRST_LINE}/Base", base).put(f"{FIRST_LINE}/Rate", rate)
        root.put(f"{FIRST_LINE}/Amount", amount)
        verdict = judged(root, LAYOUTS[1])[1]
        found = [each for each in verdict.findings if each.code == "BB-1"]
        assert all(each.severity == "warned" for each in found)
        return [str(each.facts["amount"]) for each in found]

    told = warned(more)
    if (len(due) < 16 and due != "0") or base == "0":
        assert warned(due) == [] and told == [due]
    else:
        assert len(told) == 1 and int(told[0]) >= 10**15  # more than the box holds: warned, never wrong
