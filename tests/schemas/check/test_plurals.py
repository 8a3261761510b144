"""Words that count: a form for each group of numbers in each language, with the same values, as a reader expects it."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from babel.messages.pofile import read_po

from schemas import words
from schemas.findings import Finding, finding
from schemas.vocabulary import LANGUAGES
from tests.house.test_words import STORE

PLACEHOLDER = re.compile(r"\{(\w+)\}")
FORMS = {"fr": 2, "en": 2, "ar": 6}
COUNTING = {language: words.plurals(language) for language in LANGUAGES}
NUMBERS = range(1_000)


def test_the_same_words_count_the_same_value_in_each_language() -> None:
    counted = [{message: plural.counts for message, plural in COUNTING[language].items()} for language in LANGUAGES]
    assert counted[0] == counted[1] == counted[2] and counted[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("message", COUNTING["fr"])
def test_each_form_is_there_and_says_the_same_values(message: str, language: str) -> None:
    plural = COUNTING[language][message]
    assert len(plural.forms) == FORMS[language] and all(form.strip() for form in plural.forms)
    assert all(len(form.split()) < 45 for form in plural.forms)
    values = set(PLACEHOLDER.findall(COUNTING["en"][message].forms[-1]))
    assert plural.counts in values
    for index, form in enumerate(plural.forms):
        said = set(PLACEHOLDER.findall(form))
        # "one day" and the Arabic dual say their number without a figure; a form for several numbers cannot
        of_one_number = sum(plural.form_of(number) == index for number in NUMBERS) == 1
        assert said == values or (of_one_number and said == values - {plural.counts})


def test_a_form_that_lacks_is_seen() -> None:
    """What babel makes of a catalogue without one of its forms: an empty text, which no form above may be."""

    head = (STORE / "ar" / "validate.po").read_text(encoding="utf-8").partition("\n\n")[0]
    lacking = f'{head}\n\nmsgid "x.y"\nmsgid_plural "{{n}}"\nmsgstr[0] "a"\nmsgstr[1] "b"\n'
    (entry,) = (each for each in read_po(BytesIO(lacking.encode()), locale="ar") if each.id)
    assert list(entry.string) == ["a", "b", "", "", "", ""]


@pytest.mark.parametrize(
    ("language", "number", "text"),
    [
        ("fr", 0, "0 constat"),
        ("fr", 1, "1 constat"),
        ("fr", 2, "2 constats"),
        ("en", 0, "0 findings"),
        ("en", 1, "1 finding"),
        ("en", 2, "2 findings"),
        ("ar", 0, "لا ملاحظات"),
        ("ar", 1, "ملاحظة واحدة"),
        ("ar", 2, "ملاحظتان"),
        ("ar", 3, "3 ملاحظات"),
        ("ar", 10, "10 ملاحظات"),
        ("ar", 11, "11 ملاحظة"),
        ("ar", 99, "99 ملاحظة"),
        ("ar", 100, "100 ملاحظة"),
        ("ar", 103, "103 ملاحظات"),
    ],
)
def test_findings_are_counted_as_people_count(language: str, number: int, text: str) -> None:
    assert words.phrase("validate.findings", total=str(number))[language] == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "\u20660\u2069 يوم"),
        (1, "يوم واحد"),
        (2, "يومين"),
        (3, "\u20663\u2069 أيام"),
        (11, "\u206611\u2069 يوما"),
        (100, "\u2066100\u2069 يوم"),
    ],
)
def test_days_of_a_finding_are_counted_in_arabic(number: int, text: str) -> None:
    said = _late(number).message("ar")
    assert said.endswith(f"بأكثر من {text}.")


@pytest.mark.parametrize(
    ("number", "french", "english"), [(0, "jour", "days"), (1, "jour", "day"), (2, "jours", "days")]
)
def test_days_of_a_finding_are_counted_in_french_and_english(number: int, french: str, english: str) -> None:
    assert f"plus de {number} {french} après" in _late(number).message("fr")
    assert f"more than {number} {english} after" in _late(number).message("en")


def _late(days: int) -> Finding:
    place = dict.fromkeys(LANGUAGES, "P")
    return finding("B24-1", value="2026-07-01", facts={"place": place, "days": days, "message": "2026-01-01"})


def test_a_value_that_is_no_number_takes_the_form_of_large_ones() -> None:
    more = words.phrase("number.more", limit="200")
    for language in LANGUAGES:
        said = words.phrase("work.some", count=more, total="900")[language]
        assert said == words.catalogue(language)["work.some"].format(count=more[language], total="900")
        assert words.catalogue(language)["work.some"] == COUNTING[language]["work.some"].forms[-1]
