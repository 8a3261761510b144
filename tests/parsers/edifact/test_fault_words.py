"""Faults in words: each code has its finding, and a place that can be found by counting."""

from __future__ import annotations

import re
from typing import Any

import pytest

from schemas.edifact_faults import CODES, fault_finding, place_words
from schemas.law import codes
from schemas.vocabulary import LANGUAGES


def test_every_code_of_the_list_is_registered_and_no_other() -> None:
    assert {code for code in codes() if code.startswith("EDI")} == set(CODES.values())
    assert all(CODES[number] == f"EDI{number:02}" for number in CODES)


def test_only_what_can_be_read_all_the_same_is_a_warning() -> None:
    warned = {code for code in CODES.values() if codes()[code].severity == "warned"}
    assert warned == {"EDI80", "EDI81", "EDI82", "EDI84"}


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fault_of_which_little_is_known_has_whole_sentences(code: int, language: str) -> None:
    for found in (fault_finding(code), fault_finding(code, segment=2, tag="BGM", element=3, component=1, value="V")):
        for said in (found.message(language), found.fix(language)):
            assert not re.search(r"[{}]|None", said)
            assert len(said.split()) < 30


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ((None,), "interchange"),
        (("UNB",), "segment UNB"),
        ((None, 12), "segment 12"),
        (("LOC", 12), "segment 12 (LOC)"),
        (("LOC", 12, 3), "segment 12 (LOC), element 3 (tag = 1)"),
        (("LOC", 12, 3, 2), "segment 12 (LOC), element 3 (tag = 1), component 2"),
        (("LOC", 12, 3, 2, 1), "segment 12 (LOC), element 3 (tag = 1), component 2"),
        (("LOC", 12, 3, 2, 4), "segment 12 (LOC), element 3 (tag = 1), repetition 4, component 2"),
        (("<script>\n{segment}", 1), "segment 1 (<script> …)"),
    ],
)
def test_a_place_is_counted_from_the_largest_to_the_smallest(place: tuple[str | None, int], said: str) -> None:
    assert place_words(*place)["en"] == said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"segment": 4, "tag": "BGM"}, "After segment 4: segment BGM is missing."),
        (
            {"segment": 4, "tag": "CST", "facts": {"group": "SG30"}},
            "After segment 4: segment group SG30 (CST) is missing.",
        ),
        ({"tag": "UNZ"}, "Interchange: segment UNZ is missing."),
        (
            {"segment": 4, "tag": "BGM", "element": 2, "facts": {"item": "C002"}},
            "Segment 4 (BGM), element 2 (tag = 1): element C002 is missing.",
        ),
    ],
)
def test_what_is_missing_is_named(given: dict[str, object], said: str) -> None:
    assert fault_finding(13, **given).message("en") == said  # type: ignore[arg-type]


def test_the_class_of_characters_is_said_in_words() -> None:
    assert "digits" in fault_finding(37, tag="CST", segment=3, value="x", facts={"expected": "n..5"}).fix("en")
    assert "letters and digits" in fault_finding(37, tag="CST", segment=3, facts={"expected": "an..5"}).fix("en")


def test_a_code_that_is_not_ours_to_send_is_a_fault_all_the_same() -> None:
    assert fault_finding(27).code == "EDI18"


@pytest.mark.parametrize(
    ("given", "message", "fix"),
    [
        (
            {"segment": 7, "tag": "UNS", "facts": {"item": "UNS+S"}},
            "After segment 7: segment UNS+S is missing.",
            "Add segment UNS+S at this place.",
        ),
        (
            {"segment": 1, "tag": "UNH", "element": 3, "component": 5, "facts": {"item": "0057", "expected": "MADUM1"}},
            "Segment 1 (UNH), element 3 (tag = 1), component 5: element 0057 (MADUM1) is missing.",
            "Add element 0057 (MADUM1) at this place.",
        ),
    ],
)
def test_what_is_missing_is_named_as_what_it_is(given: dict[str, Any], message: str, fix: str) -> None:
    found = fault_finding(13, **given)
    assert (found.message("en"), found.fix("en")) == (message, fix)


def test_a_line_end_within_a_segment_has_a_remedy_of_its_own() -> None:
    broken, other = (fault_finding(21, value="A", facts={"found": sign}) for sign in ("U+000A", "U+00C9"))
    assert "line ends within segments" in broken.fix("en")
    assert "UNOC" in other.fix("en")
