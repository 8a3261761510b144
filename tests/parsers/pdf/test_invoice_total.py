"""The total of a born-digital invoice: read where it is clear, None where it is not, never a fault of the file."""

from __future__ import annotations

import importlib.util
from decimal import Decimal
from pathlib import Path

import pytest

from parsers.pdf import examine_pdf
from parsers.pdf.examiner_protocol import line, read_report
from schemas.attachments import ReadInvoice
from tests.checkout import EXAMPLES
from tests.parsers.pdf.building import new_pdf, printed, saved, typeset

pytestmark = pytest.mark.service


Item = tuple[float, float, float, str]
Read = tuple[str, str | None] | None

TITLE: Item = (60, 780, 18, "FACTURE 2026-311")
ARABIC = '#set text(lang: "ar", dir: rtl, font: ("Amiri", "Noto Sans"))\n#text(size: 18pt)[فاتورة رقم 311]\n\n'


def read(content: bytes) -> Read:
    """Amount as printed in full, and currency; an invoice is never a fault."""
    examination = examine_pdf(content, "a.pdf")
    assert examination.findings == ()
    return (str(examination.invoice.amount), examination.invoice.currency) if examination.invoice else None


def row(label: str, figure: str, y: float = 300) -> tuple[Item, Item]:
    """A label and, far to its right, a figure."""
    return (60, y, 10, label), (400, y, 10, figure)


@pytest.mark.parametrize(
    "label",
    [
        *("TOTAL", "TOTAL :", "Total (EUR)", "TOTAL EUR", "TOTAL FACTURE", "Total général", "MONTANT TOTAL"),
        *("Net à payer", "TOTAL T.T.C.", "TOTAL HT", "Grand total", "Total amount", "Amount due", "Invoice total"),
        *("Total due", "Totale fattura", "Importe total", "Gesamtbetrag", "Rechnungsbetrag", "TOTAL FOB GENOVA"),
        *("Total facture / Invoice total", "Montant total TTC en EUR", "Total CIF Casablanca (Incoterms 2020)"),
    ],
)
def test_labels_of_totals(label: str) -> None:
    assert read(printed(TITLE, *row(label, "6 000,00 EUR"))) == ("6000.00", "EUR")


def test_page_and_label_are_told() -> None:
    invoice = examine_pdf(typeset("= FACTURE\nx #pagebreak() Net à payer : #h(1fr) 6 000,00 €"), "a.pdf").invoice
    assert invoice == ReadInvoice(Decimal("6000.00"), "EUR", 2, "Net à payer")


@pytest.mark.parametrize(
    ("figure", "amount", "currency"),
    [
        ("1 234,56", "1234.56", None),
        ("1.234,56 €", "1234.56", "EUR"),
        ("1,234.56 USD", "1234.56", "USD"),
        ("1'234.56 CHF", "1234.56", "CHF"),
        ("5950.000 EUR", "5950.000", "EUR"),
        ("1,234 EUR", "1234", "EUR"),
        ("1.234 EUR", "1234", "EUR"),
        ("1 234 567,89 EUR", "1234567.89", "EUR"),
        ("1.234.567,89", "1234567.89", None),
        ("$6,000.00", "6000.00", "USD"),
        ("US$ 6,000.00", "6000.00", "USD"),
        ("€6.000,00", "6000.00", "EUR"),
        ("EUR 6000", "6000", "EUR"),
        ("£ 1,000.50", "1000.50", "GBP"),
        ("12 500,00 DH", "12500.00", "MAD"),
        ("12 500,00 MAD", "12500.00", "MAD"),
        ("6\xa0000,00\xa0€", "6000.00", "EUR"),
        ("6.000,- EUR", "6000", "EUR"),
        ("6 000,00 euros TTC", "6000.00", "EUR"),
        ("**6 000,00**", "6000.00", None),
    ],
)
def test_amounts_as_several_countries_print_them(figure: str, amount: str, currency: str | None) -> None:
    assert read(printed(TITLE, *row("TOTAL FACTURE", figure))) == (amount, currency)


