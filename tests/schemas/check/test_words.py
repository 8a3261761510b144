"""The words of findings: complete in three languages, with the same facts, short, and safe with any value."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.xml import read_xml
from schemas import words
from schemas.findings import finding
from schemas.gathering import place_words
from schemas.law import codes
from schemas.vocabulary import LANGUAGES

from .breaking import places
from .samples import FULL, sample

PLACEHOLDER = re.compile(r"\{(\w+)\}")
SENTENCE_ENDS = re.compile(r"(?<=[.!?؟])\s+")
GUIDE = "pages.cusdec."
"""A guide for programmers: its sentences are long, and have braces of EDIFACT mappings."""
TERMS = {"ICE", "NGP", "EI", "SHA-256", "XML", "EDIFACT"}
"""What has the same name in all languages."""
CATALOGUES = {language: words.catalogue(language) for language in LANGUAGES}


def is_of_a_finding(message: str) -> bool:
    """Codes are written in capitals, all other families of words in small letters."""
    return message[0].isupper()


def test_the_three_catalogues_have_the_same_words() -> None:
    assert set(CATALOGUES["fr"]) == set(CATALOGUES["en"]) == set(CATALOGUES["ar"])
    said = {f"{code}.{part}" for code in codes() for part in ("message", "fix")}
    assert said <= set(CATALOGUES["fr"])
    assert not {message for message in CATALOGUES["fr"] if is_of_a_finding(message)} - said


@pytest.mark.parametrize("message", CATALOGUES["fr"])
def test_a_sentence_says_the_same_facts_in_each_language(message: str) -> None:
    facts = {language: set(PLACEHOLDER.findall(CATALOGUES[language][message])) for language in LANGUAGES}
    assert facts["fr"] == facts["en"] == facts["ar"]
    for language in LANGUAGES:
        text = CATALOGUES[language][message]
        is_finding = is_of_a_finding(message)
        sentences = [text] if is_finding else SENTENCE_ENDS.split(text)  # a remedy may be several steps
        if not message.startswith(GUIDE):
            assert text and all(len(each.split()) < 30 for each in sentences)
            assert "{" not in PLACEHOLDER.sub("", text)
        if is_finding and text != "{hint}":
            assert text[-1] == "."
    if CATALOGUES["ar"][message] not in TERMS:
        arabic = PLACEHOLDER.sub("", CATALOGUES["ar"][message]).strip("«»")
        assert not arabic or re.search("[\u0621-\u064a]", arabic)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_place_is_never_cut(language: str) -> None:
    for place in places(sample(FULL)):
        said = finding("XSD05", facts={"place": place_words(place.field, 2), "element": "X"}).message(language)
        assert place.field.titles[language].lower() in said.lower()
        assert "…" not in said


@given(st.text(max_size=200))
def test_a_value_is_shown_on_one_line_and_changes_no_other_word(value: str) -> None:
    place = dict.fromkeys(LANGUAGES, "P")
    found = finding("XSD06", value=value, facts={"place": place, "element": "E", "expected": place})
    for language in LANGUAGES:
        said = found.message(language)
        empty = finding("XSD06", value="", facts=found.facts).message(language)
        assert said.startswith(empty[:3]) and said.endswith(empty[-12:])
        assert len(said) <= len(empty) + 84
        assert all(letter.isprintable() or letter in "\u2066\u2069\u202f\u00a0" for letter in said)


@pytest.mark.parametrize("value", ["{place}", "{value}", "{0}", "{", "}", "{{place}}", "%s", "{place!r}"])
def test_braces_in_a_value_are_only_braces(value: str) -> None:
    found = finding("XSD06", value=value, facts={"place": {"fr": "P", "en": "P", "ar": "P"}, "element": "E"})
    assert all(value in found.message(language) for language in LANGUAGES)


@pytest.mark.parametrize("value", ["12", "EUR", "a (b) c", "-1,5", "../x"])
def test_in_arabic_a_foreign_value_is_isolated(value: str) -> None:
    found = finding("LST01", value=value, facts={"place": {"fr": "P", "en": "P", "ar": "الخانة 1"}, "list": "l"})
    assert f"\u2066{value}\u2069" in found.message("ar")
    assert "\u2066" not in found.message("fr") + found.message("en")


def test_a_direction_cannot_be_smuggled_in() -> None:
    found = finding("LST01", value="a\u202eb\u2066c\u200f", facts={"place": {"fr": "", "en": "", "ar": ""}, "list": ""})
    for language in LANGUAGES:
        assert not set("\u202e\u200f") & set(found.message(language))
        assert found.message(language).count("\u2066") == found.message(language).count("\u2069")


def test_a_file_that_is_cut_off_is_told_so_and_an_ampersand_how_it_is_written() -> None:
    for content, told in ((b"<a>\n<b>x\n", "cut off"), (b"<a>x & y</a>", "&amp;")):
        (found,) = read_xml(content).findings
        assert told in found.message("en")


def test_a_file_name_keeps_its_letters() -> None:
    assert finding("PDF02", file="lead.pdf").message("en").startswith("lead.pdf ")
