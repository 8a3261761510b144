"""The bases of box B: exact, and silent where nobody knows."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.findings import Finding
from schemas.law import shipped

from .cases_duties import BOX, WITH_EXCISE, line
from .judged import judged
from .papers import LAYOUTS, Node
from .rule_cases import IMPORT, put_in
from .samples import sample


def found(root: Node, code: str) -> list[Finding]:
    return [each for each in judged(root, LAYOUTS[1])[1].findings if each.code == code]


def based(value: str, duty: str, tax: str, base: str) -> Node:
    """An import whose second article has this value, two duties on it and a VAT of this base."""
    root = sample(IMPORT).put("GoodsItem:2/DeclaredValue", value).put(f"{BOX}/Line:3/Base", base)
    for number, due in ((1, duty), (2, tax)):
        root.put(f"{BOX}/Line:{number}/Base", value).put(f"{BOX}/Line:{number}/Amount", due)
    return root


@pytest.mark.parametrize(
    ("value", "duty", "tax", "base"),
    [
        ("0.1", "0.2", "0", "0.3"),
        ("999999999.99", "0.01", "0", "1000000000"),
        ("1000000000.37", "175000001", "2500001", "1177500002.370"),
        ("99999999999999.999", "0.001", "0", "100000000000000"),
        ("0", "0", "0", "0"),
    ],
)
def test_the_base_of_the_vat_is_exact(value: str, duty: str, tax: str, base: str) -> None:
    assert found(based(value, duty, tax, base), "BB-3") == []
    (more,) = found(based(value, duty, tax, f"{Decimal(base) + Decimal('0.001'):f}"), "BB-3")
    assert Decimal(str(more.facts["base"])) == Decimal(base)
    assert more.severity == "warned"


@given(*(st.decimals(0, 10**9, places=3) for _ in range(3)))
def test_the_base_that_is_given_silences_the_finding(value: Decimal, duty: Decimal, tax: Decimal) -> None:
    words = f"{value:f}", f"{duty:f}", f"{tax:f}"
    told = found(based(*words, "1.5"), "BB-3")
    assert all(found(based(*words, str(each.facts["base"])), "BB-3") == [] for each in told)
    assert told or value + duty + tax == Decimal("1.5")


@pytest.mark.parametrize("code", ["004801", "999999"])
def test_nothing_is_said_where_a_duty_may_or_may_not_count(code: str) -> None:
    root = sample(IMPORT)
    put_in(BOX, "Line", line(code, "45318.400", "10", "4532"))(root)
    assert found(root, "BB-3") == []


def test_an_excise_duty_counts_and_has_a_base_of_its_own() -> None:
    root = sample(IMPORT)
    WITH_EXCISE(root)
    assert found(root.put(f"{BOX}/Line:1/Base", "150").put(f"{BOX}/Line:1/Rate", "3021"), "BB-4") == []
    (less,) = found(root.put(f"{BOX}/Line:4/Base", "53363.400"), "BB-3")
    assert less.facts["base"] == "57895.4"


def test_a_faulty_line_hides_no_base_of_another() -> None:
    root = sample(IMPORT).put(f"{BOX}/Line:1/Base", "17,5").put(f"{BOX}/Line:2/Base", "1")
    (told,) = found(root, "BB-4")
    assert told.facts["worth"] == "45318.4"


def test_types_that_are_missing_in_box_c_are_each_told_with_their_sum() -> None:
    root = sample(IMPORT).drop("DeclarationTotal/Line:3").drop("DeclarationTotal/Line:2")
    assert {(each.facts["type"], each.facts["sum"]) for each in found(root, "BC-3")} == {
        ("007217", "169"),
        ("002109", "15834"),
    }


def test_the_table_says_what_each_duty_is_levied_on_or_that_nobody_knows() -> None:
    rows = {row["code"]: (row["base"], row["vat_base"]) for row in shipped().rows("codelists/duty_types.csv")}
    assert set(rows.values()) == {("value", "yes"), ("vat", ""), ("", "yes"), ("", "")}
    assert rows["000110"] == rows["007217"] == ("value", "yes")
    assert rows["002109"] == ("vat", "")
