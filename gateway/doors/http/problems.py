"""Findings on HTTP: RFC 9457 problems in the language that the client prefers, all three always present; where it
prefers that, SARIF or a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from gateway.doors.http.preferences import preferred_form, preferred_language
from renderers import sarif
from schemas import words
from schemas.findings import Finding, finding

MEDIA_TYPE = "application/problem+json"
PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
NEGOTIATED = {"Vary": "Accept, Accept-Language"}


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
    given = {"Content-Language": language, **NEGOTIATED, **(headers or {})}
    return JSONResponse(content, status_code=status, media_type=MEDIA_TYPE, headers=given)


def verdict_response(
    request: Request,
    status: int,
    findings: Sequence[Finding],
    total: int,
    file_name: Callable[[], str],
    page: Callable[[str], bytes] | None,
) -> Response:
    """The findings of a declaration in the form that the client prefers.

    `file_name` gives the declaration's name, `page` the page in a language; None where there is no page yet.
    """
    form, language = preferred_form(request), preferred_language(request)
    if form == "page" and page is not None:
        return page_response(page(language), language, status)
    if form == "sarif":
        log = sarif.findings_sarif(findings, file_name(), language, version("dumgate"), total)
        return Response(log, status, {"Content-Language": language, **NEGOTIATED}, sarif.MEDIA_TYPE)
    return findings_response(request, status, findings, total)


def page_response(page: bytes, language: str, status: int = 200) -> Response:
    """A page for people, which may load and run nothing."""
    headers = {"Content-Security-Policy": PAGE_POLICY, "Content-Language": language, **NEGOTIATED}
    return Response(page, status, headers, "text/html")