def test_one_mark_before_three_digits_is_decimal_where_the_currency_has_three_decimals_elsewhere() -> None:
    assert read(printed(TITLE, *row("Lot", "5950.500 TND", 400), *row("TOTAL", "1.234 TND"))) == ("1.234", "TND")
    assert read(printed(TITLE, *row("Lot", "5950.50 TND", 400), *row("TOTAL", "1.234 TND"))) == ("1234", "TND")


@pytest.mark.parametrize(
    ("label", "figure"),
    [
        *(("TOTAL KG", "2014.30"), ("TOTAL COLIS", "101"), ("TOTAL CARTONS", "40"), ("TOTAL QTY", "1 200")),
        *(("Total weight", "2 014,30"), ("Total pages", "2"), ("TOTAL", "101"), ("TOTAL", "2 014.300 kg")),
        *(("Total gross weight (kg)", "1,200.00"), ("Sous-total", "500,00"), ("Sub-total EUR", "500.00")),
        *(("Total TVA", "1 000,00"), ("Total remise", "1 000,00"), ("Total freight", "900.00"), ("TOTAL", "25 %")),
        *(("TOTAL FACTURE", "-6 000,00 EUR"), ("TOTAL FACTURE", "(6 000,00)"), ("TOTAL FACTURE", "2026-311")),
        *(("TOTAL FACTURE", "12/06/2026"), ("Total à reporter", "3 000,00"), ("Total tomatoes", "9 900.00")),
    ],
)
def test_what_is_no_total(label: str, figure: str) -> None:
    assert read(printed(TITLE, *row(label, figure))) is None


@pytest.mark.parametrize(
    "title",
    [
        *("FACTURE", "FACTURE N° TR-2026-311", "COMMERCIAL INVOICE", "PROFORMA INVOICE", "Facture proforma"),
        *("FATTURA / INVOICE 2026", "Factura comercial", "RECHNUNG Nr. 12", "F A C T U R E", "Facture du 12/06/2026"),
        *("TAX INVOICE", "COMMERCIAL INVOICE / PACKING LIST"),
    ],
)
def test_titles_of_invoices(title: str) -> None:
    assert read(printed((60, 780, 18, title), *row("TOTAL", "6 000,00 EUR"))) == ("6000.00", "EUR")


@pytest.mark.parametrize(
    ("title", "mention"),
    [
        *(("PACKING LIST", "Invoice No. 2026-311"), ("BILL OF LADING", "Invoice 2026-311"), ("CMR", "Facture 12")),
        *(("Liste de colisage", "Facture n° 311"), ("DEVIS", "Adresse de facturation"), ("AVOIR", "Facture 12")),
        *(("Letter", "see invoice 2026-311 for the price"), ("ACME", "Please find our invoice attached")),
        ("PACKING LIST - INVOICE No. 311", "14 cartons"),
    ],
)
def test_a_paper_that_names_an_invoice_is_none(title: str, mention: str) -> None:
    mentions = (60, 700, 10, mention)
    assert read(printed((60, 780, 18, title), mentions, *row("TOTAL", "6 000,00 EUR"))) is None


def test_an_invoice_that_names_other_papers_is_one() -> None:
    others = (
        (60, 815, 10, "Delivery note 9"),
        (60, 700, 10, "Bon de livraison n° 445"),
        (60, 680, 10, "Packing list no 4"),
        (60, 660, 10, "B/L 7"),
    )
    assert read(printed(TITLE, *others, *row("TOTAL", "6 000,00 EUR"))) == ("6000.00", "EUR")


