"""Faults of the attachments that a declaration names."""

from __future__ import annotations

from .papers import Node
from .rule_cases import IMPORT, TRANSIT, Case, drop, put, put_in

INVOICE_SHA256 = "be255a43b09c86fe59137ccab300f6199cd5d472bd17348708ce03eb4dce1fa7"

CASES: tuple[Case, ...] = (
    Case("DOC-1", IMPORT, put_in("Attachment:2", None, Node("ArticleNumber", text="4")), None,
         at="Attachment:2/ArticleNumber"),
    Case("DOC-2", IMPORT, put(Attachment__DocumentTypeCode="04200"), "18", at="Invoice/InvoiceQuantity"),
    Case("DOC-2", IMPORT, drop("Attachment"), "18", at="Invoice/InvoiceQuantity"),
    Case("DOC-3", IMPORT, put(Attachment_2__SHA256=INVOICE_SHA256), None, at="Attachment:2/SHA256"),
)  # fmt: skip

SOUND = (
    (IMPORT, put_in("Attachment:2", None, Node("ArticleNumber", text="3"))),
    (IMPORT, put(Invoice__InvoiceQuantity="3")),
    (IMPORT, drop("Attachment:2", "Attachment")),
    (IMPORT, drop("Attachment/DocumentTypeCode")),
    (TRANSIT, put()),
)
"""What looks like a fault and is none, or cannot be known."""
