"""One store of words, `schemas/words`: the same in all languages, all of them used, and none elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import get_args

import pytest

from gateway.documents.kind_names import document_names
from renderers.records import Outcome
from schemas.vocabulary import LANGUAGES, Severity
from schemas.words import catalogue
from tests.checkout import CHECKOUT
from tests.house.words_in_code import WordsInCode

STORE = CHECKOUT / "schemas" / "words"
PLURAL_FORMS = {
    "fr": "nplurals=2; plural=(n > 1);",
    "en": "nplurals=2; plural=(n != 1);",
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
}
"""As gettext gives them. Babel's own for Arabic would be another one: each catalogue has to say it."""

ROOMS = ("gateway", "parsers", "renderers", "schemas")
READ_WHOLE = {
    "label": ("renderers",),
    "printed_form": ("renderers",),
    "printed_piece": ("renderers",),
    "certify": ("gateway/certify", "gateway/cli"),
}
"""Families that their readers take as a whole, with the folders in which each name must stand."""

GENERATED = {
    *(f"label.outcome_{outcome}{ending}" for outcome in get_args(Outcome) for ending in ("", "_help")),
    *(f"label.severity_{severity}" for severity in get_args(Severity)),
    *(f"label.{kind}_{part}" for kind in document_names() if kind != "dum" for part in ("title", "subtitle")),
    *(f"label.form_{panel}" for panel in ("face", "back")),
    *(f"certify.form.{form}" for form in ("xml", "edifact")),
    *(f"certify.kind.{kind}" for kind in ("structure", "rule", "table")),
    *(f"certify.family.{family}" for family in ("any", "interchanges")),
}
"""Ids that templates and data put together: by outcome, severity, kind of document, panel; by what the kit has."""

ARABIC_LETTER = re.compile("[\u0621-\u064a]")
COLUMNS = re.compile(r"^(?:.*,)?(?:\w+_)?(?:fr|en|ar)(?:,.*)?$", re.MULTILINE)
NO_WORDS = {
    "schemas/words": "the store",
    "schemas/tables": "law: the titles of its codes, with their sources",
    "schemas/xsd": "the form's and the acts' own titles",
    "renderers/amounts_in_words.py": "numerals: a grammar",
    "renderers/formats.py": "an example of a date",
    "parsers/pdf/wording.py": "vocabulary that is looked for on invoices",
    "parsers/pdf/amounts.py": "a letter that invoices have between digits",
}


def languages_in(file: Path) -> bool:
    """Whether a file of code or data holds words in three languages: Arabic letters, or columns by language."""
    text = file.read_text(encoding="utf-8")
    heads = [line for line in text.splitlines() if line and not line.startswith("#")][:1]
    return bool(ARABIC_LETTER.search(text)) or (file.suffix == ".csv" and any(map(COLUMNS.search, heads)))


def _files() -> Iterator[tuple[str, Path]]:
    for room in ROOMS:
        for file in sorted((CHECKOUT / room).rglob("*")):
            if file.suffix in (".py", ".csv", ".json", ".toml", ".j2", ".typ", ".xsd", ".po", ".css"):
                yield file.relative_to(CHECKOUT).as_posix(), file


def test_no_other_file_holds_words_in_three_languages() -> None:
    found = {name for name, file in _files() if languages_in(file)}
    elsewhere = {name for name in found if not name.startswith(tuple(NO_WORDS))}
    assert elsewhere == set()
    assert [place for place in NO_WORDS if not any(name.startswith(place) for name in found)] == []


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("a.py", 'WORDS = {"fr": "Refus", "en": "Refused", "ar": "مانع"}', True),
        ("a.csv", "# words\nkey,fr,en,ar\n", True),
        ("a.csv", "code,name_fr,name_en,name_ar,from\n", True),
        ("a.csv", "element,line,name\n", False),
        ("a.py", 'LANGUAGES = ("fr", "en", "ar")', False),
    ],
)
def test_another_store_would_be_seen(tmp_path: Path, name: str, text: str, found: bool) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert languages_in(tmp_path / name) is found


def test_a_topic_has_one_file_name_in_all_languages() -> None:
    topics = [{file.name for file in (STORE / language).iterdir()} for language in LANGUAGES]
    assert topics[0] == topics[1] == topics[2]
    assert {file.name for file in STORE.iterdir()} == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_catalogue_says_its_language_and_plural_forms(language: str) -> None:
    for file in sorted((STORE / language).iterdir()):
        head = file.read_text(encoding="utf-8").partition("\n\n")[0].splitlines()
        assert rf'"Language: {language}\n"' in head, file
        assert rf'"Plural-Forms: {PLURAL_FORMS[language]}\n"' in head, file


def test_a_message_stands_in_the_same_topic_in_all_languages_and_only_once() -> None:
    ids = {language: {file.name: _ids(file) for file in (STORE / language).iterdir()} for language in LANGUAGES}
    assert ids["fr"] == ids["en"] == ids["ar"]
    assert [message for message, times in Counter(chain(*ids["fr"].values())).items() if times > 1] == []


def _ids(file: Path) -> list[str]:
    return sorted(re.findall(r'^msgid "(.+)"$', file.read_text(encoding="utf-8"), re.MULTILINE))


def test_all_words_are_used() -> None:
    code = WordsInCode(CHECKOUT, (*ROOMS, "scripts"))
    own = {family: WordsInCode(CHECKOUT, folders) for family, folders in READ_WHOLE.items()}
    unused = []
    for message in sorted(set(catalogue("en")) - GENERATED):
        family, _, name = message.partition(".")
        of_a_finding = message[0].isupper()  # tests/docs/test_codes.py sees that each has a code
        used = own[family].uses(name) if family in own else code.uses(message.removesuffix(".remedy"))
        if not (of_a_finding or used):
            unused.append(message)
    assert unused == []


def test_words_that_are_generated_are_there() -> None:
    assert sorted(GENERATED - set(catalogue("en"))) == []


@pytest.mark.parametrize(
    ("source", "message", "used"),
    [
        ('said("work.none", language)', "work.none", True),
        ('phrase(f"life.{life}")\nLIVES = ("draft",)', "life.draft", True),
        ('phrase(f"life.{life}")\nLIVES = ("draft",)', "life.gone", False),
        ('worded("act", kind)\nhandles("visa")', "act.visa", True),
        ('"""Of act.visa, and a visa."""', "act.visa", False),
        ('phrase(f"show.{key}")\nlabel(f"convert_{why}")\nWHY = "too_long"', "show.convert_too_long", True),
    ],
)
def test_use_is_read_off_the_source(tmp_path: Path, source: str, message: str, used: bool) -> None:
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "sample.py").write_text(source, encoding="utf-8")
    assert WordsInCode(tmp_path, ("code",)).uses(message) is used