TOTALS: dict[str, tuple[list[tuple[str, str]], Read]] = {
    "different, equally strong": ([("TOTAL", "6 000,00 EUR"), ("TOTAL", "7 000,00 EUR")], None),
    "the same, twice": ([("TOTAL", "6 000,00 EUR"), ("TOTAL", "6,000.00 EUR")], ("6000.00", "EUR")),
    "before tax, tax, with tax": (
        [("TOTAL HT", "5 000,00 EUR"), ("TVA 20%", "1 000,00 EUR"), ("TOTAL TTC", "6 000,00 EUR")],
        ("6000.00", "EUR"),
    ),
    "a part, then the whole": ([("Total", "5 000,00 EUR"), ("GRAND TOTAL", "6 000,00 EUR")], ("6000.00", "EUR")),
    "a deposit": (
        [("TOTAL FACTURE", "6 000,00 EUR"), ("Acompte", "2 000,00 EUR"), ("NET A PAYER", "4 000,00 EUR")],
        ("6000.00", "EUR"),
    ),
    "carried forward": ([("Total à reporter", "3 000,00"), ("TOTAL", "6 000,00")], ("6000.00", None)),
    "of one product": ([("Total tomatoes", "9 900.00"), ("TOTAL EUR", "15 020.00")], ("15020.00", "EUR")),
    "another currency in the label": ([("TOTAL EUR", "64 000,00 MAD")], None),
}


@pytest.mark.parametrize("case", TOTALS)
def test_several_totals(case: str) -> None:
    rows, expected = TOTALS[case]
    items = [item for place, (label, figure) in enumerate(rows) for item in row(label, figure, 400 - 20 * place)]
    assert read(printed(TITLE, *items)) == expected


def across(y: float, *cells: str) -> list[Item]:
    return [(x, y, 10, cell) for x, cell in zip((60, 220, 320, 450), cells, strict=False)]


LAYOUTS: dict[str, tuple[list[Item], Read]] = {
    "packages and weight in the same row": (
        across(300, "TOTAL", "101 colis", "2 014.300 kg", "5 950.00 EUR"),
        ("5950.00", "EUR"),
    ),
    "the heads of the columns tell": (
        [
            *across(400, "Designation", "Colis", "Poids net", "Montant"),
            *across(380, "Tomates", "40", "1000.00", "2 000.00"),
            *across(360, "Poivrons", "61", "1014.30", "3 950.00"),
            *across(300, "TOTAL", "101", "2014.30", "5 950.00"),
        ],
        ("5950.00", None),
    ),
    "a column of items under the head Total": (
        [*across(400, "Designation", "Total"), *across(380, "Tomates", "20.00"), *across(360, "Poivrons", "39.50")],
        None,
    ),
    "amounts below heads": (
        [*across(300, "Total HT", "TVA", "Total TTC"), *across(284, "5 000,00", "1 000,00", "6 000,00")],
        ("6000.00", None),
    ),
    "two blocks side by side": (across(300, "Total colis", "101", "TOTAL", "6 000,00 EUR"), ("6000.00", "EUR")),
    "two currencies": (across(300, "TOTAL", "6 000,00 EUR", "64 000,00 MAD"), None),
    "currency in its own column": (across(300, "Total FOB Genova", "-", "EUR", "5 950.00"), ("5950.00", "EUR")),
    "larger figures": ([(60, 300, 10, "TOTAL"), (400, 297, 18, "6 000,00 EUR")], ("6000.00", "EUR")),
    "one run of text": ([(60, 300, 10, "TOTAL FACTURE : 6 000,00 EUR")], ("6000.00", "EUR")),
    "leader dots": ([(60, 300, 10, "TOTAL FACTURE......................6 000,00 EUR")], ("6000.00", "EUR")),
    "bold by printing twice": (
        [*row("TOTAL", "6 000,00 EUR"), (60.3, 300, 10, "TOTAL"), (400.3, 300, 10, "6 000,00 EUR")],
        ("6000.00", "EUR"),
    ),
    "no amount": ([(60, 300, 10, "TOTAL FACTURE")], None),
    "too small to be read": (
        [(60, 300, 0.9, "GRAND TOTAL"), (90, 300, 0.9, "9 175,68 EUR"), *row("TOTAL", "6 000,00 EUR", 280)],
        ("6000.00", "EUR"),
    ),
    "beside the page": (
        [(700, 300, 10, "GRAND TOTAL"), (800, 300, 10, "9 000,00 EUR"), *row("TOTAL", "6 000,00 EUR", 280)],
        ("6000.00", "EUR"),
    ),
    "below the page": ([*row("TOTAL", "6 000,00 EUR", -40)], None),
}


