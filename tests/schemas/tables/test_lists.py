"""The code lists: each row dated, sourced and with a status, each code once at a time, as the form and the seed say."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from itertools import combinations

import pycountry
import pytest

from schemas.form import Field, form
from schemas.law import current, shipped

from .sources import CODELISTS

FORMS = {
    "rate_units": r"[A-Z]{3}",
    "transport_documents": r"[A-Z]{2,40}",
    "countries": r"[A-Z]{2}",
    "currencies": r"[A-Z]{3}",
    "document_types": r"[A-Z0-9]{5}",
    "ds_types": r"[0-9]{2}",
    "dum_categories": r"[A-Z]{1,20}",
    "duty_types": r"[0-9]{6}",
    "guarantee_types": r"[A-Z]{1,20}",
    "incoterms": r"[A-Z]{3}",
    "offices": r"[0-9]{3}",
    "package_kinds": r"[A-Z0-9]{2}",
    "payment_methods": r"[0-9]{2}",
    "places": r"[A-Z]{2}[A-Z0-9]{3}|[A-Z]{3}",
    "rc_centres": r"[0-9]{2,3}",
    "regime_families": r"[a-z-]+",
    "regimes": r"[0-9]{3}",
    "trade_agreements": r"[A-Z0-9]{1,10}",
    "transport_modes": r"[0-9]{2}",
    "units": r"[A-Z][A-Z0-9]{0,4}",
}
COLUMNS = ["code", "name_fr", "name_en", "name_ar", "from", "until", "status", "source"]
ENGLISH_ALONE = {"places", "package_kinds"}
CONFIRMED = {
    "ds_types": {"01", "03", "08"},
    "dum_categories": {"NORMALE"},
    "payment_methods": {"02"},
    "rc_centres": {"81"},
    "trade_agreements": {"UE"},
    "transport_modes": {"02"},
    "units": {"NB", "U", "KG", "PAIRE"},
    "document_types": {"A0004", "A0006", "04200", "04905"},
    "countries": set(),
    "currencies": set(),
    "incoterms": set(),
    "package_kinds": set(),
    "places": set(),
}
"""Per list the codes that a print, or the administration's own system, shows; all others only warn."""


def read(name: str) -> list[dict[str, str]]:
    return shipped().rows(f"codelists/{name}.csv")


def days(row: dict[str, str]) -> tuple[date, date]:
    begins = date.fromisoformat(row["from"]) if row["from"] else date.min
    return begins, date.fromisoformat(row["until"]) if row["until"] else date.max


def overlap(one: dict[str, str], other: dict[str, str]) -> bool:
    """True where both rows hold on some day; `until` is the first day on which a row no longer holds."""
    return max(days(one)[0], days(other)[0]) < min(days(one)[1], days(other)[1])


def leaves(field: Field) -> list[Field]:
    return [each for child in field.children for each in (leaves(child) if child.children else [child])]


def test_every_list_is_tested_here() -> None:
    assert {path.stem for path in CODELISTS.glob("*.csv")} == set(FORMS)


@pytest.mark.parametrize("name", FORMS)
def test_rows_are_complete(name: str) -> None:
    names = ["name_en"] if name in ENGLISH_ALONE else COLUMNS[1:4]
    for row in read(name):
        assert list(row)[: len(COLUMNS)] == COLUMNS
        assert None not in row and None not in row.values(), row["code"]
        assert re.fullmatch(FORMS[name], row["code"]), row["code"]
        assert all(row[column].strip() for column in names), row["code"]
        assert row["source"] or name == "places", row["code"]
        assert row["status"] in ("confirmed", "derived", "unconfirmed"), row["code"]
        assert days(row)[0] < days(row)[1], row["code"]


@pytest.mark.parametrize("name", FORMS)
def test_a_list_says_in_its_first_lines_what_it_is_and_what_an_unknown_code_does(name: str) -> None:
    text = (CODELISTS / f"{name}.csv").read_text(encoding="utf-8")
    head = [line for line in text.splitlines() if line.startswith("#")]
    assert head and text.startswith("# ") and '"' not in "".join(head)
    assert "warns" in " ".join(head) or name == "regime_families"
    assert ("Source of every row: UN/LOCODE" in " ".join(head)) == (name == "places")


@pytest.mark.parametrize("name", FORMS)
def test_a_code_has_one_row_at_a_time(name: str) -> None:
    by_code: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in read(name):
        by_code[row["code"]].append(row)
    for code, rows in by_code.items():
        assert not any(overlap(one, other) for one, other in combinations(rows, 2)), code


@pytest.mark.parametrize("name", FORMS)
def test_what_is_our_own_choice_is_not_confirmed(name: str) -> None:
    for row in read(name):
        assert row["source"].startswith(("dumgate:", "dumgate :")) <= (row["status"] == "unconfirmed"), row["code"]


@pytest.mark.parametrize("name", CONFIRMED)
def test_what_was_seen_is_confirmed_and_nothing_else(name: str) -> None:
    assert {row["code"] for row in read(name) if row["status"] == "confirmed"} == CONFIRMED[name]


