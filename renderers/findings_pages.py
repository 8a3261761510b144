"""The findings of a response for programs (JSON) and for people (one self-contained page per language)."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from lxml import etree

from renderers.form_drawing import form_drawing
from renderers.formats import amount, day, day_and_time
from renderers.labels import box_titles, labels
from renderers.records import Assessment, Due, Response
from renderers.visible_text import visible, visible_sentence
from renderers.xml_writer import legal, moment
from schemas.edifact_faults import whole_place
from schemas.findings import Finding
from schemas.words import family

_SURROGATES = re.compile("[\ud800-\udfff]")


def findings_json(response: Response) -> bytes:
    """The verdict and its findings as JSON (UTF-8); the same keys per finding as on HTTP."""
    content = {
        "submission": response.submission,
        "declaration": response.declaration,
        "issued_at": moment(response.issued_at),
        "outcome": response.outcome,
        "message_number": response.message_number,
        "declarant_reference": response.declarant_reference,
        "dum_number": response.dum_number,
        "specimen": response.specimen,
        "total": response.findings_total,
        "findings": [finding.as_dict() for finding in response.findings],
    }
    text = json.dumps(content, ensure_ascii=False, indent=2)
    return _SURROGATES.sub("\ufffd", text).encode() + b"\n"


def findings_html(response: Response, language: str, declared: etree._Element | None = None) -> bytes:
    """The verdict and its findings as one page in `language` (fr, en or ar); it loads nothing from anywhere.

    After the findings the form shows what was `declared`, a DUM of whatever soundness, with the boxes of the findings
    marked. A record without ids (of a mere validation) gives the same page without them.
    """
    page = _environment().get_template("findings.html.j2")
    drawing = form_drawing(response.findings, language, declared)
    anchors = drawing.anchors if drawing else {}
    text = page.render(
        response=response,
        findings=[
            {**_shown(finding, language), "anchor": anchors.get(number)}
            for number, finding in enumerate(response.findings, start=1)
        ],
        drawing=drawing,
        due=response.due and _due(response.due, language),
        assessed=response.assessment and _assessed(response.assessment, language),
        language=language,
        direction="rtl" if language == "ar" else "ltr",
        words={**family("printed_form", language), **labels(language)},
        reference=_optional(response.declarant_reference),
        message_number=_optional(response.message_number),
        file=visible(response.body.name),
        issued_at=day_and_time(response.issued_at, language),
        registered_at=response.registered_at and day_and_time(response.registered_at, language),
    )
    return legal(text).encode()


def _optional(text: str | None) -> str | None:
    return None if text is None else visible(text)


def _shown(finding: Finding, language: str) -> dict[str, object]:
    position = finding.position
    return {
        "code": finding.code,
        "severity": finding.severity,
        "box": finding.box,
        "title": box_titles().get(finding.box or "", {}).get(language),
        "related": [(visible(box), box_titles().get(box, {}).get(language)) for box in finding.related_boxes],
        "article": finding.article,
        "line": position and position.line,
        "column": position and position.column,
        "segment": whole_place(position.segment)[language] if position and position.segment else None,
        "value": _optional(finding.value),
        "file": _optional(finding.file),
        "message": visible_sentence(finding.message(language)),
        "fix": visible_sentence(finding.fix(language)),
        "source": finding.source,
    }


def _due(due: Due, language: str) -> dict[str, object]:
    """What is to be paid, until when, how, and what to name when paying."""
    return {
        "outstanding": amount(due.outstanding),
        "last_day": day(due.last_day, language),
        "how": labels(language)["pay_how"].format(office=due.office),
        "ways": [way[language] for way in due.ways_to_pay],
        "claim": due.claim,
        "credit": _optional(due.credit),
    }


def _assessed(assessment: Assessment, language: str) -> dict[str, object]:
    """The duties and taxes assessed, and their total."""
    lines = [(line.code, line.title[language], amount(line.amount)) for line in assessment.lines]
    return {"number": assessment.number, "lines": lines, "total": amount(assessment.total)}


@lru_cache
def _environment() -> Environment:
    folder = files("renderers").joinpath("templates")
    return Environment(
        loader=FunctionLoader(lambda name: folder.joinpath(name).read_text(encoding="utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