@pytest.mark.parametrize("case", LAYOUTS)
def test_where_the_amount_stands(case: str) -> None:
    items, expected = LAYOUTS[case]
    assert read(printed(TITLE, *items)) == expected


def test_turned_text_does_not_count_and_a_turned_page_does() -> None:
    turned = b"BT /F1 12 Tf 0 1 -1 0 60 300 Tm (GRAND TOTAL 9 000,00 EUR) Tj ET"
    assert read(printed(TITLE, *row("TOTAL", "6 000,00 EUR"), rest=turned)) == ("6000.00", "EUR")
    slanted = b"BT /F1 12 Tf 0.993 0.12 -0.12 0.993 60 200 Tm (TOTAL 9,00) Tj ET"
    assert read(printed(TITLE, *row("TOTAL", "6 000,00 EUR"), rest=slanted)) == ("6000.00", "EUR")
    page = (
        b"BT /F1 18 Tf 0 1 -1 0 60 60 Tm (FACTURE 1) Tj ET BT /F1 10 Tf 0 1 -1 0 300 60 Tm (TOTAL 6 000,00 EUR) Tj ET"
    )
    assert read(printed(rest=page, page=b"/Rotate 90")) == ("6000.00", "EUR")


TABLE = """= FACTURE TR-2026-311
#table(columns: (1fr, auto, auto, auto), [Désignation], [Qté], [Prix], [Montant],
 [Pompes], [12], [250,00], [3 000,00], [Vannes], [30], [100,00], [3 000,00],
 table.cell(colspan: 3)[*TOTAL FACTURE*], [*6 000,00 €*])"""
TALL_CELL = """= INVOICE 12
#table(columns: (3cm, 4cm), align: (left + horizon, right + horizon), [GRAND TOTAL \\ (USD)], [6,000.00])"""


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (TABLE, ("6000.00", "EUR")),
        (TALL_CELL, ("6000.00", None)),
        ("= FACTURE\nTOTAL TTC #h(1fr) 6\u202f000,00\u00a0€", ("6000.00", "EUR")),
        (ARABIC + "#table(columns: (1fr, 4cm), [المبلغ الإجمالي], [6~000,00 درهم])", ("6000.00", "MAD")),
        (ARABIC + "المجموع: ٦٠٠٠٫٥٠ درهم", ("6000.50", "MAD")),
        (ARABIC + "المجموع الصافي: ٦٠٠٠٫٥٠ درهم", None),
        (ARABIC + "#table(columns: (1fr, 1fr, 1fr), [المجموع], [6~000,00 EUR], [TOTAL])", ("6000.00", "EUR")),
    ],
    ids=("table", "tall cell", "narrow spaces", "Arabic", "Arabic digits", "unknown Arabic label", "two languages"),
)
def test_documents_of_an_office_program(source: str, expected: Read) -> None:
    assert read(typeset(source)) == expected


def test_only_the_first_pages_are_read() -> None:
    total = "TOTAL TTC #h(1fr) 6 000,00 €"
    assert read(typeset("= FACTURE\n" + "x #pagebreak()\n" * 19 + total)) == ("6000.00", "EUR")
    assert read(typeset("= FACTURE\n" + "x #pagebreak()\n" * 20 + total)) is None


def test_blank_pages_have_none() -> None:
    assert read(saved(new_pdf(3))) is None


def test_the_protocol_carries_it() -> None:
    invoice = ReadInvoice(Decimal("6000.00"), None, 3, "المجموع")
    report = read_report(line(judged=True) + line(invoice=invoice.to_record(), finished=True))
    assert (report.judged, report.invoice) == (True, invoice)
    cut = read_report(line(judged=True) + line(invoice=invoice.to_record(), finished=True)[:-1])
    assert (cut.judged, cut.invoice) == (True, None)


def test_the_example_is_what_its_script_makes(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("make_invoice", EXAMPLES / "make_invoice.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.make(tmp_path)
    content = (EXAMPLES / script.NAME).read_bytes()
    assert (tmp_path / script.NAME).read_bytes() == content
    assert read(content) == ("6000.00", "EUR")
