"""Box 37, and box 17 where it holds a summary declaration: references of earlier declarations, and those asked for.

Only what can be read as a reference is judged; other texts are left alone, unless the table of the régime's family asks
for a reference.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schemas import words
from schemas.identifiers import DS_REGIME, Reference, references_in
from schemas.needs import Needs, needs_of
from schemas.rules import Circumstances, Fault, Group, rule

REFERRING = ("PreviousDocument", "TransportDocument")
FIRST_YEAR = 1992
"""The DUM is in force since 1 January 1992."""
MOST_REGIMES = 6
"""Régimes that a message names; more would hide the sentence."""

DS, DUM = "ds", "dum"
DISCHARGED = "dum:discharges"


@rule("REF-1", each=REFERRING)
def reference_has_its_key_letter(document: Group, _: Circumstances) -> Iterator[Fault]:
    """The key letter behind a reference, where it is written, follows from the number."""
    for each in _references(document):
        if each.key is not None and each.key != each.right_key:
            yield document.fault("number", key=each.key, expected=each.right_key)


@rule("REF-2", each=REFERRING)
def reference_is_of_a_possible_year(document: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """The year in a reference lies between the first DUM and the message."""
    for each in _references(document):
        if not _is_possible(each, circumstances):
            latest = circumstances.dum.issue_date_time.year
            yield document.fault("number", year=each.year, first=FIRST_YEAR, latest=latest)


@rule("REF-3", each="PreviousDocument")
def reference_and_date_have_the_same_year(document: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """The year in a reference is that of the date beside it."""
    if document.date is None:
        return
    for each in _references(document):
        if each.year != document.date.year and _is_possible(each, circumstances):
            yield document.fault("date", year=each.year)


@rule("REF-4", each=REFERRING)
def reference_is_of_a_known_office(document: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """The office at the head of a reference is in the list."""
    for each in _references(document):
        if each.office not in circumstances.law.codes("offices"):
            yield document.fault("number", office=each.office)


@rule("REF-5", each=REFERRING)
def summary_declaration_has_a_known_type(document: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """The type beside the reference of a summary declaration is in the list."""
    for each in _references(document):
        known = circumstances.law.codes("ds_types")
        if each.is_ds and each.ds_type is not None and each.ds_type not in known:
            yield document.fault("number", type=each.ds_type, expected=", ".join(sorted(known)))


@rule("B37-1", each="GoodsItem")
def reference_is_of_the_kind_that_the_regime_asks(article: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Box 37: a summary declaration, or the declaration of the régime that this one follows.

    Beside a reference that is right another one may stand: of a DUM beside a summary declaration, and the reverse.
    """
    needs = needs_of(circumstances.law, circumstances.dum.regime)
    asked = needs.holds("37") if needs else ()
    if needs is None or not asked or not article.previous_document:
        return
    found = [(each, document) for document in article.previous_document for each in _references(document)]
    one_is_right = any(_is_asked(each, asked, needs) for each, _ in found)
    for each, document in found:
        is_a_kind_asked = any(want.startswith(DS if each.is_ds else DUM) for want in asked)
        if not _is_asked(each, asked, needs) and (is_a_kind_asked or not one_is_right):
            yield document.fault("number", regime=circumstances.dum.regime, expected=_in_words(asked, needs))


@rule("B37-2", each="GoodsItem")
def a_reference_stands_where_the_regime_asks_one(article: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Box 37: a text that can be read as no reference, where nothing else there is one."""
    needs = needs_of(circumstances.law, circumstances.dum.regime)
    asked = needs.holds("37") if needs else ()
    if needs is None or not asked or not article.previous_document:
        return
    if any(_references(document) for document in article.previous_document):
        return
    wanted = DS_REGIME if DS in asked else next(iter(_regimes(asked, needs)), circumstances.dum.regime)
    example = f"{circumstances.dum.customs_office}-{wanted}-{circumstances.dum.issue_date_time.year}-0001234"
    yield article.previous_document[0].fault("number", expected=_in_words(asked, needs), example=example)


@rule("B37-3", each="PreviousDocument")
def previous_document_has_its_date(document: Group, _: Circumstances) -> Iterator[Fault]:
    """Box 37 holds a number and a date."""
    if document.date is None:
        yield document.fault("date", document=document.number)


@rule("B37-4", each="GoodsItem")
def previous_document_is_named_once(article: Group, _: Circumstances) -> Iterator[Fault]:
    """Box 37: the same reference twice in one article, however it is written."""
    if len(article.previous_document) < 2:
        return
    seen: set[object] = set()
    for document in article.previous_document:
        found = _references(document)
        name = tuple(each.number for each in found) or document.number.upper()
        if name in seen:
            yield document.fault("number")
        seen.add(name)


def _references(document: Group) -> list[Reference]:
    """The references that a document names; of box 17 only those of summary declarations."""
    found = references_in(document.number)
    return found if document.place[1].type_name == "PreviousDocument" else [each for each in found if each.is_ds]


def _is_possible(reference: Reference, circumstances: Circumstances) -> bool:
    latest: int = circumstances.dum.issue_date_time.year
    return FIRST_YEAR <= reference.year <= latest


def _is_asked(reference: Reference, asked: Sequence[str], needs: Needs) -> bool:
    if reference.is_ds:
        return DS in asked
    return DUM in asked or reference.regime in _regimes(asked, needs)


def _regimes(asked: Sequence[str], needs: Needs) -> list[str]:
    """The régimes of the declarations asked for: those that the table names, or those that this one follows."""
    found: list[str] = []
    for each in asked:
        if each == DISCHARGED:
            found += needs.regime["discharges"].split()
        elif each.startswith(f"{DUM}:"):
            found += each.removeprefix(f"{DUM}:").split()
    return found


def _in_words(asked: Sequence[str], needs: Needs) -> dict[str, str]:
    """What is asked for, in every language."""
    regimes = _regimes(asked, needs)
    shown = ", ".join(regimes[:MOST_REGIMES]) + (", …" if len(regimes) > MOST_REGIMES else "")
    of_dum = words.phrase("reference.dum_of", regimes=shown) if regimes else words.phrase("reference.dum")
    if DS not in asked:
        return of_dum
    of_ds = words.phrase("reference.ds")
    return of_ds if len(asked) == 1 else words.phrase("reference.either", one=of_ds, other=of_dum)
