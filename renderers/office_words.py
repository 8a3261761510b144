"""The office's own words in the language of a print.

What the office did stands in boxes F, G and H as lines in French: what in words, a text, who and when, with dashes
between them. The words are titles of the acts' codes, so they have a title in each language. What a person wrote stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from renderers.formats import money
from schemas.acts import form_of, title_of
from schemas.form import Field, form
from schemas.law import LawOfDay

WRITTEN = "fr"
"""The language of the lines."""
_BETWEEN = " – "
_PATTERNS = {"date": re.compile(r"\d{4}-\d\d-\d\d"), "decimal": re.compile(r"\d+(\.\d+)?")}

ACTS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "Examination": {"examination": ("stage", "method_code", "result_code")},
    "Value": {"valuation": ("decision", "retained_value")},
    "TransitExaminationResult": {"transit-note": ("event",)},
    "UndertakingsAndDecisions": {
        "decision": ("kind",),
        "extension": ("deadline",),
        "document-request": ("status", "document_type_code"),
    },
}
"""By element of a box: the acts whose lines stand in it, and the elements with which their lines begin, in order."""
_UNTITLED = "extension"
"""The act whose line begins with a value that says nothing by itself: its title stands before it."""


Said = tuple[str, str]
"""A part of a line, and the title of its code where it is a code of a list."""


def parts_in_words(element: str, line: str, language: str, law: LawOfDay) -> list[Said]:
    """The parts of a line of the office in `language` (fr, en, ar), amounts and days as the form has them."""
    parts = [(part, "") for part in line.split(_BETWEEN)]
    for kind, names in ACTS[element].items():
        fields = [form(form_of(kind)).root.by_attribute[name] for name in names]
        known = list(_known(parts, fields, language, law))
        if known:
            return [*([(title_of(kind)[language], "")] if kind == _UNTITLED else []), *known, *parts[len(known) :]]
    return parts


def _known(parts: Sequence[Said], fields: Sequence[Field], language: str, law: LawOfDay) -> Iterator[Said]:
    """The first parts as far as they are values of these elements, any of which may be missing."""
    at = 0
    for field in fields:
        value = _in_words(parts[at][0], field, language, law) if at < len(parts) else None
        if value is not None:
            yield value
            at += 1


def _in_words(part: str, field: Field, language: str, law: LawOfDay) -> Said | None:
    """A value of an element in words; None where it is none."""
    if field.choices:
        return next(((titles[language], "") for titles in field.choices.values() if titles[WRITTEN] == part), None)
    if field.codelist is not None:
        row = law.row(field.codelist, part)
        return None if row is None else (part, row[f"name_{language}"])
    if field.kind not in _PATTERNS or not _PATTERNS[field.kind].fullmatch(part):
        return None
    return (f"{date.fromisoformat(part):%d/%m/%Y}" if field.kind == "date" else money(Decimal(part))), ""
