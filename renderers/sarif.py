"""Findings as SARIF 2.1.0 (OASIS): for editors and build servers that show results beside the file's own lines."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from schemas import words
from schemas.findings import Finding
from schemas.law import codes
from schemas.vocabulary import LANGUAGES

MEDIA_TYPE = "application/sarif+json"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {"refused": "error", "warned": "warning"}

_SURROGATES = re.compile("[\ud800-\udfff]")
_PLACEHOLDER = re.compile(r"\{\w+\}")


def findings_sarif(
    findings: Sequence[Finding], file_name: str, language: str, tool_version: str, total: int | None = None
) -> bytes:
    """One run with a result per finding, UTF-8; its words in `language` (fr, en or ar), all three in `properties`.

    `file_name` is that of the declaration, relative to where the results are shown; `total` the true number of
    findings where not all are given. A finding without a position names its file alone.
    """
    used = sorted({each.code for each in findings})
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "dumgate",
                "version": tool_version,
                "language": language,
                "rules": [_rule(code, language) for code in used],
            }
        },
        "language": language,
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, used.index(each.code), file_name, language) for each in findings],
        "properties": {"total": len(findings) if total is None else total},
    }
    text = json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)
    return _SURROGATES.sub("\ufffd", text).encode() + b"\n"


def _rule(code: str, language: str) -> dict[str, Any]:
    """What a code means whatever the values: its words have … where a result has the value."""
    row = codes()[code]
    said, fix = (_general(words.catalogue(language)[f"{code}.{part}"]) for part in ("message", "fix"))
    # no helpUri: SARIF wants an absolute one, and these documents go with the program
    documented = f"docs/findings.md#{code.lower()}"
    return {
        "id": code,
        "shortDescription": {"text": said},
        "fullDescription": {"text": f"{said} {fix}"},
        "help": {"text": f"{fix} ({documented})"},
        "defaultConfiguration": {"level": LEVELS[row.severity]},
        "properties": {"boxes": list(row.boxes), "source": row.source, "documentation": documented},
    }


def _result(finding: Finding, rule: int, file_name: str, language: str) -> dict[str, Any]:
    place = f"{finding.code}:{finding.box or ''}:{finding.article or ''}"
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": LEVELS[finding.severity],
        "message": {"text": _plain(finding.message(language))},
        "locations": [{"physicalLocation": _location(finding, file_name)}],
        # partial: a fingerprint must be unique, and the same fault may stand twice in one box
        "partialFingerprints": {"codeBoxArticle/v1": place},
        "properties": {
            "box": finding.box,
            "relatedBoxes": list(finding.related_boxes),
            "article": finding.article,
            "value": finding.value,
            "source": finding.source,
            "edifact": asdict(finding.position.segment) if finding.position and finding.position.segment else None,
            "message": _in_all_languages(finding.message),
            "fix": _in_all_languages(finding.fix),
        },
    }


def _location(finding: Finding, file_name: str) -> Mapping[str, Any]:
    position = finding.position
    # a position is always one in the declaration, even of a finding about a file that it names
    name = finding.file if finding.file and position is None else file_name
    location: dict[str, Any] = {"artifactLocation": {"uri": uri_of(name)}}
    if position is not None:
        place = {"startLine": position.line, "startColumn": position.column, "byteOffset": position.offset}
        location["region"] = place
    return location


def uri_of(file_name: str) -> str:
    """A file's name as a relative reference (RFC 3986), percent-encoded: never a scheme, a host or an absolute path."""
    return quote(_SURROGATES.sub("\ufffd", file_name).lstrip("/"), safe="/")


def _in_all_languages(say: Callable[[str], str]) -> dict[str, str]:
    return {language: say(language) for language in LANGUAGES}


def _general(words_of_code: str) -> str:
    return _plain(_PLACEHOLDER.sub("…", words_of_code).replace("….", "…"))


def _plain(text: str) -> str:
    """A plain text message: braces are doubled (3.11.5) and no value can make a link, `[words](target)` (3.11.6)."""
    return text.replace("{", "{{").replace("}", "}}").replace("](", "] (")
