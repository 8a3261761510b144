"""Box 18 against the totals that were read on the attached invoices: silent unless all of them were read."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from parsers.xml import read_xml
from schemas.attachments import ReadInvoice, Received, check_invoices
from schemas.check import check
from schemas.findings import Finding

from .judged import check_words
from .papers import LAYOUTS, Node, Written, write
from .rule_cases import IMPORT, put_in
from .samples import DUM_FORM, LAW, sample

INVOICE, WAYBILL = "invoice-2026-0417.pdf", "bill-of-lading-RSTU2600417.pdf"
SECOND = "0" * 64
TOTAL = ReadInvoice(Decimal("5950.00"), "EUR", 1, "TOTAL EUR")


def compared(root: Node, read: dict[str, ReadInvoice | None]) -> tuple[Written, list[Finding]]:
    """What is said of box 18 where this was read on the files that came as announced."""
    written = write(root, LAYOUTS[3])
    reading = read_xml(written.content)
    assert reading.root is not None and reading.source is not None
    view = check(reading.root, reading.source, DUM_FORM, LAW).view
    assert view is not None
    hashes = {each["FileName"].text: each["SHA256"].text for each in root.children if each.name == "Attachment"}
    received = [Received(name, hashes[name], invoice) for name, invoice in read.items()]
    found = check_invoices(view, reading.source, received, LAW)
    for each in found:
        check_words(each)
    return written, found


def codes(root: Node, read: dict[str, ReadInvoice | None]) -> list[str]:
    return [each.code for each in compared(root, read)[1]]


def two_invoices() -> Node:
    root = sample(IMPORT).put("Invoice/InvoiceQuantity", "2")
    leaves = {"FileName": "second.pdf", "SHA256": SECOND, "DocumentTypeCode": "A0006"}
    put_in("", None, Node("Attachment", [Node(name, text=text) for name, text in leaves.items()]))(root)
    return root


@pytest.mark.parametrize("amount", ["5950", "5950.000", "5950.01", "5949.990"])
def test_the_same_total_within_the_tolerance_is_silent(amount: str) -> None:
    assert codes(sample(IMPORT), {INVOICE: replace(TOTAL, amount=Decimal(amount))}) == []


@pytest.mark.parametrize("amount", ["5950.011", "5949.989", "595", "0", "59500000000.25"])
def test_another_total_is_told_at_box_18_with_what_was_read(amount: str) -> None:
    root = sample(IMPORT)
    written, (told,) = compared(root, {INVOICE: replace(TOTAL, amount=Decimal(amount), page=3), WAYBILL: None})
    assert (told.code, told.severity, told.box, told.file) == ("INV-2", "warned", "18", INVOICE)
    assert told.position == written.position(root["Invoice/TotalAmount"], "value")
    assert told.value == "5950.000"
    for language in ("fr", "en", "ar"):
        assert all(word in told.message(language) for word in (amount, INVOICE, "TOTAL EUR", "5950.000", "3"))
    assert codes(root.put("Invoice/TotalAmount", amount), {INVOICE: replace(TOTAL, amount=Decimal(amount))}) == []


def test_another_currency_is_told_once_and_before_the_amount() -> None:
    root = sample(IMPORT)
    written, (told,) = compared(root, {INVOICE: replace(TOTAL, amount=Decimal(1), currency="USD")})
    assert (told.code, told.box, told.value, told.file) == ("INV-1", "18", "EUR", INVOICE)
    assert told.position == written.position(root["Invoice/CurrencyCode"], "value")
    assert codes(root, {INVOICE: replace(TOTAL, currency=None)}) == []


def test_several_invoices_are_summed_when_all_were_read() -> None:
    half = replace(TOTAL, amount=Decimal("2975.00"))
    assert codes(two_invoices(), {INVOICE: half, "second.pdf": half}) == []
    assert codes(two_invoices(), {INVOICE: half, "second.pdf": None}) == []
    assert codes(two_invoices(), {INVOICE: half}) == []
    _, (told,) = compared(two_invoices(), {INVOICE: half, "second.pdf": replace(half, amount=Decimal("2975.10"))})
    assert (told.code, told.facts["sum"], told.facts["count"], told.file) == ("INV-3", "5950.1", 2, None)


def test_fewer_or_more_totals_than_invoices_say_nothing() -> None:
    other = replace(TOTAL, amount=Decimal(1))
    assert codes(sample(IMPORT).put("Invoice/InvoiceQuantity", "2"), {INVOICE: other}) == []
    assert codes(two_invoices().put("Invoice/InvoiceQuantity", "1"), {INVOICE: other, "second.pdf": other}) == []
    assert codes(sample(IMPORT).drop("Invoice/InvoiceQuantity"), {INVOICE: other}) == ["INV-2"]
    assert codes(sample(IMPORT), {}) == []


def test_only_files_that_may_be_invoices_count() -> None:
    other = replace(TOTAL, amount=Decimal(1))
    assert codes(sample(IMPORT), {INVOICE: TOTAL, WAYBILL: other}) == []
    assert codes(sample(IMPORT).put("Attachment/DocumentTypeCode", "04200"), {INVOICE: other}) == []
    assert codes(sample(IMPORT).drop("Attachment/DocumentTypeCode"), {INVOICE: other, WAYBILL: None}) == ["INV-2"]
    untyped = sample(IMPORT).drop("Attachment:2/DocumentTypeCode")
    assert codes(untyped, {INVOICE: None, WAYBILL: TOTAL}) == []
    assert codes(untyped, {INVOICE: other, WAYBILL: None}) == ["INV-2"]


def test_a_faulty_or_missing_box_18_is_not_compared() -> None:
    other = replace(TOTAL, amount=Decimal(1))
    assert codes(sample(IMPORT).put("Invoice/TotalAmount", "5 950"), {INVOICE: other}) == []
    assert codes(sample(IMPORT).drop("Invoice"), {INVOICE: other}) == []


def test_a_label_cannot_break_the_sentence() -> None:
    label = "TOTAL }{ \u202e\n" + "x" * 500
    _, (told,) = compared(sample(IMPORT), {INVOICE: replace(TOTAL, amount=Decimal(1), label=label)})
    for language in ("fr", "en", "ar"):
        said = told.message(language)
        assert "}{" in said and "\u202e" not in said and "\n" not in said and len(said) < 350


def test_what_was_read_goes_through_the_log() -> None:
    for invoice in (TOTAL, replace(TOTAL, amount=Decimal("1E+9"), currency=None)):
        assert ReadInvoice.from_record(json.loads(json.dumps(invoice.to_record()))) == invoice
