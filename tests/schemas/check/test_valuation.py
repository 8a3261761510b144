"""The value of box 23 against its parts: exact, with the addition shown, and silent wherever a sound case differs."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.declared_value import Sum, range_of_value
from schemas.findings import Finding

from .cases_parties import CREDIT
from .judged import judged
from .papers import LAYOUTS, Node
from .rule_cases import ADMISSION, EXPORT, IMPORT, drop, put, put_in
from .samples import LAW, sample

OURS = ("B18-1", "B18-2", "B19-1", "B19-2", "B20-1", "B22-1", "B23-2")
TERMS = ("EXW", "FCA", "FOB", "CFR", "CIF", "CPT", "CIP", "DAP", "DDP")
AMOUNTS = st.decimals("0.001", "999999999999999.999", places=3)
RATES = st.decimals("0.000001", "999999999.999999", places=6)


def said(root: Node) -> list[Finding]:
    """The findings of these rules; what else follows from a changed value is not asked here."""
    return [each for each in judged(root, LAYOUTS[1])[1].findings if each.code in OURS]


def codes(root: Node) -> list[str]:
    return [each.code for each in said(root)]


def declared(name: str, **values: str) -> Node:
    root = sample(name)
    put(**values)(root)
    return root


def test_the_addition_is_shown_with_what_it_gives() -> None:
    (found,) = said(declared(IMPORT, TotalDeclaredValue="60000.000"))
    assert found.facts == {
        "element": "TotalDeclaredValue",
        "place": found.facts["place"],
        "addition": "5950 EUR × 10.6675 + 3210 + 294.015 = 66975.64 MAD",
        "sum": "66975.64",
    }
    assert "5950 EUR × 10.6675 + 3210 + 294.015 = 66975.64 MAD" in found.message("en")
    assert "66975.64" in found.fix("fr")


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ("66974.640", []),  # the tolerance is one dirham
        ("66974.639", ["B23-2"]),
        ("66976.640", []),
        ("66976.641", ["B23-2"]),
    ],
)
def test_the_tolerances_are_exact(value: str, wrong: list[str]) -> None:
    assert LAW.tolerances["valuation"] == 1 and LAW.tolerances["unloading"] == 0
    assert codes(declared(IMPORT, TotalDeclaredValue=value)) == wrong


@pytest.mark.parametrize(
    ("invoiced", "rate", "freight", "insurance", "value"),
    [
        ("0.1", "1.000001", "0.2", "0.1", "0.400"),
        ("1000000000.010", "10.667500", "0.010", "0.001", "10667500000.118"),
        ("99999999999999.999", "9.999999", "0.001", "0.002", "999999899999999.993"),
    ],
)
def test_sums_are_exact_from_centimes_to_what_the_box_holds(
    invoiced: str, rate: str, freight: str, insurance: str, value: str
) -> None:
    root = declared(IMPORT, Invoice__TotalAmount=invoiced, ExchangeRate=rate, FreightAmount=freight)
    put(InsuranceAmount=insurance, TotalDeclaredValue="0")(root)
    if Decimal(value) > 1:
        (found,) = said(root)
        assert found.facts["sum"] == value.rstrip("0")
    assert codes(root.put("TotalDeclaredValue", value)) == []


@given(AMOUNTS, RATES, AMOUNTS, AMOUNTS)
def test_an_addition_loses_no_digit(invoiced: Decimal, rate: Decimal, freight: Decimal, insurance: Decimal) -> None:
    price = Sum.of_invoice(invoiced, "EUR", rate, 1)
    whole = price.plus(freight, insurance)
    expected = Fraction(invoiced) * Fraction(rate) + Fraction(freight) + Fraction(insurance)
    assert Fraction(whole.value) == expected
    assert whole.minus(freight, insurance).value == price.value


@pytest.mark.parametrize("term", TERMS)
def test_on_import_the_value_with_freight_and_insurance_is_right_under_every_incoterm(term: str) -> None:
    assert codes(declared(IMPORT, DeliveryTerms__IncotermCode=term)) == []


@pytest.mark.parametrize("term", TERMS)
def test_on_import_the_invoice_alone_is_the_value_where_the_price_holds_the_carriage(term: str) -> None:
    root = declared(IMPORT, DeliveryTerms__IncotermCode=term, TotalDeclaredValue="63471.625")
    assert codes(root) == (["B23-2"] if term in ("EXW", "FCA", "FOB") else [])
    drop("FreightAmount", "InsuranceAmount")(root)
    assert codes(root) == (["B20-1", "B22-1"] if term in ("EXW", "FCA", "FOB") else [])


def test_on_import_a_missing_freight_or_insurance_is_told_whatever_the_value() -> None:
    for name, code in (("FreightAmount", "B20-1"), ("InsuranceAmount", "B22-1")):
        root = declared(IMPORT)
        drop(name)(root)
        assert codes(root) == [code]


def test_on_import_a_delivered_price_may_be_more_than_the_value() -> None:
    """DDP: the price holds the duties, which the value does not."""
    assert codes(declared(IMPORT, DeliveryTerms__IncotermCode="DDP", TotalDeclaredValue="45000.000")) == []
    assert codes(declared(IMPORT, DeliveryTerms__IncotermCode="CIP", TotalDeclaredValue="45000.000")) == ["B23-2"]


@pytest.mark.parametrize(
    ("term", "value", "wrong"),
    [
        ("FOB", "161033.926", []),
        ("FOB", "151033.926", ["B23-2"]),
        ("FCA", "181033.926", []),  # the way from the place to the port stands in no box
        ("FOB", "191033.926", ["B23-2"]),
        ("CIF", "150533.926", []),  # less freight and insurance
        ("CIF", "161033.926", []),
        ("CIF", "150032.925", ["B23-2"]),
        ("DAP", "100000.000", []),
        ("DAP", "180000.000", ["B23-2"]),
    ],
)
def test_on_export_the_value_is_the_price_less_what_it_holds_beyond_the_port(
    term: str, value: str, wrong: list[str]
) -> None:
    root = declared(EXPORT, DeliveryTerms__IncotermCode=term, TotalDeclaredValue=value)
    put_in("", "TotalDeclaredValue", Node("FreightAmount", text="10000"), Node("InsuranceAmount", text="500"))(root)
    assert codes(root) == wrong


def test_on_export_freight_of_an_unknown_amount_may_be_taken_off() -> None:
    assert codes(declared(EXPORT, DeliveryTerms__IncotermCode="CFR", TotalDeclaredValue="120000.000")) == []


def test_a_rate_may_be_that_of_a_hundred_units() -> None:
    root = declared(CREDIT, Invoice__CurrencyCode="JPY", Invoice__TotalAmount="2700000", ExchangeRate="6.823005")
    assert codes(root) == []
    assert codes(root.put("ExchangeRate", "0.068230")) == []
    (found,) = said(root.put("ExchangeRate", "7.5"))
    assert found.facts["addition"] == "2700000 JPY × 7.5 / 100 = 202500 MAD"
    assert codes(declared(CREDIT, Invoice__TotalAmount="1718000.000")) == ["B23-2"]  # euros go by the unit


def test_an_invoice_in_dirhams_needs_no_rate() -> None:
    root = declared(CREDIT, Invoice__CurrencyCode="MAD", Invoice__TotalAmount="184221.140", ExchangeRate="1.000000")
    assert codes(root) == []
    assert codes(root.put("Invoice/TotalAmount", "284221.140")) == ["B23-2"]
    assert codes(root.put("ExchangeRate", "1.000001")) == ["B19-1"]
    drop("ExchangeRate")(root)
    assert codes(root.put("Invoice/TotalAmount", "184221.140")) == []


def test_goods_without_payment_have_a_value_that_no_invoice_gives() -> None:
    wrong = declared(IMPORT, TotalDeclaredValue="166975.640")
    assert codes(wrong) == ["B23-2"]
    assert codes(wrong.put("GoodsItem:3/PaymentIndicator", "SP")) == []


@pytest.mark.parametrize("missing", ["Invoice", "ExchangeRate", "DeliveryTerms"])
def test_without_invoice_rate_or_terms_nothing_is_said(missing: str) -> None:
    root = declared(IMPORT, TotalDeclaredValue="10.000")
    drop(missing)(root)
    assert codes(root) == []


@pytest.mark.parametrize("regime", ["040", "051", "300", "331", "085", "999"])
def test_a_regime_whose_value_may_come_from_elsewhere_is_left_alone(regime: str) -> None:
    """Home use after another régime, reimport, hired goods, transit, a code that no list knows."""
    expected = ["B23-2"] if regime == "300" else []
    assert codes(declared(ADMISSION, Regime=regime, TotalDeclaredValue="10.000")) == expected


@pytest.mark.parametrize(("regime", "wrong"), [("060", ["B23-2"]), ("680", [])])
def test_an_export_that_follows_an_earlier_one_has_the_value_of_that_one(regime: str, wrong: list[str]) -> None:
    assert codes(declared(EXPORT, Regime=regime, TotalDeclaredValue="10.000")) == wrong


def test_an_invoice_at_nothing_is_told_once_and_not_computed_with() -> None:
    assert codes(declared(IMPORT, Invoice__TotalAmount="0")) == ["B18-2"]
    root = declared(IMPORT, Invoice__TotalAmount="0")
    for number in (1, 2, 3):
        root.put(f"GoodsItem:{number}/PaymentIndicator", "SP")
    assert codes(root) == []


def test_nothing_is_known_of_the_least_value_where_the_buyer_pays_and_no_freight_is_given() -> None:
    price = Sum.of_invoice(Decimal(100), "EUR", Decimal("10.5"), 1)
    fob, cfr = LAW.row("incoterms", "FOB"), LAW.row("incoterms", "CFR")
    assert fob is not None and cfr is not None
    bought = range_of_value(price, None, Decimal(5), fob, "import")
    assert (bought.least and bought.least.value, bought.most, bought.wants_freight) == (Decimal(1055), None, True)
    sold = range_of_value(price, Decimal(50), Decimal(5), cfr, "export")
    assert (sold.least and sold.least.shown(), sold.wants_freight) == ("100 EUR × 10.5 − 50 − 5 = 995 MAD", False)
