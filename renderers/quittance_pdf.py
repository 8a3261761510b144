"""The quittance as PDF: PDF/A-3a and PDF/UA-1 in one file, with the signed XML inside as associated file."""

from __future__ import annotations

import json
import threading
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst
import zxingcpp

from renderers.formats import amount, day, day_and_time, rate
from renderers.labels import labels, payment_methods
from renderers.records import DutyLine, Quittance
from renderers.text import right_to_left, showable
from schemas.findings import LANGUAGES

STANDARDS = ["a-3a", "ua-1"]
_one_at_a_time = threading.Lock()


def render_quittance(record: Quittance, signed_xml: bytes, qr_text: str) -> bytes:
    """The quittance's PDF, not yet signed; the same bytes for the same input (dated by the record).

    `signed_xml` is attached as `<number>.quittance.xml`; `qr_text` is printed as QR code, 42 mm wide or more.
    Raises typst.TypstError where the layout cannot be made: a fault of the gateway, never of the sender.
    """
    inputs = {
        "data": json.dumps(_data(record), ensure_ascii=False),
        "xml": signed_xml.decode("utf-8"),
        "qr": qr_svg(qr_text),
    }
    with _one_at_a_time:
        pdf: bytes = _compiler().compile(
            format="pdf", sys_inputs=inputs, pdf_standards=STANDARDS, timestamp=int(record.issued_at.timestamp())
        )
    return pdf


def qr_svg(text: str) -> str:
    """A QR code as SVG with its quiet zone, error correction M (15 % may be lost to folds and stamps)."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    return str(zxingcpp.write_barcode_to_svg(code, scale=1, add_quiet_zones=True))


@lru_cache
def _compiler() -> Any:
    """One compiler per process: fonts and template are read once; system fonts are never looked at."""
    here = Path(str(files("renderers")))
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(here / "fonts")])
    template = here / "templates" / "quittance.typ"
    return typst.Compiler(input=str(template), root=str(template.parent), font_paths=fonts)


def _data(record: Quittance) -> dict[str, Any]:
    """All that the template prints, formatted: the template decides places, never figures."""
    payer = record.payer
    trade_register = " – ".join(part for part in (payer.rc, payer.rc_centre) if part)
    return {
        "words": {language: labels(language) for language in LANGUAGES},
        "specimen": record.specimen,
        "number": record.number,
        "issued": _when(record.issued_at),
        "office": _text(f"{record.office} – {record.office_name}"),
        "payer": _text(payer.name),
        "ice": _text(payer.ice, 40),
        "rc": _text(trade_register, 60),
        "dum": record.dum_number,
        "registered": _when(record.registered_at),
        "reference": _text(record.declarant_reference, 60),
        "assessment": record.assessment.number,
        "lines": [_line(each) for each in record.assessment.lines],
        "several": any(each.rate is None for each in record.assessment.lines),
        "total": amount(record.assessment.total),
        "paid": amount(record.amount),
        "payment": record.payment_number,
        "method": payment_methods().get(record.payment_method, dict.fromkeys(LANGUAGES, record.payment_method)),
        "paid_at": _when(record.paid_at),
        "attachment": f"{record.number}.quittance.xml",
    }


def _when(time: datetime) -> dict[str, str]:
    """The day in three languages; the hour, the same in all, only once."""
    return {"fr": day_and_time(time, "fr"), "en": day(time, "en"), "ar": day(time, "ar")}


def _line(line: DutyLine) -> dict[str, Any]:
    return {
        "code": line.code,
        "title": {language: showable(line.title.get(language, "")) for language in LANGUAGES},
        "base": "–" if line.base is None else amount(line.base),
        "rate": "–" if line.rate is None else rate(line.rate),
        "amount": amount(line.amount),
    }


def _text(value: str | None, longest: int = 160) -> dict[str, Any] | None:
    if not value:
        return None
    shown = showable(value, longest)
    return {"text": shown, "rtl": right_to_left(shown)}
