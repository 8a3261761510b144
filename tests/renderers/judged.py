"""Responses and pages that the tests of this folder look at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache

from lxml import etree

from gateway.clock import CASABLANCA
from gateway.judging.declared_form import declared_form
from gateway.judging.judge import judge
from gateway.judging.validation_record import validation_record
from parsers.xml import XmlLimits
from renderers.findings_pages import findings_html
from renderers.records import Response
from schemas.findings import Finding
from schemas.law import current
from tests.checkout import EXAMPLES
from tests.documents.examples import NOON

LANGUAGES = ("fr", "en", "ar")


@lru_cache
def response(name: str = "faulty.xml") -> Response:
    """The verdict on an example."""
    content = (EXAMPLES / name).read_bytes()
    judgement = judge(content, None, current().on(date(2026, 7, 1)), XmlLimits(), 200)
    return validation_record(judgement, name, content, NOON.astimezone(CASABLANCA))


@lru_cache
def declared(name: str) -> etree._Element:
    """An example as it was read."""
    root = declared_form((EXAMPLES / name).read_bytes(), XmlLimits())
    assert root is not None
    return root


def page_of(findings: tuple[Finding, ...], language: str) -> etree._Element:
    """The page of these findings, as a browser reads it."""
    record = replace(response(), findings=findings, findings_total=len(findings))
    return etree.HTML(findings_html(record, language).decode())
