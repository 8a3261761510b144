"""Issued documents as an eye sees them: lines clear of each other, amounts written one way, the code never alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from io import BytesIO
from typing import Any

import pikepdf
import pytest

from gateway.documents.document_kinds import kind_of
from renderers.dum_pdf import render_dum
from renderers.dum_xml import render_dum_xml
from renderers.labels import labels
from renderers.records import Payer
from schemas.form import form
from schemas.vocabulary import LANGUAGES
from tests.checkout import CHECKOUT
from tests.documents.examples import QUITTANCE, QUITTANCES, REPLACING_QUITTANCE, assessment
from tests.documents.family import CERTIFICATE, FAMILY, LAWFUL, NOTICE
from tests.documents.ink import letters_of, overlaps_between_lines
from tests.documents.text_readers import typeset
from tests.renderers.printed_form.samples import SEAL
from tests.renderers.printed_form.test_ink import PRINTED, text_of_pages

RECORDS: dict[str, Any] = {
    **{f"quittance-{at}": record for at, record in enumerate(QUITTANCES)},
    **{name: record for name, record in FAMILY.items() if name != "certificate-long"},
    **{f"{name}-lawful": record for name, record in LAWFUL.items()},
}
AMOUNT = re.compile("(?<![\\d,.\u00a0])\\d{1,3}(?:\u00a0\\d{3})*,\\d{2,3}\u00a0MAD(?!\\w)")
MOST_LINES = 30
"""More lines than one page of a receipt has room for."""


def issued(record: object) -> bytes:
    """The PDF of a record, not signed."""
    kind = kind_of(record)
    return kind.to_pdf(record, kind.to_xml(record), SEAL)


@pytest.mark.parametrize("name", RECORDS)
def test_no_line_lies_over_another(name: str) -> None:
    found = [overlaps_between_lines(letters) for _, letters in letters_of(issued(RECORDS[name]))]
    assert [each for each in found if each] == []


@pytest.fixture(scope="module")
def given() -> frozenset[str]:
    """All texts that the templates of all kinds are given for ordinary documents, the form's in three languages."""
    makers: list[Callable[[], bytes]] = [
        partial(issued, record) for record in (QUITTANCE, REPLACING_QUITTANCE, NOTICE, CERTIFICATE)
    ]
    for record in PRINTED.values():
        makers += [partial(render_dum, record, render_dum_xml(record), SEAL, None, each) for each in LANGUAGES]
    return frozenset().union(*(typeset(make).given for make in makers))


def test_amounts_are_written_one_way(given: frozenset[str]) -> None:
    """1 234,50 MAD: two decimals or what was declared, blanks between thousands, the currency behind."""
    amounts = [each for each in given if re.search(r"\d.*MAD|MAD.*\d|\d\W+\u062f\u0631\u0647\u0645", each)]
    assert [each for each in amounts if not AMOUNT.search(each)] == []
    assert len(amounts) > 30


def test_no_template_writes_an_amount_itself() -> None:
    """The currency stands there in heads of columns alone; behind a figure it comes with the figure."""
    for path in (CHECKOUT / "renderers" / "templates").glob("*.typ"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert "MAD" not in line or "unit:" in line or "money(each)" in line, f"{path.name}: {line}"


def test_masses_and_quantities_have_their_unit(given: frozenset[str]) -> None:
    said = {each.replace("\u00a0", " ") for each in given}
    assert {"2 014,30 kg", "1 827,50 kg", "1 310,25 kg", "1 464 NB", "5 950,00 EUR", "666,666667 KG"} <= said


def _longest(name: str) -> str:
    """The longest text of a type of the form, in words."""
    longest = form("dum").second.types[name].max_length
    return ("DEUX MOTS " * 60)[: longest - 1] + "Z"


def test_no_text_that_the_form_allows_is_cut() -> None:
    party = Payer(
        _longest("PartyName"), "002655018000036", _longest("TradeRegisterNumber"), _longest("TradeRegisterNumber")
    )
    guarantor = replace(
        CERTIFICATE.guarantor,
        name=_longest("PartyName"),
        reference=_longest("GuaranteeReference"),
        mention=_longest("FreeText"),
    )
    reference = _longest("DeclarantReference")
    for record in (
        replace(QUITTANCE, payer=party, declarant_reference=reference),
        replace(NOTICE, debtor=party, declarant_reference=reference),
        replace(CERTIFICATE, principal=party, guarantor=guarantor, declarant_reference=reference),
    ):
        texts = typeset(partial(issued, record)).given
        assert [each for each in texts if each.endswith("…")] == []
        assert party.name in texts


def _with_lines(record: Any, count: int) -> Any:
    if record is CERTIFICATE:
        return replace(record, articles=tuple(replace(record.articles[0], article=at + 1) for at in range(count)))
    lines = record.assessment.lines
    return replace(record, assessment=assessment(tuple(lines[at % len(lines)] for at in range(count))))


@pytest.mark.parametrize("record", [QUITTANCE, REPLACING_QUITTANCE, NOTICE, CERTIFICATE], ids=lambda each: each.number)
def test_no_page_holds_the_code_alone(record: Any) -> None:
    """However long the table is that ends on the page before."""
    seen = set()
    for count in range(1, MOST_LINES):
        pdf = issued(_with_lines(record, count))
        with pikepdf.open(BytesIO(pdf)) as opened:
            seen.add(len(opened.pages))
        for text in _texts_beside_the_code(pdf, record.number):
            assert re.search(r"\d", text), f"{count} lines: {text}"
    assert len(seen) > 1, "the table must reach the foot of a page"


def _texts_beside_the_code(pdf: bytes, number: str) -> Iterator[str]:
    """What stands on the page of the code, without blanks and without what the foot of each page has."""
    for text in text_of_pages(pdf):
        if labels("fr")["verify"] in text:
            yield re.sub(r"Page\d+/\d+", "", "".join(text.split()).replace(number, ""))
