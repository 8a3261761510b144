"""Amounts in words: spelling and agreement in French and Arabic, written out by hand."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderers.amounts_in_words import french, in_words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "zéro dirham"),
        ("1", "un dirham"),
        ("2", "deux dirhams"),
        ("21.01", "vingt et un dirhams et un centime"),
        ("71", "soixante et onze dirhams"),
        ("80", "quatre-vingts dirhams"),
        ("81", "quatre-vingt-un dirhams"),
        ("91.50", "quatre-vingt-onze dirhams et cinquante centimes"),
        ("100", "cent dirhams"),
        ("200", "deux cents dirhams"),
        ("201", "deux cent un dirhams"),
        ("1000", "mille dirhams"),
        ("80000", "quatre-vingt mille dirhams"),
        ("200000", "deux cent mille dirhams"),
        ("26414", "vingt-six mille quatre cent quatorze dirhams"),
        ("1000000", "un million de dirhams"),
        ("2000080", "deux millions quatre-vingts dirhams"),
        ("200000000", "deux cents millions de dirhams"),
        ("3000000000", "trois milliards de dirhams"),
        ("1001001", "un million mille un dirhams"),
        ("0.01", "un centime"),
        ("0.80", "quatre-vingts centimes"),
    ],
)
def test_french(amount: str, words: str) -> None:
    assert in_words(Decimal(amount))["fr"] == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "صفر درهم"),
        ("1", "درهم واحد"),
        ("2", "درهمان"),
        ("3", "ثلاثة دراهم"),
        ("10", "عشرة دراهم"),
        ("11", "أحد عشر درهما"),
        ("12", "اثنا عشر درهما"),
        ("13", "ثلاثة عشر درهما"),
        ("20", "عشرون درهما"),
        ("21", "واحد وعشرون درهما"),
        ("99", "تسعة وتسعون درهما"),
        ("100", "مائة درهم"),
        ("101", "مائة ودرهم واحد"),
        ("102", "مائة ودرهمان"),
        ("103", "مائة وثلاثة دراهم"),
        ("111", "مائة وأحد عشر درهما"),
        ("200", "مائتا درهم"),
        ("250", "مائتان وخمسون درهما"),
        ("1000", "ألف درهم"),
        ("2000", "ألفا درهم"),
        ("2005", "ألفان وخمسة دراهم"),
        ("3000", "ثلاثة آلاف درهم"),
        ("11000", "أحد عشر ألف درهم"),
        ("11050", "أحد عشر ألفا وخمسون درهما"),
        ("26414", "ستة وعشرون ألفا وأربعمائة وأربعة عشر درهما"),
        ("100000", "مائة ألف درهم"),
        ("101000", "مائة ألف وألف درهم"),
        ("102000", "مائة ألف وألفا درهم"),
        ("102001", "مائة ألف وألفان ودرهم واحد"),
        ("111000", "مائة وأحد عشر ألف درهم"),
        ("111500", "مائة وأحد عشر ألفا وخمسمائة درهم"),
        ("200000", "مائتا ألف درهم"),
        ("1000000", "مليون درهم"),
        ("2200000000", "ملياران ومائتا مليون درهم"),
        ("2000000", "مليونا درهم"),
        ("3500000", "ثلاثة ملايين وخمسمائة ألف درهم"),
        ("1200.50", "ألف ومائتا درهم وخمسون سنتيما"),
        ("7.03", "سبعة دراهم وثلاثة سنتيمات"),
        ("0.02", "سنتيمان"),
    ],
)
def test_arabic(amount: str, words: str) -> None:
    assert in_words(Decimal(amount))["ar"] == words


def test_each_number_has_words_of_its_own() -> None:
    numbers = [*range(3000), *range(10**6 - 500, 10**6 + 2500), 10**9, 10**12 - 1]
    assert len({french(number) for number in numbers}) == len(set(numbers))
    assert len({in_words(Decimal(number))["ar"] for number in numbers}) == len(set(numbers))


FRENCH_UNITS = "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
UNITS = {word: number for number, word in enumerate(FRENCH_UNITS.split())}
UNITS |= {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
SCALES = {"mille": 10**3, "million": 10**6, "milliard": 10**9}


def read_back(words: str) -> int:
    """French words to a number, by the grammar of numerals and nothing of the module's own."""
    whole = group = 0
    for word in words.replace("-", " ").split():
        name = word.rstrip("s") if word not in ("trois",) else word
        if name in ("vingt", "cent") and group % 100 in range(2, 10):
            group += group % 100 * (20 if name == "vingt" else 100) - group % 100
        elif name == "cent":
            group += 100
        elif name in SCALES:
            whole, group = whole + (group or 1) * SCALES[name], 0
        elif word != "et":
            group += UNITS.get(name, UNITS.get(word, 0))
    return whole + group


@given(st.integers(0, 10**12 - 1))
def test_french_is_read_back(number: int) -> None:
    assert read_back(french(number)) == number


ARABIC_UNITS = "صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة"
ARABIC_TENS = "عشرون ثلاثون أربعون خمسون ستون سبعون ثمانون تسعون"
ARABIC_HUNDREDS = "مائة ثلاثمائة أربعمائة خمسمائة ستمائة سبعمائة ثمانمائة تسعمائة"
ARABIC = {word: number for number, word in enumerate(ARABIC_UNITS.split())} | {"أحد": 1, "اثنا": 2, "عشر": 10}
ARABIC |= dict(zip(ARABIC_TENS.split(), range(20, 100, 10), strict=True))
ARABIC |= dict(zip(ARABIC_HUNDREDS.split(), (100, *range(300, 1000, 100)), strict=True))
ARABIC |= {"مائتان": 200, "مائتا": 200, "درهم": 0, "دراهم": 0, "درهما": 0, "درهمان": 2}
ARABIC_SCALES = {
    **{word: (10**3, count) for word, count in {"ألف": 1, "ألفا": 1, "آلاف": 1, "ألفان": 2}.items()},
    **{word: (10**6, count) for word, count in {"مليون": 1, "مليونا": 1, "ملايين": 1, "مليونان": 2}.items()},
    **{word: (10**9, count) for word, count in {"مليار": 1, "مليارا": 1, "مليارات": 1, "ملياران": 2}.items()},
}


def read_back_arabic(words: str) -> set[int]:
    """Arabic words to numbers. "ألفا" and its like say two before what is counted and one else: both are read."""
    found = {(0, 0)}
    for written in words.split():
        name = written if written in ARABIC or written in ARABIC_SCALES else written.removeprefix("و")
        if name in ARABIC_SCALES:
            scale, count = ARABIC_SCALES[name]
            counts = {count, 2} if name.endswith("ا") else {count}
            found = {
                (whole + (group or each) * scale, 0) for whole, group in found for each in ({1} if group else counts)
            }
        else:
            found = {(whole, group + ARABIC[name]) for whole, group in found}
    return {whole + group for whole, group in found}


@given(st.integers(0, 10**12 - 1))
def test_arabic_is_read_back(number: int) -> None:
    assert number in read_back_arabic(in_words(Decimal(number))["ar"])
