"""The attachments as the declaration names them. Whether they came is told by `schemas.attachments`."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.rules import Circumstances, Fault, Group, rule

INVOICE = "invoice"


@rule("DOC-1", each="Attachment")
def attachment_belongs_to_an_article(attachment: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """An attachment of an article names one that is there."""
    if attachment.article_number is None:
        return
    count = len(circumstances.dum.goods_item)
    if attachment.article_number > count:
        yield attachment.fault("article_number", name=attachment.file_name, count=count)


@rule("DOC-2")
def an_invoice_is_among_the_attachments(dum: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Box 18 announces invoices, and none of the attachments may be one.

    One file may hold several invoices, so fewer files than invoices say nothing; nor do files without a type.
    """
    if not dum.attachment or dum.invoice is None or not dum.invoice.invoice_quantity:
        return
    for attachment in dum.attachment:
        row = circumstances.law.row("document_types", attachment.document_type_code or "")
        if row is None or row["kind"] == INVOICE:
            return
    yield dum.invoice.fault("invoice_quantity")


@rule("DOC-3")
def each_attachment_is_named_once(dum: Group, _: Circumstances) -> Iterator[Fault]:
    """The same bytes under two names."""
    seen: dict[str, str] = {}
    for attachment in dum.attachment:
        first, digest = attachment.given("file_name"), attachment.given("sha256")
        if digest in seen and first not in (None, seen[digest]):  # ATT05 tells the same name twice
            yield attachment.fault("sha256", name=first, other=seen[digest])
        elif digest is not None and first is not None:
            seen[digest] = first
