"""Vectors of box 18 against the totals on attached invoices."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from schemas.law import shipped
from tests.schemas.check.papers import LAYOUTS, Node, write
from vectorkit.papers import name_attachment, sha256, with_text
from vectorkit.sound import sound
from vectorkit.vector import DAY, Fault, Vector

FAMILY, REGIME, INVOICE = "direct-import", "010", "A0006"


def invoice_vectors() -> Iterator[Vector]:
    """The same total and one that differs; another currency; two invoices whose sum is another."""
    base = sound(shipped().on(DAY), REGIME, 37, 1)
    currency, total = base["Invoice/CurrencyCode"].text, Decimal(base["Invoice/TotalAmount"].text)
    other = "USD" if currency == "EUR" else "EUR"
    whole = total.quantize(Decimal("0.01"))
    yield _vector(None, "invoice-of-the-same-total", base, [(currency, whole)])
    yield _vector(Fault("INV-1", "18"), "invoice-in-another-currency", base, [(other, whole)])
    yield _vector(Fault("INV-2", "18"), "invoice-of-another-total", base, [(currency, whole + 100)])
    yield _vector(
        Fault("INV-3", "18"), "invoices-of-another-sum", base, [(currency, whole), (currency, Decimal("250.00"))]
    )


def _vector(fault: Fault | None, name: str, base: Node, invoices: list[tuple[str, Decimal]]) -> Vector:
    root, files = base.copy(), dict[str, bytes]()
    root["Invoice"].children.append(Node("InvoiceQuantity", text=str(len(invoices))))
    for number, (currency, total) in enumerate(invoices, start=1):
        file = f"{name}-{number}.pdf"
        files[file] = with_text("COMMERCIAL INVOICE", f"Invoice No 2026-{number:03d}", f"TOTAL {total} {currency}")
        name_attachment(root, file, sha256(files[file]), INVOICE)
    words = {"fr": "La facture jointe a le total de la case 18.", "en": "The attached invoice has the total of box 18.",
             "ar": "الفاتورة المرفقة بنفس مجموع الخانة 18."}  # fmt: skip
    written = write(root, LAYOUTS[0]).content
    faults = (fault,) if fault else ()
    return Vector(name, FAMILY, "attachment", REGIME, written, files, faults, None if fault else words)
