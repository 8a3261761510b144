"""The documents that are pictured: each kind ordinary, longest, widest and emptiest, the form in each language."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from gateway.documents.document_kinds import kind_of
from renderers.dum_pdf import render_dum
from renderers.dum_xml import render_dum_xml
from renderers.form_records import OfficeBoxes
from renderers.records import Payer
from schemas.vocabulary import LANGUAGES
from tests.documents import examples, family
from tests.renderers.printed_form import samples

FACTS = "DUM2 QUITTANCE SPECIMEN-309Q20260000045 30901020260000123K 723452.00 001561191000048 2026-11-25 - 1"
SEAL = f"{FACTS} {b32encode(bytes(range(128))).decode().rstrip('=')}"
"""In the place of the QR code's sealed text, which would be another one each time."""


@dataclass(frozen=True, slots=True)
class Pictured:
    """A document to picture: its `name`, how its PDF is made (the same bytes each time), and whether `all_pages` are
    pictured or only the first two and the last."""

    name: str
    make: Callable[[], bytes]
    all_pages: bool = True

    def pages(self, count: int) -> list[int]:
        """The pages to picture, from 1, of a document with `count` pages."""
        return list(range(1, count + 1)) if self.all_pages else sorted({1, min(2, count), count})


def issued(record: object) -> bytes:
    """The PDF of a record, not signed."""
    kind = kind_of(record)
    return kind.to_pdf(record, kind.to_xml(record), SEAL)


def form(record: Any, language: str) -> bytes:
    """The printed form as it is issued: once, without a destination; not signed."""
    return render_dum(record, render_dum_xml(record), SEAL, None, language)


QUITTANCE = replace(examples.QUITTANCE, number="SPECIMEN-309Q20260000045")
PART_PAYMENT = examples.REPLACING_QUITTANCE
EMPTY_QUITTANCE = replace(
    QUITTANCE,
    payer=Payer("A", None, None, None),
    declarant_reference="R",
    assessment=examples.assessment(()),
    amount=Decimal(1),
)
CERTIFICATE = replace(
    family.CERTIFICATE, registered_at=family.CERTIFICATE.issued_at - timedelta(days=120), deadline=date(2026, 9, 14)
)
NOTICE = family.NOTICE
FORM = samples.document(samples.IMPORT.read_bytes())
EMPTY_FORM = samples.document(samples.EMPTIEST, OfficeBoxes())
MORE_FORMS = {
    "assessed": replace(FORM, boxes=replace(samples.BOXES, assessed=examples.assessment())),
    "cancelled": replace(FORM, cancelled=True),
    "two-articles": samples.document(samples.with_articles(2, 20)),
    "thirteen-articles": samples.document(samples.with_articles(13)),
    **{path.stem: samples.document(path.read_bytes()) for path in samples.EXAMPLES if path.name != "faulty.xml"},
}

DOCUMENTS = (
    Pictured("quittance", partial(issued, QUITTANCE)),
    Pictured("quittance-part", partial(issued, PART_PAYMENT)),
    Pictured("quittance-longest", partial(issued, examples.LONG_QUITTANCE), all_pages=False),
    Pictured("quittance-widest", partial(issued, examples.WIDE_QUITTANCE)),
    Pictured("quittance-emptiest", partial(issued, EMPTY_QUITTANCE)),
    Pictured("quittance-lawful", partial(issued, examples.LAWFUL_QUITTANCE)),
    Pictured("certificate", partial(issued, CERTIFICATE)),
    Pictured("certificate-longest", partial(issued, family.LONG_CERTIFICATE), all_pages=False),
    Pictured("certificate-widest", partial(issued, family.WIDE_CERTIFICATE)),
    Pictured("certificate-emptiest", partial(issued, family.EMPTY_CERTIFICATE)),
    Pictured("dasf", partial(issued, NOTICE)),
    Pictured("dasf-longest", partial(issued, family.LONG_NOTICE), all_pages=False),
    Pictured("dasf-widest", partial(issued, family.WIDE_NOTICE)),
    Pictured("dasf-emptiest", partial(issued, family.EMPTY_NOTICE)),
    *(Pictured(f"dum-{language}", partial(form, FORM, language), all_pages=False) for language in LANGUAGES),
    *(Pictured(f"dum-longest-{each}", partial(form, samples.LONG, each), all_pages=False) for each in LANGUAGES),
    *(Pictured(f"dum-emptiest-{each}", partial(form, EMPTY_FORM, each)) for each in LANGUAGES),
)

MORE = tuple(
    Pictured(f"dum-{name}-{language}", partial(form, record, language), all_pages=len(record.declaration) < 20_000)
    for name, record in MORE_FORMS.items()
    for language in LANGUAGES
)
"""What is looked at besides, and not kept."""
