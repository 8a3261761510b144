"""What a finding on an EDIFACT message tells its sender: where in his segments, his own value, what to write there."""

from __future__ import annotations

import re

import pytest

from gateway.edifact_terms import EdifactTerms
from gateway.judging.edifact_file import EdifactBody, judge_edifact
from parsers.edifact.interchange_records import EdifactLimits
from schemas.edifact_mapping import segment_for
from schemas.findings import Finding
from schemas.vocabulary import LANGUAGES
from tests.pipeline.edifact.interchanges import declared
from tests.pipeline.edifact.test_judging import LAW, judged
from tests.service.declaring import small


def findings(*changes: tuple[str, str]) -> list[Finding]:
    """The findings on a sound interchange with changes of its text, each of a pattern that is there."""
    content = declared(small()).decode("latin-1")
    for before, after in changes:
        content, count = re.subn(before, after, content, count=1)
        assert count == 1, before
    (interchange,) = judged(content.encode("latin-1"))
    found = [*interchange.refusal.findings, *(each for one in interchange.messages for each in one.judgement.findings)]
    return [each for each in found if each.severity == "refused"]


@pytest.mark.parametrize(
    ("change", "code", "tag", "element", "component", "value", "fix"),
    [
        (("(BGM.*?:0)[+]9'", r"\1+2'"), "XSD06", "BGM", 4, 1, "2", "46 (draft), 53 (verdict) or 9 (registration)"),
        (("(BGM.*?:0)[+]9'", r"\1+0'"), "EDI12", "BGM", 4, None, "0", "46 53 9 4 5 1"),
        (("(BGM.*?:0)[+]9'", r"\1'"), "XSD01", "BGM", 4, 1, None, "segment BGM+913++…"),
        (("TEST-[0-9]*:0", ":0"), "XSD01", "BGM", 3, 1, None, "segment BGM+913+…"),
        (("LOC[+]22", "LOC+16"), "XSD01", "BGM", None, None, None, "CustomsOffice, segment LOC+22+…:113:ZZZ"),
        (("DTM[+]178:20260629:102", "DTM+178:20261329:102"), "XSD06", "DTM", 2, 2, "20261329", "YYYYMMDD, with format"),
        (("137:20260630101500", "137:20260631101500"), "XSD06", "DTM", 2, 2, "20260631101500", "YYYYMMDDHHMMSS"),
        (("102'MEA", "999'MEA"), "EDI12", "DTM", 2, 3, "999", "204 203 102 101"),
        (("PORCELAINE, ", "PORC\tELAINE"), "EDI21", "FTX", 5, 1, "VAISSELLE EN PORC\tELAINEDECOREE", "Remove this"),
        (("PORCELAINE, ", "PORC\nELAINE"), "EDI21", "FTX", 5, 1, "VAISSELLE EN PORC\nELAINEDECOREE", "line ends"),
        ((":UN:MADUM1'", ":UN'"), "EDI13", "UNH", 3, 5, None, "Add element 0057 (MADUM1)"),
        (("UNS[+]S'", ""), "EDI13", "UNS", None, None, None, "Add segment UNS+S"),
    ],
)  # fmt: skip
def test_a_finding_says_where_and_what_in_the_sender_s_own_words(
    change: tuple[str, str],
    code: str,
    tag: str,
    element: int | None,
    component: int | None,
    value: str | None,
    fix: str,
) -> None:
    found = next(each for each in findings(change) if each.code == code)
    assert found.position is not None
    place = found.position.segment
    assert place is not None
    assert (place.tag, place.element, place.component, found.value) == (tag, element, component, value)
    assert fix in found.fix("en")
    assert all("{" not in found.message(language) + found.fix(language) for language in LANGUAGES)


def test_a_strange_character_is_pointed_at_itself() -> None:
    content = declared(small()).decode("latin-1")
    (found,) = findings(("BAT 1/40", "B?+AT\t1/40"))
    assert found.position is not None
    assert found.position.offset == content.index("BAT 1/40") + len("B?+AT")
    assert "U+0009" in found.message("fr")


def test_all_faults_of_a_refused_interchange_are_counted() -> None:
    content = b"\xef\xbb\xbf" + declared(small(), small()).replace(b"PAC+40+", b"PAC+X+").replace(b"UNZ+2", b"UNZ+3")
    body = EdifactBody(content, EdifactTerms().agreement(None, tests=True), False)
    (interchange,) = judge_edifact(body, None, LAW, EdifactLimits(), 2)
    assert (len(interchange.refusal.findings), interchange.refusal.total) == (2, 4)
    (interchange,) = judge_edifact(body, None, LAW, EdifactLimits(), 200)
    assert sorted(each.code for each in interchange.refusal.findings) == ["EDI29", "EDI37", "EDI37", "EDI82"]


@pytest.mark.parametrize(
    ("path", "segment"),
    [
        ("Declarant", "NAD+DT+…"),
        ("GoodsItem", "CST+…"),
        ("Exporter/Address", "NAD+EX++++…"),
        ("GoodsItem/NetMass", "MEA+WT+AAL+KGM:…"),
        ("DeclarationTotal/Total", "MOA+176:…:MAD"),
        ("FormQuantity", None),
        ("", None),
    ],
)
def test_the_segment_of_a_field_is_named_by_what_tells_it_from_others(path: str, segment: str | None) -> None:
    assert segment_for(path) == segment


def test_of_an_interchange_that_is_refused_the_faults_of_its_messages_are_told_too() -> None:
    found = findings(("UNZ[+]1[+]", "UNZ+2+"), ("PAC[+]40[+]", "PAC+XX+"), ("UNS[+]S'", "UNS+S'ZZZ+1'"))
    assert {each.code for each in found} >= {"EDI29", "EDI37", "EDI15"}
    boxes = {each.code: each.box for each in found}
    assert boxes["EDI37"] == "28"
