"""The findings of a response for programs (JSON) and for people (one self-contained page per language)."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined

from renderers.form_drawing import anchor_of, form_drawing
from renderers.formats import day_and_time
from renderers.labels import box_titles, labels
from renderers.records import Response
from renderers.xml_writer import cut, legal, moment
from schemas import words
from schemas.edifact_faults import whole_place
from schemas.findings import Finding

_SURROGATES = re.compile("[\ud800-\udfff]")
# Characters that would turn the text around them about, or hide in it.
_INVISIBLE = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_ISOLATES = (words.LEFT_TO_RIGHT, words.POP_DIRECTION)
_ISOLATE = re.compile(f"([{''.join(_ISOLATES)}])")

LONGEST_VALUE = 500


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


def findings_html(response: Response, language: str) -> bytes:
    """The verdict and its findings as one page in `language` (fr, en or ar); it loads nothing from anywhere.

    The form is drawn above the findings where one of them is in a box. A record without ids (of a mere validation)
    gives the same page without them.
    """
    page = _environment().get_template("findings.html.j2")
    drawing = form_drawing(response.findings, language)
    anchors = drawing.anchors if drawing else {}
    text = page.render(
        response=response,
        findings=[
            {**_shown(finding, language), "anchor": anchors.get(number)}
            for number, finding in enumerate(response.findings, start=1)
        ],
        drawing=drawing,
        anchor_of=anchor_of,
        language=language,
        direction="rtl" if language == "ar" else "ltr",
        words=labels(language),
        reference=_optional(response.declarant_reference),
        message_number=_optional(response.message_number),
        file=visible(response.body.name),
        issued_at=day_and_time(response.issued_at, language),
        registered_at=response.registered_at and day_and_time(response.registered_at, language),
    )
    return legal(text).encode()


def visible(text: str) -> str:
    """A value as a person may see it: nothing hidden in it, nothing that reorders the text, not too long."""
    return _INVISIBLE.sub("\ufffd", cut(text, LONGEST_VALUE))


def _sentence(text: str) -> str:
    """Words of ours as a person may see them: like `visible`, but their own marks around values stay."""
    return "".join(each if each in _ISOLATES else _INVISIBLE.sub("\ufffd", each) for each in _ISOLATE.split(text))


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
        "message": _sentence(finding.message(language)),
        "fix": _sentence(finding.fix(language)),
        "source": finding.source,
    }


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
