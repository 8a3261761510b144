"""The pages of the form, the rules and the régimes: complete in three languages, with their anchors."""

from __future__ import annotations

import re

import pytest
from referencekit.form_page import elements, unreviewed
from referencekit.page_text import foreign, name_of, sourced
from referencekit.regimes_page import holds
from referencekit.rules_page import topics

from schemas.form import form
from schemas.law import codes, current
from schemas.vocabulary import LANGUAGES
from schemas.words import catalogue
from tests.docs.sources import CHECKOUT

ELEMENTS = list(elements(form("dum").root))
BOXES = [str(number) for number in range(1, 42)]


def _page(name: str, language: str = "en") -> str:
    return (CHECKOUT / "docs" / name_of(name, language)).read_text(encoding="utf-8")


def _headings(page: str, level: int) -> list[str]:
    return re.findall(rf"^{'#' * level} (.+)$", page, re.MULTILINE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_element_is_in_the_form_with_its_help_and_example(language: str) -> None:
    rows = dict(re.findall(r"^\| `([\w/]+)` \| (.*)$", _page("form", language), re.MULTILINE))
    assert list(rows) == [path for path, _ in ELEMENTS]
    for path, field in ELEMENTS:
        assert field.help[language] in rows[path]
        assert field.example is None or f"`{field.example}`" in rows[path]


def test_unreviewed_arabic_is_marked() -> None:
    marked = [path for path, field in ELEMENTS if unreviewed(field)]
    assert _page("form", "ar").count(" ✻ |") == len(marked) > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_is_in_the_rules_with_its_words(language: str) -> None:
    page = _page("rules", language)
    assert sorted(_headings(page, 3)) == sorted({row["code"] for row in current().rule_rows})
    for code in _headings(page, 3):
        for part in ("message", "fix"):
            assert catalogue(language)[f"{code}.{part}"] in page.replace("`", "").replace("&lt;", "<")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_regime_is_in_the_regimes_and_every_family_asks_of_every_box(language: str) -> None:
    families = _page("regimes", language).split("\n## ")[1:]
    law = current()
    assert len(families) == sum(map(len, law.codelist("regime_families").values()))
    for family, code in zip(families, law.codelist("regime_families"), strict=True):
        own = [each for each, rows in law.codelist("regimes").items() if rows[-1]["family"] == code]
        assert re.findall(r"^\| `(\w+)` \|", family, re.MULTILINE) == own
        assert re.findall(r"^\| (\d+) \| [^↳]", family, re.MULTILINE) == BOXES


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_holds_for_one_regime_stands_beside_its_box(language: str) -> None:
    page = _page("regimes", language)
    apart = [row for family in current().codelist("regime_families") for row in current().family_rows(family)]
    codes_of = {row["regime"] for row in apart if row["regime"]}
    assert codes_of and codes_of <= set(re.findall(r"\d{3}", " ".join(re.findall("↳ ([^|]+)", page))))


@pytest.mark.parametrize("name", ["form", "rules", "regimes", "cusdec"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_leads_to_the_other_languages(name: str, language: str) -> None:
    head = "\n".join(_page(name, language).splitlines()[:8])
    for other in LANGUAGES:
        assert (f"]({name_of(name, other)})" in head) == (other != language)


@pytest.mark.parametrize("name", ["form", "rules", "regimes", "cusdec"])
def test_arabic_runs_from_right_to_left(name: str) -> None:
    page = _page(name, "ar")
    assert page.startswith('<div dir="rtl">\n\n#') and page.endswith("\n</div>\n")
    assert '<div dir="rtl">' not in _page(name, "fr") + _page(name, "en")


def test_every_code_has_its_anchor() -> None:
    """`docs/findings.md#b07-1`: reports of findings in other formats lead there."""
    assert {heading.lower() for heading in _headings(_page("findings"), 3)} == {code.lower() for code in codes()}


def test_every_topic_of_rules_has_a_title() -> None:
    assert sum(map(len, topics().values())) == len(current().rule_rows)


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("", ""),
        ("ds|dum", "a summary declaration (000) or an earlier declaration (DUM)"),
        ("country:-MA", "a country other than Morocco (MA)"),
        ("SP", "without payment (SP)"),
    ],
)
def test_what_a_box_must_hold_is_said_in_words(column: str, said: str) -> None:
    assert holds(column, "en") == said


def test_a_choice_of_the_project_is_called_one() -> None:
    ours = {"status": "unconfirmed", "source": "dumgate : choix du projet ; une raison"}
    assert sourced(ours, "en") == "our own choice · une raison"
    assert sourced({"status": "confirmed", "source": "Circulaire 1"}, "en") == "confirmed · Circulaire 1"


def test_latin_letters_and_tags_in_an_arabic_page() -> None:
    assert foreign("Circulaire <1>", "ar") == '<span dir="ltr">Circulaire &lt;1></span>'
    assert foreign("", "ar") == ""