def test_the_form_takes_each_code_of_its_lists() -> None:
    elements = {(leaf.codelist, leaf.type_name): leaf for leaf in leaves(form("dum").root) if leaf.codelist}
    assert {name for name, _ in elements} <= set(FORMS)
    for (name, _), element in elements.items():
        assert name is not None
        refused = [row["code"] for row in read(name)[::7] if not element.accepts(row["code"])]
        assert not refused, (name, refused)


def test_validity_is_half_open() -> None:
    old = {"from": "", "until": "2026-07-01"}
    assert not overlap(old, {"from": "2026-07-01", "until": ""})
    assert overlap(old, {"from": "2026-06-30", "until": ""})


def test_families_exist_and_are_all_used() -> None:
    families = {row["code"]: row for row in read("regime_families")}
    assert {row["family"] for row in read("regimes")} == set(families)
    assert {row["payer_box"] for row in families.values()} == {"2", "8"}
    assert {row["direction"] for row in families.values()} == {"import", "export", "other"}
    assert all((row["payer_box"] == "2") == (row["direction"] == "export") for row in families.values())


def test_regimes() -> None:
    regimes = {row["code"]: row for row in read("regimes")}
    assert len(regimes) == 108
    assert not {"000", "991", "992"} & set(regimes)
    assert {row["temporary_admission"] for row in regimes.values()} == {"yes", ""}
    families = {"010": "direct-import", "022": "economic-import", "060": "direct-export", "085": "transit"}
    assert {code: regimes[code]["family"] for code in families} == families
    assert regimes["022"]["temporary_admission"] == "yes"
    assert regimes["010"]["temporary_admission"] == ""


def test_offices_and_duties() -> None:
    offices = {row["code"]: row["name_fr"] for row in read("offices")}
    assert len(offices) == 49
    assert (offices["300"], offices["309"]) == ("Casablanca-MEAD", "Casablanca-Port")
    levels = {row["code"]: row["level"] for row in read("duty_types")}
    assert len(levels) == 8
    assert set(levels.values()) == {"article", "declaration"}
    assert (levels["000110"], levels["002701"]) == ("article", "declaration")


def test_countries_and_currencies_are_those_of_iso() -> None:
    assert {row["code"] for row in read("countries")} == {each.alpha_2 for each in pycountry.countries}
    assert {row["code"] for row in read("currencies")} == {each.alpha_3 for each in pycountry.currencies}
    law = current().on(date(2026, 7, 1))
    assert law.title("countries", "MA") == {"fr": "Maroc", "en": "Morocco", "ar": "المغرب"}
    assert law.title("currencies", "MAD")["fr"] == "dirham marocain"
    assert "FRF" not in law.codes("currencies")


def test_places_have_the_ports_and_airports_of_the_print_and_of_morocco() -> None:
    places = {row["code"]: row for row in read("places")}
    assert len(places) == len(read("places"))
    assert {"ITGOA", "MACAS", "MAPTM", "MAMOH", "MAAGA", "ESALG", "FRMRS", "CNSHA", "TRIST"} <= set(places)
    airports = {"MXP": "ITMXP", "CDG": "FRCDG", "RAK": "MARAK", "CMN": "MACAS", "DAC": "BDDAC"}
    assert {code: places[code]["place"] for code in airports} == airports
    assert all((len(code) == 3) == bool(row["place"]) for code, row in places.items())
    assert (CODELISTS / "places.csv").stat().st_size < 1_500_000


def test_incoterms_are_those_of_2020_and_what_older_contracts_have() -> None:
    terms = {row["code"]: row for row in read("incoterms")}
    by_edition = Counter(row["edition"] for row in terms.values())
    assert by_edition == {"2020": 11, "2010": 1, "2000": 4}
    assert {code for code, row in terms.items() if row["insurance"] == "seller"} == {"CIP", "CIF"}
    assert {code for code, row in terms.items() if row["freight"] == "buyer"} == {"EXW", "FCA", "FAS", "FOB"}
    sea = {"FAS", "FOB", "CFR", "CIF", "DES", "DEQ"}
    assert {code for code, row in terms.items() if row["mode"] == "sea"} == sea
    assert not any(row["until"] for row in terms.values())


def test_the_form_of_1992_names_three_guarantees() -> None:
    seeds = {row["code"] for row in read("guarantee_types") if "case 9" in row["source"]}
    assert seeds == {"BANCAIRE", "MUTUELLE", "MORALE"}


def test_tolerances_are_amounts_and_refuse_nothing() -> None:
    rows = shipped().rows("tolerances.csv")
    assert {"valuation", "valuation_rate", "invoice", "net_mass"} <= {row["name"] for row in rows}
    for row in rows:
        assert Decimal(row["value"]) >= 0 and row["unit"] in ("MAD", "invoice", "kg", "rate", "days"), row["name"]
        assert all(row[column] for column in ("source", "note_fr", "note_en", "note_ar")), row["name"]
        assert row["status"] == "unconfirmed"
