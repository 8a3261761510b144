"""The page of all codes of findings: those of the doors by their letters, those of the rules by their topic."""

from __future__ import annotations

from collections.abc import Iterator

from referencekit.page_text import LANGUAGES, MADE, cell, plain, say
from referencekit.rules_page import topics
from schemas.law import Code, codes, door_codes
from schemas.words import catalogue

DOORS = {
    "XML": "The XML at the door: at most one, since nothing is known behind it",
    "XSD": "The structure, after the XSD",
    "EDI": "EDIFACT: the number is the error code of ISO 9735 (0085), from 80 on our own",
    "LST": "Code lists: none is known to be complete, so they warn",
    "ATT": "Attachments against what the declaration names",
    "INV": "Attached invoices against box 18",
    "PDF": "Attached PDF files",
    "MSG": "Message number and reference",
    "FLD": "The folder door",
    "API": "HTTP: the request itself",
    "PRM": "What is one's own, and not allowed",
    "GWY": "The gateway itself: no fault of what was sent",
    "STO": "Stored files",
    "PAY": "Payments recorded by the office",
    "ACT": "Acts of the office",
    "ADM": "The administration's answer",
    "LIF": "What a declarant asks of his declaration",
    "RED": "Regime accounts",
    "CRD": "Removal credit",
    "CLM": "Claims",
}
INTRO = """
Every fault and every warning has a code that never changes its meaning, a severity, and words in three languages.
`refused` stands in the way of registration, `warned` does not. The box named first is the one at fault; where no
rule can know which of several boxes is wrong, the others are related. `{…}` stands for the actual value. Sources
are given in French; what rests only on derived or unconfirmed facts warns and never refuses.

The codes of the doors are rows of `schemas/findings.csv`, those of the rules of `schemas/tables/rules/`; the words
stand in `schemas/words/`. The rules alone, in one language: [English](rules.md), [français](rules.fr.md),
[العربية](rules.ar.md).
"""


def findings_page() -> str:
    """Every code of findings with severity, boxes, source, and its words in three languages."""
    lines = ["# Findings", MADE, INTRO.strip()]
    for title, group in groups():
        lines += ["", f"## {title}"]
        for code in group:
            lines += ["", f"### {code.code}", "", _facts_of(code), "", "| | what | what to do |", "|---|---|---|"]
            lines += [_words_row(code.code, language) for language in LANGUAGES]
    return "\n".join(lines) + "\n"


def groups() -> Iterator[tuple[str, list[Code]]]:
    """All codes, each in one group, with the group's title. Raises KeyError for a door without a title."""
    doors = [(code, DOORS[code.code[:3]]) for code in door_codes().values()]
    for title in DOORS.values():
        yield title, [code for code, its in doors if its == title]
    known = codes()
    for topic, rows in topics().items():
        title = f"Rules: {say(f'topic.{topic}', 'en')}"
        yield title, [known[code] for code in dict.fromkeys(each["code"] for each in rows)]


def _facts_of(code: Code) -> str:
    boxes = f" · box {code.boxes[0]}" if code.boxes else ""
    related = f", related {', '.join(code.boxes[1:])}" if len(code.boxes) > 1 else ""
    return f"**{code.severity}**{boxes}{related} · source: {code.source}"


def _words_row(code: str, language: str) -> str:
    said = catalogue(language)
    return f"| {language} | {cell(plain(said[f'{code}.message']))} | {cell(plain(said[f'{code}.fix']))} |"
