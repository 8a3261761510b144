"""SARIF: the members that 2.1.0 requires, indexes and places that hold, names and values that stay what they are."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from renderers.sarif import findings_sarif, uri_of
from schemas.findings import Finding, Position, finding
from schemas.law import codes

from .judged import EXAMPLES, LANGUAGES, response


def run_of(findings: tuple[Finding, ...], language: str = "fr", total: int | None = None) -> dict[str, Any]:
    log = json.loads(findings_sarif(findings, "examples/faulty.xml", language, "1.2.3", total))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    return dict(run)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_finding_is_a_result_with_its_rule_and_place(language: str) -> None:
    findings = response().findings
    run = run_of(findings, language)
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("dumgate", "1.2.3")
    assert run["columnKind"] == "unicodeCodePoints"
    assert len(run["results"]) == len(findings) > 10
    for result, each in zip(run["results"], findings, strict=True):
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == each.code
        assert result["level"] == {"refused": "error", "warned": "warning"}[each.severity]
        assert result["message"]["text"] == each.message(language)
        assert result["properties"]["message"]["ar"] == each.message("ar")
        assert result["properties"]["fix"][language] == each.fix(language)
        assert (result["properties"]["box"], result["properties"]["article"]) == (each.box, each.article)
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"] == "examples/faulty.xml"
        assert result["partialFingerprints"] == {
            "codeBoxArticle/v1": f"{each.code}:{each.box or ''}:{each.article or ''}"
        }


def test_a_region_points_at_the_senders_own_bytes() -> None:
    content = (EXAMPLES / "faulty.xml").read_bytes()
    place = run_of(response().findings)["results"][0]["locations"][0]["physicalLocation"]["region"]
    lines = content[: place["byteOffset"]].decode().split("\n")
    assert (place["startLine"], place["startColumn"]) == (len(lines), len(lines[-1]) + 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_can_be_a_rule_and_shows_no_placeholder(language: str) -> None:
    every = tuple(finding(code) for code in codes())
    rules = run_of(every, language)["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted(codes())
    for rule in rules:
        texts = [rule[name]["text"] for name in ("shortDescription", "fullDescription", "help")]
        assert all(texts)
        assert not re.search(r"\{\w+\}", "".join(texts)), rule
        assert rule["properties"]["documentation"] == f"docs/findings.md#{rule['id'].lower()}"


def test_a_finding_without_a_position_names_its_file_alone() -> None:
    findings = (
        finding("PDF02", file="facture é.pdf"),
        finding("PDF02", file="a.pdf", position=Position(9, 3, 80)),
        finding("XML01"),
    )
    inside, named, whole = (each["locations"][0]["physicalLocation"] for each in run_of(findings)["results"])
    assert inside == {"artifactLocation": {"uri": "facture%20%C3%A9.pdf"}}
    assert named["artifactLocation"]["uri"] == "examples/faulty.xml"
    assert whole == {"artifactLocation": {"uri": "examples/faulty.xml"}}


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        ("a b/c.xml", "a%20b/c.xml"),
        ("C:\\x.xml", "C%3A%5Cx.xml"),
        ("//host/x.xml", "host/x.xml"),
        ("javascript:x()", "javascript%3Ax%28%29"),
        ("x?y#z%00.xml", "x%3Fy%23z%2500.xml"),
        ("\ud800.xml", "%EF%BF%BD.xml"),
    ],
)
def test_a_files_name_is_a_relative_reference_and_nothing_else(name: str, uri: str) -> None:
    assert uri_of(name) == uri


def test_a_value_can_be_no_placeholder_and_no_link() -> None:
    hostile = "{0} [here](http://evil.example) \ud800"
    (result,) = run_of((finding("ATT02", file=hostile, facts={"name": hostile}),))["results"]
    text = result["message"]["text"]
    assert "{{0}}" in text
    assert "](" not in text
    assert result["properties"]["message"]["fr"].count("{0}") == 1


def test_the_true_number_is_told_where_not_all_are_given() -> None:
    assert run_of(response().findings[:2], total=731)["properties"]["total"] == 731
    assert run_of(response().findings[:2])["properties"]["total"] == 2
    assert run_of(())["results"] == []
