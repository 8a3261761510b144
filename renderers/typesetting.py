"""Typesetting of issued documents: one compiler per template and process, PDF/A-3a and PDF/UA-1 in one file."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from renderers.amounts_in_words import in_words
from renderers.formats import amount, day, day_and_time, rate
from renderers.labels import labels
from renderers.qr_code import qr_svg
from renderers.reading_order import in_reading_order
from renderers.records import Assessment, DutyLine, Payer
from renderers.text import right_to_left, showable
from schemas.vocabulary import LANGUAGES

STANDARDS = ["a-3a", "ua-1"]
LONG_PDF = 200_000
"""Bytes of a PDF whose layout is not worth remembering: the next one is another."""

REMEMBERED = 10
"""Documents for which Typst remembers a layout."""

_HERE = Path(str(files("renderers")))
_one_at_a_time = threading.Lock()


def typeset(template: str, data: Mapping[str, Any], signed_xml: bytes, qr_text: str, at: datetime) -> bytes:
    """The PDF of `templates/<template>.typ`, not yet signed; the same bytes for the same input, dated `at`.

    `signed_xml` is attached, `qr_text` printed as QR code; text is in reading order. Raises
    typst.TypstError where the layout cannot be made: a fault of the gateway, never of the sender.
    """
    pdf, _ = laid_out(None, template, data, signed_xml, qr_text, at)
    return in_reading_order(pdf)


def laid_out(
    label: str | None, template: str, data: Mapping[str, Any], signed_xml: bytes, qr_text: str, at: datetime
) -> tuple[bytes, Any]:
    """The PDF as Typst makes it, its text not yet in order, and the value of the one piece of metadata with this label;
    None without a label.
    """
    whole = {"kind": template, "words": {language: labels(language) for language in LANGUAGES}, **data}
    inputs = {
        "data": json.dumps(whole, ensure_ascii=False),
        "xml": signed_xml.decode("utf-8"),
        "qr": qr_svg(qr_text),
    }
    compiler = _compiler(template)
    with _one_at_a_time:
        pdf: bytes = compiler.compile(
            format="pdf", sys_inputs=inputs, pdf_standards=STANDARDS, timestamp=int(at.timestamp())
        )
        told = None if label is None else json.loads(compiler.query(f"<{label}>", field="value", one=True))
        if len(pdf) > LONG_PDF:
            _forget()
    return pdf, told


def _forget() -> None:
    # Typst keeps what it laid out for its next ten documents, 13 MB for each form of 24 pages: these ten cost 15 ms
    for _ in range(REMEMBERED):
        _compiler("empty").compile(format="pdf")


@lru_cache
def _compiler(template: str) -> Any:
    """The template is read once."""
    path = _HERE / "templates" / f"{template}.typ"
    return typst.Compiler(input=str(path), root=str(path.parent), font_paths=_fonts())


@lru_cache
def _fonts() -> Any:
    """Read once for all templates; system fonts are never looked at."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_HERE / "fonts")])


def when(time: datetime) -> dict[str, str]:
    """The day in three languages; the hour, the same in all, only once."""
    return {"fr": day_and_time(time, "fr"), "en": day(time, "en"), "ar": day(time, "ar")}


def whole_day(value: date) -> dict[str, str]:
    """A day in three languages."""
    return {language: day(value, language) for language in LANGUAGES}


def shown(value: str | None, longest: int = 160) -> dict[str, Any] | None:
    """A text of others as it may be set, with its direction; None where there is none."""
    if not value:
        return None
    text = showable(value, longest)
    return {"text": text, "rtl": right_to_left(text)}


def person(party: Payer) -> dict[str, Any]:
    """Name, ICE and trade register of a person."""
    trade_register = " – ".join(part for part in (party.rc, party.rc_centre) if part)
    return {"name": shown(party.name, 200), "ice": shown(party.ice, 40), "rc": shown(trade_register, 120)}


def translated(words: Mapping[str, str], longest: int = 300) -> dict[str, str]:
    """Words of ours or of a table in three languages, as they may be set."""
    return {language: showable(words.get(language, ""), longest) for language in LANGUAGES}


def duties(assessment: Assessment) -> dict[str, Any]:
    """The lines of an assessment, and whether some have several rates."""
    lines = [_line(each) for each in assessment.lines]
    return {"lines": lines, "several": any(each.rate is None for each in assessment.lines)}


def _line(line: DutyLine) -> dict[str, Any]:
    return {
        "code": line.code,
        "title": translated(line.title, 160),
        "base": "–" if line.base is None else amount(line.base),
        "rate": "–" if line.rate is None else rate(line.rate),
        "amount": amount(line.amount),
    }


def written(value: Decimal) -> dict[str, str] | None:
    """An amount in words; None where it is too large for words."""
    found = in_words(value)
    return found if found["fr"] else None
