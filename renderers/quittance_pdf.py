"""The quittance as PDF: PDF/A-3a and PDF/UA-1 in one file, with the signed XML inside as associated file."""

from __future__ import annotations

from typing import Any

from renderers.formats import money
from renderers.labels import payment_methods
from renderers.records import Quittance
from renderers.typesetting import duties, person, shown, typeset, when, whole_day, written
from schemas.vocabulary import LANGUAGES


def render_quittance(record: Quittance, signed_xml: bytes, qr_text: str) -> bytes:
    """The quittance's PDF, not yet signed; `signed_xml` is attached as `<number>.quittance.xml`. See `typeset`."""
    return typeset("quittance", _data(record), signed_xml, qr_text, record.issued_at)


def _data(record: Quittance) -> dict[str, Any]:
    """All that the template prints, formatted: the template decides places, never figures."""
    return {
        "specimen": record.specimen,
        "number": record.number,
        "issued": when(record.issued_at),
        "office": shown(f"{record.office} – {record.office_name}"),
        "payer": person(record.payer),
        "dum": record.dum_number,
        "registered": when(record.registered_at),
        "reference": shown(record.declarant_reference, 60),
        "assessment": record.assessment.number,
        "claim": record.claim if record.claim != record.assessment.number else None,
        "due_on": None if record.due_on is None else whole_day(record.due_on),
        **duties(record.assessment),
        "total": money(record.assessment.total),
        "paid": money(record.amount),
        "paid_in_words": written(record.amount),
        "outstanding": money(record.outstanding) if record.outstanding else None,
        "surplus": money(record.surplus) if record.surplus else None,
        "replaces": record.replaces,
        "payment": record.payment_number,
        "method": payment_methods().get(record.payment_method, dict.fromkeys(LANGUAGES, record.payment_method)),
        "paid_at": when(record.paid_at),
        "attachment": f"{record.number}.quittance.xml",
    }
