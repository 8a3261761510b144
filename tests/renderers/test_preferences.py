"""What a client prefers, by RFC 9110: weights, wildcards, order, and headers that cannot be read."""

from __future__ import annotations

import json

import pytest
from fastapi import Request

from gateway.doors.http.preferences import preferred_form, preferred_language
from gateway.doors.http.problems import verdict_response

from .judged import response


def request(*headers: tuple[str, str]) -> Request:
    return Request({"type": "http", "headers": [(name.encode(), value.encode()) for name, value in headers]})


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "fr"),
        ("*", "fr"),
        ("en", "en"),
        ("AR-ma", "ar"),
        ("de, nl;q=0.9", "fr"),
        ("en;q=0.3, ar;q=0.8, fr;q=0.5", "ar"),
        ("en;q=0.5,ar;q=0.5", "en"),
        ("ar;q=0.5,en;q=0.5", "ar"),
        ("fr;q=0, en;q=0.001", "en"),
        ("fr;q=0, *", "en"),
        ("fr;q=0, en;q=0, *;q=0.1", "ar"),
        ("ar;q=0", "fr"),
        ("ar;q=0.5, *;q=0.1", "ar"),
        ("ar;q=0.2, *", "fr"),
        ("fr-MA;q=0.9, en;q=0.8, fr;q=0.1", "fr"),
        ("frr, arc, english", "fr"),
        ("en ; q = 0.9 , ar ; q=1.000", "ar"),
        ("en;q=nan, ar;q=0.1", "ar"),
        ("en;q=2, ar;q=-1, en;q=1e0", "fr"),
        (";;;,,,q=1", "fr"),
        ("x" * 5000 + ", en", "fr"),
    ],
)
def test_language(header: str, language: str) -> None:
    assert preferred_language(request(("accept-language", header))) == language


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("header", "form"),
    [
        ("", "problem"),
        ("*/*", "problem"),
        ("application/*", "problem"),
        ("application/json", "problem"),
        ("application/xml", "problem"),
        (BROWSER, "page"),
        ("text/*", "page"),
        ("text/html;q=0", "problem"),
        ("text/html;level=1;q=0.4, application/json;q=0.3", "page"),
        ("application/sarif+json", "sarif"),
        ("application/sarif+json, */*;q=0.1", "sarif"),
        ("application/sarif+json, */*", "sarif"),
        ("application/sarif+json;q=0.5, application/problem+json", "problem"),
        ("text/html, application/sarif+json", "page"),
        ("application/sarif+json, text/html", "sarif"),
        ("application/problem+json;q=0, application/json;q=0, */*", "sarif"),
        ("*/*, text/html;q=0.1", "problem"),
    ],
)
def test_form(header: str, form: str) -> None:
    assert preferred_form(request(("accept", header))) == form


def test_a_header_sent_twice_is_one_list() -> None:
    assert preferred_language(request(("accept-language", "en;q=0.1"), ("accept-language", "ar"))) == "ar"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/problem+json"),
        ("application/sarif+json", "application/sarif+json"),
        ("text/html", "text/html; charset=utf-8"),
    ],
)
def test_findings_come_in_the_form_and_language_preferred(accept: str, media_type: str) -> None:
    asked = request(("accept", accept), ("accept-language", "ar"))
    found = response().findings
    answer = verdict_response(asked, 422, found, 99, lambda: "a b.xml", lambda language: f"<p>{language}".encode())
    assert (answer.status_code, answer.headers["content-type"]) == (422, media_type)
    assert answer.headers["content-language"] == "ar"
    assert answer.headers["vary"] == "Accept, Accept-Language"
    body = bytes(answer.body)
    if accept == "text/html":
        assert body == b"<p>ar"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    elif accept == "*/*":
        told = json.loads(body)
        assert told["total"] == 99
        assert told["title"] == found[0].message("ar")
        assert all(set(each["message"]) == {"fr", "en", "ar"} for each in told["findings"])
    else:
        run = json.loads(body)["runs"][0]
        assert run["properties"]["total"] == 99
        assert run["results"][0]["message"]["text"] == found[0].message("ar")
        assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20b.xml"


def test_without_a_page_yet_the_problem_is_given() -> None:
    answer = verdict_response(request(("accept", "text/html")), 200, (), 0, lambda: "", None)
    assert answer.headers["content-type"] == "application/problem+json"
