"""Attachments: each file that a declaration names was received as announced, and nothing else came with it; what was
read on invoices is what box 18 says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lxml import etree

from schemas.declaration import Group, Unbound, text_of
from schemas.findings import Finding, finding
from schemas.form import Field, Form
from schemas.gathering import Places
from schemas.law import LawOfDay
from schemas.rules import amount

INVOICE = "invoice"
"""The kind of a type of document (`document_types.csv`) that is an invoice."""

LONGEST_LABEL = 80
"""Characters of the words beside a total that a finding carries."""


@dataclass(frozen=True, slots=True)
class ReadInvoice:
    """A total that was read on an invoice: how much, in which currency (None where that was not read), on which page
    (from 1), and the words that stand beside it."""

    amount: Decimal
    currency: str | None
    page: int
    label: str

    def to_record(self) -> dict[str, Any]:
        """It as plain data for the event log; `from_record` gives it back."""
        return {"amount": f"{self.amount:f}", "currency": self.currency, "page": self.page, "label": self.label}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> ReadInvoice:
        """A total from what `to_record` gave."""
        return cls(Decimal(record["amount"]), record["currency"], record["page"], record["label"])


@dataclass(frozen=True, slots=True)
class Received:
    """A file that came with the declaration: its name, the SHA-256 (hex) of its bytes, and the total that was read on
    it where it looks like an invoice."""

    name: str
    sha256: str
    invoice: ReadInvoice | None = None


def check_attachments(
    root: etree._Element,
    places: Places,
    form: Form,
    received: Sequence[Received],
    rejected: Mapping[str, Finding],
) -> list[Finding]:
    """Compare the names and hashes in the declaration with the files that came.

    `rejected` are named files that were refused at the door, with the finding that says why: it is given in the place
    of "not received". The hash is required of XML; EDIFACT carries none and does not come through here.
    """
    namespace = etree.QName(form.root.tag).namespace
    group = form.root.by_tag[f"{{{namespace}}}Attachment"]
    found: list[Finding] = []
    hashes = {each.name: each.sha256 for each in received}
    named: Counter[str] = Counter()
    for attachment in root.findall(group.tag):
        file_name = attachment.find(f"{{{namespace}}}FileName")
        if file_name is None:
            continue
        name = text_of(file_name)
        named[name] += 1
        if not _sound(file_name, group):
            continue
        at = places.value(file_name)
        digest = attachment.find(f"{{{namespace}}}SHA256")
        if named[name] > 1:
            found.append(finding("ATT05", value=name, facts={"name": name}, position=at))
        elif name in rejected:
            found.append(rejected[name].placed(at))
        elif name not in hashes:
            found.append(finding("ATT02", value=name, facts={"name": name}, position=at))
        elif digest is None:
            found.append(finding("ATT01", facts={"name": name}, position=places.end(attachment)))
        elif _sound(digest, group) and text_of(digest) != hashes[name]:
            facts = {"name": name, "sha256": hashes[name]}
            found.append(finding("ATT04", value=text_of(digest), facts=facts, position=places.value(digest)))
    repeated = Counter(each.name for each in received)
    end = places.end(root)
    for name, count in repeated.items():
        if name not in named:
            found.append(finding("ATT03", value=name, facts={"name": name}, file=name, position=end))
        if count > 1:
            found.append(finding("ATT05", value=name, facts={"name": name}, file=name, position=end))
    return found


def placed_at_their_names(found: Sequence[Finding], root: etree._Element, places: Places, form: Form) -> list[Finding]:
    """What was found in the files themselves, pointed at where the declaration names them; else at its end."""
    namespace = etree.QName(form.root.tag).namespace
    names = {text_of(each): each for each in root.findall(f"{{{namespace}}}Attachment/{{{namespace}}}FileName")}
    end = places.end(root)
    return [each.placed(places.value(names[each.file]) if each.file in names else end) for each in found]


def check_invoices(view: Group, places: Places, received: Sequence[Received], law: LawOfDay) -> list[Finding]:
    """Compare box 18 with the totals that were read on the invoices that came.

    Only where as many totals were read as invoices are announced (one where their number is not given), and none of the
    files that are declared as invoices is without: a sum of some says nothing.
    """
    try:
        declared = view.invoice
        if declared is None:
            return []
        total, currency, announced = declared.total_amount, declared.currency_code, declared.invoice_quantity or 1
    except Unbound:
        return []
    read = _invoices(view, received, law)
    if len(read) != announced:
        return []
    parent, definition = declared.place
    for file, invoice in read:
        if invoice.currency not in (None, currency):
            at = places.value(parent.find(definition.by_attribute["currency_code"].tag))
            facts = {"currency": invoice.currency, "page": invoice.page}
            return [finding("INV-1", value=currency, facts=facts, file=file, position=at)]
    whole = sum((invoice.amount for _, invoice in read), Decimal(0))
    if abs(whole - total) <= law.tolerances["invoice"]:
        return []
    leaf = parent.find(definition.by_attribute["total_amount"].tag)
    given: dict[str, Any] = {"value": text_of(leaf), "position": places.value(leaf)}
    if len(read) > 1:
        several = {"currency": currency, "count": len(read), "sum": amount(whole)}
        return [finding("INV-3", facts=several, **given)]
    file, invoice = read[0]
    single = {"currency": currency, "amount": amount(invoice.amount), "page": invoice.page}
    return [finding("INV-2", facts={**single, "label": invoice.label[:LONGEST_LABEL]}, file=file, **given)]


def _invoices(view: Group, received: Sequence[Received], law: LawOfDay) -> list[tuple[str, ReadInvoice]]:
    """What was read on the files that may be invoices: those declared as such, and those without a type.

    Nothing where one that is declared as an invoice was not read. A file that is not the one announced is passed over.
    """
    came = {(each.name, each.sha256): each.invoice for each in received}
    found: list[tuple[str, ReadInvoice]] = []
    for attachment in view.given("attachment") or ():
        name, code = attachment.given("file_name"), attachment.given("document_type_code")
        invoice = came.get((name, attachment.given("sha256")))
        row = law.row("document_types", code or "")
        if code is not None and (row is None or row["kind"] != INVOICE):
            continue
        if invoice is not None:
            found.append((name, invoice))
        elif code is not None:
            return []
    return found


def _sound(leaf: etree._Element, group: Field) -> bool:
    """True where the XSD takes the value: what it refuses has its finding, and is not judged twice."""
    return group.by_tag[leaf.tag].accepts(text_of(leaf))
