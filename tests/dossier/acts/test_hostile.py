"""Acts of an enemy: a finding at its place, in words of three languages; never an error."""

from __future__ import annotations

import time

import pytest

from gateway.dossier.acts.submit_act import ACT_LIMITS
from parsers.root_name import root_name
from parsers.xml import read_xml
from schemas.acts import acts
from schemas.findings import Finding
from schemas.vocabulary import LANGUAGES

from .messages import ACTS, REQUESTS, found_in, judged

VISA = ACTS["visa"]
HEAD, _, BODY = VISA.partition(b"?>")
BROKEN: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "XML01"),
    "never closed": (VISA.replace(b"</Visa>", b""), "XML03"),
    "DOCTYPE": (HEAD + b"?><!DOCTYPE Visa>" + BODY, "XML04"),
    "external entity": (HEAD + b'?><!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + BODY, "XML04"),
    "not UTF-8": (VISA.replace(b"ALAMI", b"ALAM\xcf"), "XML10"),
    "another encoding said": (VISA.replace(b"UTF-8", b"klingon"), "XML05"),
    "above 1 MB": (VISA.replace(b"ALAMI", b"A" * 1_000_000), "XML02"),
    "deep": (VISA.replace(b"</Visa>", b"<a>" * 5_000 + b"</a>" * 5_000 + b"</Visa>"), "XML06"),
    "too many elements": (VISA.replace(b"</Visa>", b"<a/>" * 50_000 + b"</Visa>"), "XML06"),
    "control character": (VISA.replace(b"ALAMI", b"&#1;"), "XML03"),
}


def are_told(findings: tuple[Finding, ...]) -> bool:
    """True where each has its words in three languages, with nothing left to fill in."""
    texts = [
        text for each in findings for language in LANGUAGES for text in (each.message(language), each.fix(language))
    ]
    return bool(findings) and all(text and "{" not in text for text in texts)


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_read_is_told(name: str) -> None:
    content, code = BROKEN[name]
    begun = time.monotonic()
    reading = read_xml(content, ACT_LIMITS)
    assert time.monotonic() - begun < 5
    assert reading.root is None
    assert [each.code for each in reading.findings] == [code]
    assert are_told(reading.findings)
    assert root_name(content) in (None, *acts())


@pytest.mark.parametrize("name", [name for name in BROKEN if "1 MB" not in name and "many" not in name])
def test_a_request_that_cannot_be_read_is_told_too(name: str) -> None:
    if name == "empty":
        content, code = BROKEN[name]
    else:
        code = BROKEN[name][1]
        content = BROKEN[name][0].replace(b"Visa", b"Request").replace(b"urn:dumgate:visa:1", b"urn:dumgate:request:1")
    judgement = judged(content)
    assert (judgement.outcome, [each.code for each in judgement.findings]) == ("refused", [code])
    assert are_told(judgement.findings)


@pytest.mark.parametrize("name", ACTS)
def test_an_act_in_the_namespace_of_another_is_no_act(name: str) -> None:
    other = b"urn:dumgate:visa:1" if name != "visa" else b"urn:dumgate:release:1"
    content = ACTS[name].replace(f"urn:dumgate:{name}:1".encode(), other)
    assert root_name(ACTS[name]) in acts()
    assert root_name(content) not in acts()


def test_a_hundred_thousand_lines_are_judged_in_bounded_time_and_told_up_to_a_limit() -> None:
    line = ACTS["assessment"].partition(b"<Line>")[2].partition(b"</Line>")[0]
    one = b"<Line>" + line.replace(b"000110", b"?") + b"</Line>"
    content = ACTS["assessment"].replace(b"<Line>", one * 4_000 + b"<Line>", 1)
    assert len(content) < ACT_LIMITS.max_bytes
    begun = time.monotonic()
    found = found_in(content)
    assert time.monotonic() - begun < 20
    assert len(found) == 200
    assert are_told(found)


def test_deep_nesting_inside_a_request_is_told() -> None:
    content = REQUESTS["amend"].replace(b"</Declaration>", b"<a>" * 5_000 + b"</a>" * 5_000 + b"</Declaration>")
    judgement = judged(content)
    assert [each.code for each in judgement.findings] == ["XML06"]
    assert are_told(judgement.findings)
