"""Codes of findings: each is raised, registered, and has words in three languages that say the same values."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from referencekit.rules_page import topics

from schemas.law import codes, door_codes
from schemas.vocabulary import LANGUAGES
from schemas.words import catalogue
from tests.docs.sources import OF_EVERY_FINDING, PLACEHOLDER, Site, raised, sites

PARTS = ("message", "fix")

OF_EARLIER_VERSIONS = {"FLD06"}
"""Not raised any more; findings that are kept in a log or in an outbox have them, and need their words for ever."""


def _placeholders(code: str, part: str, language: str) -> set[str]:
    return set(PLACEHOLDER.findall(catalogue(language)[f"{code}.{part}"]))


def test_every_code_that_is_raised_is_registered() -> None:
    unknown = {site.where: site.code for site in raised() if site.code not in codes()}
    assert not unknown


def test_every_registered_code_is_raised_somewhere() -> None:
    assert set(codes()) - {site.code for site in raised()} == OF_EARLIER_VERSIONS


def test_no_code_is_registered_in_two_places() -> None:
    """A rule may have several rows, each of its own days; `dumgate lists check` sees to those."""
    listed = [*door_codes(), *(code for rows in topics().values() for code in {row["code"] for row in rows})]
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_words(language: str) -> None:
    said = catalogue(language)
    missing = [f"{code}.{part}" for code in codes() for part in PARTS if not said.get(f"{code}.{part}", "").strip()]
    assert not missing


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_no_words_for_a_code_that_is_not_there(language: str) -> None:
    known = {f"{code}.{part}" for code in codes() for part in PARTS}
    assert not {entry for entry in catalogue(language) if entry[0].isupper()} - known


@pytest.mark.parametrize("part", PARTS)
def test_the_three_languages_say_the_same_values(part: str) -> None:
    different = {
        code: said
        for code in codes()
        if len(set(map(frozenset, said := [_placeholders(code, part, each) for each in LANGUAGES]))) > 1
    }
    assert not different


def test_each_place_that_raises_a_code_gives_the_values_of_its_words() -> None:
    assert not list(_silent(raised()))


def _silent(found: list[Site]) -> Iterator[str]:
    for site in found:
        for language in LANGUAGES:
            for part in PARTS:
                if site.facts is not None:
                    missing = _placeholders(site.code, part, language) - site.facts - OF_EVERY_FINDING
                    if missing:
                        yield f"{site.where} {site.code} {language} {part}: {sorted(missing)}"


@pytest.mark.parametrize(
    ("source", "given"),
    [
        ('finding("XML02", facts={"size": 1, "limit": 2})', {"size", "limit", "facts"}),
        (
            'def f():\n    facts = {"name": 1}\n    finding("ATT02", facts={**facts, "more": 2})',
            {"name", "more", "facts"},
        ),
        (
            '@rule("B05-1")\ndef f(d):\n    yield d.fault("x", count=1, forms=2)\n    yield d.fault("y", count=1)',
            {"count"},
        ),
        (
            'def named(n):\n    return {"regime": n}\n'
            'def each(d):\n    yield d.fault("x", count=1, **named(d))\n'
            '@rule("TAB01")\ndef f(d):\n    yield from each(d)',
            {"count", "regime"},
        ),
        ('_refused("PAY02", place, value, due=1)', {"due"}),
    ],
)
def test_facts_are_read_off_the_source(source: str, given: set[str]) -> None:
    (site,) = sites(source, "sample")
    assert site.facts is not None
    assert site.facts - {"element", "place"} == given


def test_a_place_that_forgets_a_value_is_seen() -> None:
    assert list(_silent(list(sites('finding("XML02", facts={"size": 1})', "sample"))))
