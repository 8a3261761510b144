"""Findings on HTTP: RFC 9457 problems, in the language that the client prefers, all three always present."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from schemas import words
from schemas.findings import LANGUAGES, Finding, finding

MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """Ends a request with findings."""

    def __init__(self, status: int, findings: Sequence[Finding], headers: dict[str, str] | None = None) -> None:
        super().__init__(findings[0].code if findings else status)
        self.status, self.findings, self.headers = status, findings, headers or {}


def problem(status: int, code: str, **given: Any) -> Problem:
    """A problem of one finding without a place in a form."""
    return Problem(status, [finding(code, **given)])


def unavailable(status: int, why: str, seconds: int) -> Problem:
    """Nothing was accepted; the client may send the same again after some seconds."""
    return Problem(
        status, [finding("API06", facts={"reason": words.phrase(f"api.{why}")})], {"Retry-After": str(seconds)}
    )


def preferred_language(request: Request) -> str:
    """fr, en or ar by Accept-Language; French where the client says nothing that is spoken here."""
    wishes: list[tuple[float, str]] = []
    for part in request.headers.get("accept-language", "")[:500].split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        if tag[:2].lower() in LANGUAGES and weight > 0:
            wishes.append((weight, tag[:2].lower()))
    return max(wishes, key=lambda wish: wish[0])[1] if wishes else LANGUAGES[0]


def problem_content(status: int, findings: Sequence[Finding], total: int, language: str) -> dict[str, Any]:
    """The body of a problem: RFC 9457's members, and the findings as everywhere else."""
    first = findings[0] if findings else None
    return {
        "type": f"urn:dumgate:finding:{first.code}" if first else "about:blank",
        "title": first.message(language) if first else "",
        "status": status,
        "detail": first.fix(language) if first else "",
        "total": total,
        "findings": [each.as_dict() for each in findings],
    }


def problem_response(request: Request, raised: Problem) -> Response:
    """A problem as an answer."""
    return findings_response(request, raised.status, raised.findings, len(raised.findings), raised.headers)


def findings_response(
    request: Request, status: int, findings: Sequence[Finding], total: int, headers: dict[str, str] | None = None
) -> Response:
    """Findings as an answer: the problem's form also where nothing is refused, so that clients read one form."""
    language = preferred_language(request)
    content = problem_content(status, findings, total, language)
    given = {"Content-Language": language, **(headers or {})}
    return JSONResponse(content, status_code=status, media_type=MEDIA_TYPE, headers=given)
