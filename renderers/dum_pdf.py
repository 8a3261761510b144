"""The DUM as the printed form: PDF/A-3a and PDF/UA-1 in one file, with the signed XML inside as associated file.

A form has a face and a back and takes two articles; further articles stand on additional forms. What has no room in
its box goes on at the end of each copy, and the box says where. The layout is the gateway's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from lxml import etree

from renderers.dum_boxes import (
    TABLES,
    Words,
    assessed_beside,
    assessed_lines,
    boxes,
    fields_by_name,
    line_of,
    lines,
    said,
    title_of_duty,
)
from renderers.dum_parts import Copy, Part, typeset_parts
from renderers.dum_xml import filled
from renderers.form_places import form_places
from renderers.form_records import DumDocument
from renderers.formats import clock
from renderers.labels import box_titles, labels
from renderers.records import Assessment
from renderers.text import showable
from schemas.days import in_casablanca
from schemas.declaration import text_of
from schemas.vocabulary import LANGUAGES
from schemas.words import family

COPIES = (1, 2, 3, 4, 5, 6)
ARTICLES_A_FORM = 2
MOST_FORMS_OF_EACH_COPY = 80
"""With more forms than this, several copies in one PDF share their additional forms and continuations: printed once."""
_ARTICLE = "GoodsItem"


def render_dum(
    record: DumDocument,
    signed_xml: bytes,
    qr_text: str,
    copies: Sequence[int] | None = COPIES,
    language: str = "fr",
    print_of: bool = False,
) -> bytes:
    """The form's PDF, not yet signed; the same bytes for the same input (dated by the record).

    `copies` are those in it, 1 to 6, each with its destination; None: the form once, without a destination.
    `language` (fr, en, ar) is that of titles, the values stay as declared. `signed_xml` is attached as
    `<number>.dum.xml`; `qr_text` is printed as QR code. `print_of`: each page says that it is a print of the document.
    Raises ValueError for no copy or one that does not exist, typst.TypstError where the layout cannot be made.
    """
    wanted = None if copies is None else sorted(set(copies))
    if wanted is not None and not (wanted and set(wanted) <= set(COPIES)):
        raise ValueError(f"copies are {COPIES}: {copies}")
    data = _data(record, language)
    count = len(data["forms"])
    names: list[Copy] = [{"number": each, "name": data["words"][f"copy_{each}"]} for each in wanted or ()] or [None]
    shared = len(names) > 1 and count > MOST_FORMS_OF_EACH_COPY
    data |= {"shared": shared, "print": print_of, "form_count": count}
    return typeset_parts(data, _parts(names, count, shared), signed_xml, qr_text, record.issued_at)


def _parts(copies: Sequence[Copy], forms: int, shared: bool) -> list[Part]:
    """The forms and continuations of a document in their order. Headings: document 1, copy 2, form and side 3."""
    parts = []
    for at, copy in enumerate(copies):
        parts.append(Part(copy, 1, 1 if at == 0 else 2))
        if not shared:
            parts += [Part(copy, number, 3) for number in range(2, forms + 1)]
            parts.append(Part(copy, None, 3))
    if shared:
        parts += [Part(None, number, 2 if number == 2 else 3) for number in range(2, forms + 1)]
        parts.append(Part(None, None, 3))
    return parts


def _data(record: DumDocument, language: str) -> dict[str, Any]:
    """All that the template prints, formatted: the template decides places, never figures."""
    root = filled(record.declaration, record.boxes)
    issued = in_casablanca(record.issued_at)
    words = Words(language, record.law)
    printed = {**labels(language), **family("printed_form", language)}
    assessed, head = record.boxes.assessed, boxes(root, words)
    if assessed is not None:
        head |= {"B": assessed_lines(assessed), "C": assessed_beside(head.get("C"), assessed)}
    articles = [boxes(each, words) for each in root.findall(fields_by_name()[_ARTICLE].tag)]
    firsts = range(0, len(articles), ARTICLES_A_FORM)
    return {
        "language": language,
        "words": printed,
        "titles": {box: showable(titles[language]) for box, titles in box_titles().items()},
        "places": {panel: [asdict(each) for each in places] for panel, places in form_places().items()},
        "tables": TABLES,
        "specimen": record.specimen,
        "cancelled": [family("printed_form", each)["cancelled"] for each in LANGUAGES] if record.cancelled else [],
        "number": record.number,
        "dum": record.dum_number,
        "head": line_of(
            [
                ("", printed["cancelled"] if record.cancelled else ""),
                (printed["version"], str(record.version)),
                (printed["reference"], record.declarant_reference),
                *_message(root, printed),
                (printed["document"], record.number),
                (printed["issued_at"], f"{issued:%d/%m/%Y}\u00a0{clock(issued)}"),
            ]
        ),
        "boxes": head,
        "forms": {str(at + 1): articles[first : first + ARTICLES_A_FORM] for at, first in enumerate(firsts)},
        "duties": {code: title_of_duty(code, words) for code in _duty_codes(root, assessed)},
        "attachments": [line for node in _all(root, "Attachment") for line in lines(node, _field("Attachment"), words)],
        "attachment": f"{record.number}.dum.xml",
    }


def _message(root: etree._Element, printed: Mapping[str, str]) -> list[tuple[str, str]]:
    """The head of the message, which stands in no box."""
    found = {
        name: text_of(node) for name in ("MessageNumber", "IssueDateTime", "FunctionCode") for node in _all(root, name)
    }
    at = said(found["IssueDateTime"], _field("IssueDateTime"))
    return [
        (printed["message"], found["MessageNumber"]),
        (printed["message_date"], at),
        (printed["function"], found["FunctionCode"]),
    ]


def _duty_codes(root: etree._Element, assessed: Assessment | None) -> list[str]:
    tag = root.tag.replace("Declaration", "TypeCode")
    by_office = [each.code for each in assessed.lines] if assessed is not None else []
    return list(dict.fromkeys([*(text_of(node) for node in root.iter(tag)), *by_office]))


def _all(root: etree._Element, name: str) -> list[etree._Element]:
    return root.findall(_field(name).tag)


def _field(name: str) -> Any:
    return fields_by_name()[name]
