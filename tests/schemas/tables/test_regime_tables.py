"""The régimes as tables: what a family asks of each box is whole, in known words, sourced, as the form of 1992 says."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from schemas.form import Field, form
from tests.checkout import CHECKOUT

from .sources import DUM, SOUND, example

TABLES = CHECKOUT / "schemas" / "tables"
COLUMNS = ["regime", "box", "element", "need", "holds", "from", "until", "status", "source"]
BOXES = [str(number) for number in range(1, 42)]
HOLDS = {
    "9": {"principal"},
    "11": {"country:MA", "country:-MA"},
    "14": {"country:MA", "country:-MA", "office"},
    "26": {"office"},
    "34": {"AP", "SP"},
    "37": {"ds", "dum", "dum:discharges"},
}
OWN_TEMPORARY_ADMISSIONS = {"082", "083", "093"}
"""Temporary admissions that are no import: that they too may have a waste rate is our own choice."""

Row = dict[str, str]


def read(path: Path) -> list[Row]:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return list(csv.DictReader(lines))


TABLE = {path.stem: read(path) for path in (TABLES / "regimes").glob("*.csv")}
REGIMES = {row["code"]: row for row in read(TABLES / "codelists" / "regimes.csv") if not row["until"]}
FAMILIES = {row["code"]: row for row in read(TABLES / "codelists" / "regime_families.csv") if not row["until"]}
ROWS = [(family, row) for family, rows in TABLE.items() for row in rows]


def main_rows(family: str, regime: str) -> list[Row]:
    """The rows still open that a family (regime empty) or a régime has for whole boxes."""
    return [row for row in TABLE[family] if row["regime"] == regime and not row["element"] and not row["until"]]


def asked(regime: str, box: str) -> Row:
    """What a régime asks of a box: its own row, else that of its family."""
    family = REGIMES[regime]["family"]
    return next(row for each in (regime, "") for row in main_rows(family, each) if row["box"] == box)


def boxes(root: Field) -> dict[str, list[str]]:
    """The elements of each box, as paths from the declaration, the first one its main element."""
    found: dict[str, list[str]] = {}

    def walk(field: Field, above: str) -> None:
        for child in field.children:
            path = f"{above}{child.name}"
            found.setdefault(child.box or "", []).append(path)
            walk(child, f"{path}/")

    walk(root, "")
    return found


ELEMENTS = boxes(form("dum").root)


def test_each_family_has_a_table_and_each_table_a_family() -> None:
    assert set(TABLE) == set(FAMILIES)


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_each_box_of_the_form_has_one_row_of_the_family(family: str) -> None:
    assert [row["box"] for row in main_rows(family, "")] == BOXES


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_a_regime_asks_once_of_a_box(family: str) -> None:
    rows = Counter((row["regime"], row["box"], row["element"]) for row in TABLE[family] if not row["until"])
    assert [key for key, times in rows.items() if times > 1] == []


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_rows_are_whole_and_in_known_words(family: str) -> None:
    for row in TABLE[family]:
        assert list(row) == COLUMNS
        assert None not in row.values(), row
        assert row["box"] in BOXES, row
        assert row["need"] in ("required", "allowed", "forbidden"), row
        assert set(filter(None, row["holds"].split("|"))) <= HOLDS.get(row["box"], set()), row
        assert not (row["need"] == "forbidden" and row["holds"]), row
        assert row["regime"] == "" or REGIMES[row["regime"]]["family"] == family, row


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_rows_are_sourced_and_dated(family: str) -> None:
    for row in TABLE[family]:
        assert row["status"] in ("confirmed", "derived", "unconfirmed"), row
        assert (row["status"] == "unconfirmed") == row["source"].startswith("dumgate : choix du projet ; "), row
        assert row["source"].startswith(("dumgate : ", f"L'Economiste 9 janv. 1992, case {row['box']} ")), row
        begins = date.fromisoformat(row["from"]) if row["from"] else date.min
        ends = date.fromisoformat(row["until"]) if row["until"] else date.max
        assert begins < ends, row


def test_a_row_of_one_element_names_an_element_of_its_box() -> None:
    for family, row in ROWS:
        assert not row["element"] or row["element"] in ELEMENTS[row["box"]], (family, row)


def test_a_row_of_a_regime_differs_from_that_of_its_family() -> None:
    for family, row in ROWS:
        whole = next(each for each in main_rows(family, "") if each["box"] == row["box"])
        same = (row["need"], row["holds"]) == (whole["need"], whole["holds"])
        assert not row["regime"] or not same, (family, row["regime"], row["box"])


def test_own_columns_of_the_regimes_are_in_known_words() -> None:
    for code, regime in REGIMES.items():
        assert regime["payment"] in ("", "AP", "SP"), code
        assert {regime["suspensive"], regime["temporary_admission"]} <= {"", "yes"}, code
        assert regime["suspensive"] or not regime["temporary_admission"], code
        assert set(regime["discharges"].split()) <= set(REGIMES), code
    for code, family in FAMILIES.items():
        assert family["box2"] in ("consignor", "exporter", "transferor"), code
        assert family["box8"] in ("importer", "consignee", "transferee"), code


def test_who_stands_in_boxes_2_and_8_as_the_form_of_1992_says() -> None:
    stands = {code: (family["box2"], family["box8"]) for code, family in FAMILIES.items()}
    assert stands["direct-import"] == stands["economic-import"] == ("consignor", "importer")
    assert stands["direct-export"] == stands["economic-export"] == ("exporter", "importer")
    assert stands["economic-transfer"] == ("transferor", "transferee")


def test_payment_is_what_the_name_says_and_what_box_34_holds() -> None:
    says = {"AP": "avec paiement", "SP": "sans paiement", "": "paiement"}
    for code, regime in REGIMES.items():
        assert (says[regime["payment"]] in regime["name_fr"]) == bool(regime["payment"]), code
        assert asked(code, "34")["holds"] == regime["payment"], code


def test_what_a_regime_follows_is_what_its_name_says() -> None:
    def follows(regime: str) -> set[str]:
        return set(REGIMES[regime]["discharges"].split())

    assert {"022", "023", "082", "221", "231"} <= follows("040") == follows("070") == follows("072") == follows("771")
    assert {"300", "321", "332", "083"} <= follows("044") == follows("074")
    assert not follows("040") & follows("044")
    assert follows("430") == follows("700") == {"241", "242", "243", "820", "821", "822"}
    assert {"381", "385", "382"} <= follows("048") == follows("751")
    assert "037" in follows("047") and "035" in follows("046")
    assert {"077"} < follows("051") and follows("772") == {"323"} and {"079"} < follows("020")
    assert not any(follows(code) for code in ("010", "060", "022", "079", "085", "099"))


@pytest.mark.parametrize("regime", REGIMES)
def test_a_followed_regime_is_asked_for_where_there_is_one(regime: str) -> None:
    holds = asked(regime, "37")["holds"]
    assert "dum:discharges" not in holds or REGIMES[regime]["discharges"]


def test_only_transit_has_an_office_of_destination() -> None:
    for code, regime in REGIMES.items():
        row = asked(code, "26")
        expected = ("required", "office") if regime["family"] == "transit" else ("forbidden", "")
        assert (row["need"], row["holds"]) == expected, code
        assert (asked(code, "14")["holds"] == "office") == (regime["family"] == "transit"), code


def test_the_waste_rate_is_for_temporary_admission() -> None:
    allowed = {code for code in REGIMES if asked(code, "35")["need"] == "allowed"}
    on_import = {code for code, regime in REGIMES.items() if regime["temporary_admission"]}
    assert allowed == on_import | OWN_TEMPORARY_ADMISSIONS
    assert {asked(code, "35")["status"] for code in OWN_TEMPORARY_ADMISSIONS} == {"unconfirmed"}
    assert {asked(code, "35")["status"] for code in set(REGIMES) - OWN_TEMPORARY_ADMISSIONS} == {"confirmed"}


def test_a_transfer_under_a_suspensive_regime_has_no_country_of_destination() -> None:
    for code, regime in REGIMES.items():
        is_transfer = regime["family"] == "economic-transfer" and regime["suspensive"] == "yes"
        assert (asked(code, "14")["need"] == "forbidden") == is_transfer, code


def test_a_suspensive_regime_has_an_undertaking_party_who_signs() -> None:
    for code, regime in REGIMES.items():
        has_undertaking = regime["family"] == "transit" or (
            regime["suspensive"] == "yes" and regime["family"] != "miscellaneous"
        )
        assert (asked(code, "9")["need"] == "required") == has_undertaking, code
        assert (asked(code, "39")["need"] == "required") == has_undertaking, code


@pytest.mark.parametrize("name", [path.name for path in SOUND])
def test_an_example_to_be_registered_fills_what_its_regime_requires(name: str) -> None:
    root = example(name)
    if root.findtext(f"{DUM}FunctionCode") == "2":
        regime = root.findtext(f"{DUM}Regime") or ""
        assert [box for box in BOXES if asked(regime, box)["need"] == "required" and not all(filled(root, box))] == []
        assert [box for box in BOXES if asked(regime, box)["need"] == "forbidden" and any(filled(root, box))] == []


def filled(root: etree._Element, box: str) -> list[bool]:
    """Whether the main element of a box stands in the declaration, or article by article."""
    steps = ELEMENTS[box][0].split("/")
    above = root.findall(f"{DUM}GoodsItem") if steps[0] == "GoodsItem" else [root]
    return [each.find(f"{DUM}{steps[-1]}") is not None for each in above]
