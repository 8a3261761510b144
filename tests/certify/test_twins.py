"""Twins say the same as their XML, or are not there; and an interchange is what its case claims."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from gateway.certify.kit import EDIFACT, Kit
from gateway.judging.edifact_file import EdifactBody, judge_edifact
from parsers.edifact.interchange_records import Agreement, EdifactLimits
from parsers.xml import read_xml
from schemas.declaration import text_of
from schemas.law import shipped
from tests.parsers.edifact.written import by_pydifact, sound

from .conftest import KIT

MANIFEST: dict[str, Any] = json.loads((KIT / "manifest.json").read_bytes())
TWINS = {each["twin"]: each for each in MANIFEST["vectors"] if "twin" in each}
OWN_OF_XML = ("findings", "file", "sha256", "reason", "twin")
SENT_CODES = {2, 3, 7, 12, 13, 14, 15, 16, 19, 20, 21, 26, 28, 29, 30, 31, 32, 33, 35, 36, 37, 38, 39, 40, 45, 46}


def test_a_twin_expects_what_its_xml_expects() -> None:
    by_file = {each["file"]: each for each in MANIFEST["vectors"]}
    assert len(TWINS) > 350
    for file, twin in TWINS.items():
        xml = by_file[file]
        assert {key: value for key, value in twin.items() if key not in OWN_OF_XML} == {
            key: value for key, value in xml.items() if key not in OWN_OF_XML
        }
        told, wanted = (
            sorted((each["code"], each["box"] or "", each["article"] or 0) for each in entry["findings"])
            for entry in (twin, xml)
        )
        assert told == wanted, file
        lines = (KIT / twin["file"]).read_bytes().count(b"\n")
        assert all(1 <= each["line"] <= lines for each in twin["findings"]), file


def test_every_regime_has_a_sound_twin() -> None:
    regimes = {each["regime"] for each in TWINS.values() if each["kind"] == "sound"}
    assert shipped().on(read_day()).codes("regimes") <= regimes


def read_day() -> Any:
    from datetime import date

    return date.fromisoformat(MANIFEST["law_day"])


def test_a_twin_holds_the_same_values_as_its_xml() -> None:
    law = shipped().on(read_day())
    for file, twin in list(TWINS.items())[::9]:
        body = EdifactBody((KIT / twin["file"]).read_bytes(), Agreement(), effective=False)
        (interchange,) = judge_edifact(body, None, law, EdifactLimits(), 200)
        (message,) = interchange.messages
        assert interchange.control is not None and interchange.control.action == "7"
        assert message.xml is not None
        root = read_xml((KIT / file).read_bytes()).root
        assert root is not None
        assert _leaves(etree.fromstring(message.xml)) == _leaves(root), file


def _leaves(root: etree._Element) -> list[tuple[str, str]]:
    named = [(etree.QName(each).localname, text_of(each)) for each in root.iter(etree.Element) if len(each) == 0]
    return sorted(each for each in named if each[1])


def test_a_difference_without_a_reason_makes_no_kit(scripts: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from vectorkit.edifact import twins
    from vectorkit.structure_faults import broken_elements
    from vectorkit.vector import WrongVectorError, entry

    vector = next(each for each in broken_elements() if "attribute" in each.name)
    assert twins.twin_of(vector, entry(vector)).why_not == twins.NOT_SAID["XSD08"]
    monkeypatch.delitem(twins.NOT_SAID, "XSD08")
    with pytest.raises(WrongVectorError, match="XSD08"):
        twins.twin_of(vector, entry(vector))


def test_what_a_twin_says_besides_makes_no_kit(scripts: None) -> None:
    from vectorkit.edifact.twins import twin_of
    from vectorkit.structure_faults import unlisted_codes
    from vectorkit.vector import WrongVectorError, entry

    vector = next(iter(unlisted_codes()))
    told = entry(vector)
    assert twin_of(vector, told).entry is not None
    with pytest.raises(WrongVectorError, match="besides"):
        twin_of(vector, told | {"findings": told["findings"][1:]})


@pytest.mark.parametrize("changed", [{"codes": "EDI13"}, {"answers": {}}, {"answers": {1: ("UCI+@1@+KIT+DUMGATE+7",)}}])
def test_a_case_that_claims_something_else_makes_no_kit(scripts: None, changed: dict[str, Any]) -> None:
    from vectorkit.edifact.maker import cases, made_of
    from vectorkit.vector import WrongVectorError

    case = next(each for each in cases() if each.name == "sound")
    made_of(case)
    with pytest.raises(WrongVectorError, match="claims"):
        made_of(replace(case, **changed))


def test_the_expected_contrls_are_sound_and_have_every_level_and_code_that_is_sent(kit: Kit) -> None:
    codes: set[int] = set()
    levels: set[str] = set()
    places = {"UCI": 4, "UCF": 4, "UCM": 3, "UCS": 1, "UCD": 0}
    for vector in kit.of_form(EDIFACT).vectors:
        for path in (vector.contrl or {}).values():
            content = path.read_bytes()
            read = sound(content)
            assert by_pydifact(content)[1:-1] == read, path
            for tag, elements in read:
                if tag in places and len(elements) > places[tag]:
                    codes.add(int(elements[places[tag]][0]))
                    levels.add(tag)
    assert levels == set(places) and codes == SENT_CODES
