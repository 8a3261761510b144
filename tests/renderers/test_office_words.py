"""The office's own words on a print: in its language, amounts as on all of it, what people wrote as it is."""

from __future__ import annotations

import re

import pytest

from gateway.dossier.acts.editions import PRINTED
from renderers.office_words import ACTS, WRITTEN, parts_in_words
from schemas.acts import form_of, value_title
from schemas.form import form
from schemas.law import LawOfDay, shipped
from schemas.vocabulary import LANGUAGES
from tests.renderers.printed_form.samples import EMPTIEST, NOON, document, printed
from tests.renderers.printed_form.test_ink import text_of_pages

SIGNED = "N. ALAMI, 02/07/2026"


@pytest.fixture(scope="module")
def law() -> LawOfDay:
    return shipped().on(NOON.date())


def test_editions_are_written_in_the_language_that_is_translated() -> None:
    assert PRINTED == WRITTEN


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_code_of_each_act_is_said_in_the_language(language: str, law: LawOfDay) -> None:
    count = 0
    for element, kinds in ACTS.items():
        for kind, names in kinds.items():
            for name in names:
                for code in form(form_of(kind)).root.by_attribute[name].choices:
                    titles = value_title(kind, name, code)
                    found = parts_in_words(element, f"{titles['fr']} – Vu et admis – {SIGNED}", language, law)
                    assert [part for part, _ in found] == [titles[language], "Vu et admis", SIGNED]
                    assert language != "ar" or not re.search("[A-Za-z]", titles["ar"])
                    count += 1
    assert count > 15


@pytest.mark.parametrize(
    ("element", "line", "said"),
    [
        (
            "Value",
            f"Autre valeur retenue – 68000.00 – Fret omis – {SIGNED}",
            ["اعتماد قيمة أخرى", "68 000,00 MAD", "Fret omis", SIGNED],
        ),
        ("UndertakingsAndDecisions", "2026-12-31 – 02/07/2026", ["تمديد الأجل", "31/12/2026", "02/07/2026"]),
        ("UndertakingsAndDecisions", "Demandé – A0006 – 02/07/2026", ["مطلوبة", "A0006 فاتورة", "02/07/2026"]),
        ("Examination", f"Vérification ordonnée – Visite physique – {SIGNED}", ["أمر بالفحص", "الفحص المادي", SIGNED]),
        ("Examination", "Vu par moi – Conforme", ["Vu par moi", "Conforme"]),
        ("TransitExaminationResult", "", [""]),
    ],
)
def test_a_line_in_arabic(element: str, line: str, said: list[str], law: LawOfDay) -> None:
    found = parts_in_words(element, line, "ar", law)
    assert [" ".join(filter(None, each)).replace("\u00a0", " ") for each in found] == said


def test_the_arabic_back_has_no_latin_words_but_names_codes_and_the_currency() -> None:
    back = text_of_pages(printed(document(EMPTIEST), (1,), "ar"))[1]
    assert set(re.findall("[A-Za-zÀ-ÿ]{2,}", back)) == {"SPECIMEN", "ALAMI", "TAZI", "MAD", "XML"}
