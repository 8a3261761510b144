"""The certificate of discharge as PDF, with the signed XML inside as associated file."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from renderers.formats import amount, money, rate
from renderers.labels import labels
from renderers.records import AccountArticle, Certificate, DischargeLine, Guarantor
from renderers.typesetting import person, shown, translated, typeset, when, whole_day, written
from renderers.xml_writer import number
from schemas.vocabulary import LANGUAGES

LONGEST_QUANTITY = 18
"""Characters of a quantity that stand in one line."""


def render_certificate(record: Certificate, signed_xml: bytes, qr_text: str) -> bytes:
    """The certificate's PDF, not yet signed; `signed_xml` is attached as `<number>.certificate.xml`. See `typeset`."""
    return typeset("certificate", _data(record), signed_xml, qr_text, record.issued_at)


def _data(record: Certificate) -> dict[str, Any]:
    kind = "certificate_definitive" if record.definitive else "certificate_partial"
    return {
        "specimen": record.specimen,
        "number": record.number,
        "type": {language: labels(language)[kind] for language in LANGUAGES},
        "issued": when(record.issued_at),
        "office": shown(f"{record.office} – {record.office_name}"),
        "dum": record.account,
        "account": record.account,
        "registered": when(record.registered_at),
        "reference": shown(record.declarant_reference, 60),
        "regime": translated({key: f"{record.regime} – {title}" for key, title in record.regime_title.items()}),
        "deadline": None if record.deadline is None else whole_day(record.deadline),
        "principal": person(record.principal),
        "guarantor": _guarantor(record.guarantor),
        "lines": [_line(each, record.number) for each in record.lines],
        "any_late": any(each.late for each in record.lines),
        "articles": [_article(each) for each in record.articles],
        "suspended": money(record.suspended),
        "released_before": money(record.released_before),
        "released": money(record.released),
        "released_in_words": written(record.released),
        "still_suspended": money(record.suspended - record.released_before - record.released),
        "attachment": f"{record.number}.certificate.xml",
    }


def _guarantor(guarantor: Guarantor) -> dict[str, Any] | None:
    """What is known of the guarantor; None where nothing is."""
    known = {
        "name": shown(guarantor.name, 200),
        "kind": None if guarantor.kind is None else translated(guarantor.kind),
        "reference": shown(guarantor.reference, 60),
        "mention": shown(guarantor.mention, 512),
    }
    return known if any(known.values()) else None


def quantity(value: Decimal, unit: str = "") -> str:
    """A quantity with the decimals that it has, and its unit; one too long for its column may break after the comma."""
    decimals = len(number(value).partition(".")[2])
    figures = amount(value, decimals)
    if len(figures) > LONGEST_QUANTITY:
        figures = figures.replace(",", ",\u200b")
    return f"{figures} {unit}".strip()


def _line(line: DischargeLine, own: str) -> dict[str, Any]:
    article = f" / {line.by_article}" if line.by_article is not None else ""
    return {
        "article": str(line.article),
        "by": f"{line.by}{article}",
        "kind": translated(line.kind),
        "date": f"{line.at:%d/%m/%Y}",
        "late": line.late,
        "quantity": quantity(line.quantity, line.unit),
        "charged": quantity(line.charged, line.unit),
        "released": amount(line.released),
        "own": line.certificate == own,
        "certificate": line.certificate.replace("-", "-\u200b"),
    }


def _article(article: AccountArticle) -> dict[str, Any]:
    return {
        "article": str(article.article),
        "code": article.ngp_code,
        "description": shown(article.description, 120) or {"text": "–", "rtl": False},
        "waste": "–" if article.waste_rate is None else rate(article.waste_rate),
        "admitted": quantity(article.admitted, article.unit),
        "charged": quantity(article.charged, article.unit),
        "remaining": quantity(article.remaining, article.unit),
        "suspended": amount(article.suspended),
        "released": amount(article.released),
    }
