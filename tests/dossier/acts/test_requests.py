"""Requests: the head and the declaration inside are judged in one go, each fault at its place in the whole file."""

from __future__ import annotations

import pytest
from lxml import etree

from schemas.vocabulary import LANGUAGES

from .messages import DUM, REQUEST, REQUESTS, judged, written

AMEND = REQUESTS["amend"].decode()
INSIDE = AMEND[AMEND.index("<Declaration") : AMEND.index("</Request>")]


def codes(text: str) -> list[str]:
    """The codes found in a request, in the order given out."""
    return [each.code for each in judged(text.encode()).findings]


@pytest.mark.parametrize("name", ["amend", "cancel", "replace"])
def test_an_example_is_accepted_and_asks_for_what_its_name_says(name: str) -> None:
    judgement = judged(REQUESTS[name])
    assert (judgement.outcome, judgement.findings, judgement.asked["kind"]) == ("accepted", (), name)
    assert bool(judgement.facts) is (name != "cancel")


@pytest.mark.parametrize(
    ("old", "new", "code", "box", "article"),
    [
        ("<Kind>AMEND", "<Kind>§", "XSD06", None, None),
        ("<Version>0", "<Version>§", "XSD06", None, None),
        ("<FunctionCode>2", "<FunctionCode>§", "XSD06", None, None),
        ("<TotalNetMass>377.250", "<TotalNetMass>§", "XSD06", "7", None),
        ("<NetMass>377.250", "<NetMass>§", "XSD06", "33", 1),
    ],
)
def test_a_wrong_value_is_found_at_its_place(
    old: str, new: str, code: str, box: str | None, article: int | None
) -> None:
    content = AMEND.replace(old, new, 1).encode()
    judgement = judged(content)
    (finding,) = judgement.findings
    lines = content.decode().splitlines()
    row = next(number for number, line in enumerate(lines) if "§" in line)
    place = finding.position
    assert (finding.code, finding.box, finding.article) == (code, box, article)
    assert place and (place.line, place.column) == (row + 1, lines[row].index("§") + 1)
    assert place.offset == content.index("§".encode())
    assert judgement.outcome == "refused" and not judgement.asked and not judgement.facts
    assert all(finding.message(each) and finding.fix(each) for each in LANGUAGES)


def test_the_rules_judge_the_declaration_inside() -> None:
    assert codes(AMEND.replace("<TotalNetMass>377.250", "<TotalNetMass>377.251")) == ["B07-1"]


def test_head_and_declaration_are_told_together_in_the_order_of_the_file() -> None:
    text = AMEND.replace("<Kind>AMEND", "<Kind>x").replace("<TotalNetMass>377.250", "<TotalNetMass>x")
    judgement = judged(text.encode())
    assert [each.value for each in judgement.findings] == ["x", "x"]
    assert [each.box for each in judgement.findings] == [None, "7"]


@pytest.mark.parametrize("most", [1, 3])
def test_findings_are_capped_and_truly_counted(most: int) -> None:
    text = AMEND
    for field in ("Kind", "Version", "TotalNetMass", "TotalGrossMass", "CustomsOffice"):
        text = text.replace(f"<{field}>", f"<{field}>§", 1)
    judgement = judged(text.encode(), most)
    assert (len(judgement.findings), judgement.total) == (most, 5)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (AMEND.replace(INSIDE, ""), "the new declaration is missing"),
        (AMEND.replace(">AMEND<", ">CANCEL<"), "a cancellation holds no declaration"),
        (AMEND.replace("<DeclarantReference>IMP-2026-0150</DeclarantReference>", "", 1), "one of the two"),
        (
            AMEND.replace("  <Version>", "  <DUMNumber>30101020260000001S</DUMNumber><Version>", 1),
            "one of the two",
        ),
        (AMEND.replace("<FunctionCode>2", "<FunctionCode>1"), "must be 2"),
        (AMEND.replace("<FunctionCode>2", "<FunctionCode>0"), "must be 2"),
    ],
)
def test_a_request_that_does_not_hold_says_why(text: str, reason: str) -> None:
    judgement = judged(text.encode())
    (finding,) = judgement.findings
    assert (finding.code, judgement.outcome) == ("LIF08", "refused")
    assert reason in finding.message("en")
    assert all("{" not in finding.message(each) + finding.fix(each) for each in LANGUAGES)


def test_a_second_declaration_is_one_too_many() -> None:
    assert codes(AMEND.replace("</Request>", INSIDE + "</Request>")) == ["XSD02"]


def test_a_request_inside_a_request_is_not_known_there() -> None:
    inner = AMEND[AMEND.index("<Request") :]
    assert codes(AMEND.replace("</Request>", inner + "</Request>")) == ["XSD03"]
    assert "XSD03" in codes(AMEND.replace(INSIDE, inner))


def test_a_declaration_of_another_namespace_is_none() -> None:
    assert set(codes(AMEND.replace(DUM, "urn:other"))) == {"XSD03", "LIF08"}
    assert "XSD03" in codes(AMEND.replace(f'xmlns="{DUM}"', f'xmlns="{REQUEST}"'))


def test_a_prefix_bound_above_the_declaration_is_the_same_declaration() -> None:
    root = etree.fromstring(REQUESTS["amend"])
    named = etree.Element(root.tag, nsmap={"q": REQUEST, "d": DUM})
    named.extend([etree.fromstring(etree.tostring(each)) for each in root if isinstance(each.tag, str)])
    etree.cleanup_namespaces(named, top_nsmap={"q": REQUEST, "d": DUM})
    content = written(named)
    assert content.count(b"xmlns") == 2
    judgement = judged(content)
    assert (judgement.outcome, judgement.findings) == ("accepted", ())
