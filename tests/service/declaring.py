"""Declarations for the tests: the example import with fresh numbers, whole or cut down to one article."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
from lxml import etree

from tests.checkout import EXAMPLES

SPACE = "{urn:dumgate:dum:1}"
PDFS = ("invoice-2026-0417.pdf", "bill-of-lading-RSTU2600417.pdf")

_counter = itertools.count(1)


@dataclass
class Sending:
    """A declaration as bytes with its attachments, and what is known of it."""

    message_number: str
    reference: str
    body: bytes
    attachments: dict[str, bytes] = field(default_factory=dict)

    @property
    def files(self) -> list[tuple[str, tuple[str, bytes, str]]]:
        """As parts of multipart/form-data."""
        parts = [("declaration", ("dum.xml", self.body, "application/xml"))]
        return parts + [("attachment", (name, pdf, "application/pdf")) for name, pdf in self.attachments.items()]

    def post(self, client: httpx.Client, route: str = "/v1/submissions") -> httpx.Response:
        """Send it: with attachments as multipart, without as a raw body."""
        if self.attachments:
            return client.post(route, files=self.files)
        return client.post(route, content=self.body, headers={"Content-Type": "application/xml"})

    def drop(self, inbox: Path, name: str) -> None:
        """Drop it as an ERP does: each file written under a temporary name, then renamed; attachments first."""
        inbox.mkdir(parents=True, exist_ok=True)
        for each, content in {**self.attachments, name: self.body}.items():
            (inbox / f"{each}.part").write_bytes(content)
            (inbox / f"{each}.part").rename(inbox / each)


def whole(function: str = "2", reference: str | None = None, message_number: str | None = None) -> Sending:
    """The example import, three articles and two scans, with fresh numbers."""
    sending = _made((EXAMPLES / "import.xml").read_bytes(), function, reference, message_number)
    sending.attachments = {name: (EXAMPLES / name).read_bytes() for name in PDFS}
    return sending


def small(
    function: str = "2", reference: str | None = None, message_number: str | None = None, duties: bool = True
) -> Sending:
    """The example import cut down to its first article, without scans; without `duties` nothing is due."""

    def cut(root: Any) -> None:
        first, *others = root.findall(f"{SPACE}GoodsItem")
        for each in (*others, *root.findall(f"{SPACE}Attachment")):
            root.remove(each)
        value, mass = (first.findtext(f"{SPACE}{name}") for name in ("DeclaredValue", "NetMass"))
        _set(root, GoodsItemQuantity="1", FormQuantity="1", TotalNetMass=mass, TotalDeclaredValue=value)
        # what the article is worth: 1000 EUR × 10.6675 + 2225.49
        _set(root.find(f"{SPACE}Invoice"), TotalAmount="1000")
        _set(root, FreightAmount="2225.490", InsuranceAmount="0")
        total, drawn = root.find(f"{SPACE}DeclarationTotal"), first.find(f"{SPACE}DutiesAndTaxes")
        if not duties:
            root.remove(total)
            first.remove(drawn)
            return
        for of_type, of_article in zip(total.findall(f"{SPACE}Line"), drawn.findall(f"{SPACE}Line"), strict=True):
            _set(of_type, Amount=of_article.findtext(f"{SPACE}Amount"))
        _set(total, Total=drawn.findtext(f"{SPACE}Total"))

    return _made((EXAMPLES / "import.xml").read_bytes(), function, reference, message_number, cut)


def example(name: str, reference: str | None = None, change: Callable[[Any], None] = lambda root: None) -> Sending:
    """Another example without attachments, with fresh numbers; `change` is given its root."""
    return _made((EXAMPLES / f"{name}.xml").read_bytes(), "2", reference, None, change)


def with_attachments(**pdfs: bytes) -> Sending:
    """A small declaration that names each of `pdfs` (name without ending: bytes) with its true SHA-256."""
    import hashlib

    def name_them(root: Any) -> None:
        for name, content in files.items():
            attachment = etree.SubElement(root, f"{SPACE}Attachment")
            etree.SubElement(attachment, f"{SPACE}FileName").text = name
            etree.SubElement(attachment, f"{SPACE}SHA256").text = hashlib.sha256(content).hexdigest()

    files = {f"{name}.pdf": content for name, content in pdfs.items()}
    sending = small()
    root = etree.fromstring(sending.body)
    name_them(root)
    sending.body = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    sending.attachments = files
    return sending


def payment(dum_number: str, amount: str | Decimal, number: str | None = None, paid_at: str = "") -> bytes:
    """A payment as the office records it at its counter; amount in MAD."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Payment xmlns="urn:dumgate:payment:1">
  <PaymentNumber>{number or f"CAISSE-{next(_counter)}"}</PaymentNumber>
  <DUMNumber>{dum_number}</DUMNumber>
  <Amount>{amount}</Amount>
  <MethodCode>TRANSFER</MethodCode>
  <PaidAt>{paid_at or "2026-07-01T09:30:00"}</PaidAt>
</Payment>
""".encode()


def pay(client: httpx.Client, content: bytes) -> httpx.Response:
    """Post a payment."""
    return client.post("/v1/payments", content=content, headers={"Content-Type": "application/xml"})


def _made(
    example: bytes,
    function: str,
    reference: str | None,
    message_number: str | None,
    change: Callable[[Any], None] = lambda root: None,
) -> Sending:
    number = next(_counter)
    reference = reference or f"TEST-{number:06d}"
    message_number = message_number or f"20260630{number:08d}"
    root = etree.fromstring(example)
    _set(root, MessageNumber=message_number, DeclarantReference=reference, FunctionCode=function)
    change(root)
    body = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return Sending(message_number, reference, body)


def _set(element: Any, **values: str) -> None:
    for name, value in values.items():
        element.find(f"{SPACE}{name}").text = value
