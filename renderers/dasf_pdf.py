"""The last notice without charge (DASF) as PDF, with the signed XML inside as associated file."""

from __future__ import annotations

from typing import Any

from renderers.formats import day, money, rate
from renderers.labels import labels
from renderers.records import LastNotice
from renderers.typesetting import duties, person, shown, translated, typeset, when, whole_day, written
from schemas.vocabulary import LANGUAGES

PARAGRAPHS = ("dasf_owed", "dasf_last", "dasf_order")


def render_dasf(record: LastNotice, signed_xml: bytes, qr_text: str) -> bytes:
    """The notice's PDF, not yet signed; `signed_xml` is attached as `<number>.dasf.xml`. See `typeset`."""
    return typeset("dasf", _data(record), signed_xml, qr_text, record.issued_at)


def _data(record: LastNotice) -> dict[str, Any]:
    return {
        "specimen": record.specimen,
        "number": record.number,
        "issued": when(record.issued_at),
        "office": shown(f"{record.office} – {record.office_name}"),
        "debtor": person(record.debtor),
        "dum": record.dum_number,
        "registered": when(record.registered_at),
        "reference": shown(record.declarant_reference, 60),
        "paragraphs": [_paragraph(name, record) for name in PARAGRAPHS],
        "claim": record.claim,
        "due_on": whole_day(record.due_on),
        "nature": translated(record.nature),
        "assessment": record.assessment.number,
        **duties(record.assessment),
        "amount": money(record.amount),
        "paid": money(record.paid),
        "interest": None if record.interest is None else money(record.interest),
        "interest_rate": None if record.interest_rate is None else rate(record.interest_rate),
        "outstanding": money(record.outstanding),
        "outstanding_in_words": written(record.outstanding),
        "by_due_date": whole_day(record.order_not_before_due),
        "by_notice": whole_day(record.order_not_before_notice),
        "ways": [translated(each) for each in record.ways_to_pay],
        "attachment": f"{record.number}.dasf.xml",
    }


def _paragraph(name: str, record: LastNotice) -> dict[str, str]:
    """A paragraph in each language, with the figures that it mentions."""
    return {
        language: labels(language)[name].format(
            amount=money(record.outstanding),
            due=day(record.due_on, language),
            office=f"{record.office}",
        )
        for language in LANGUAGES
    }
