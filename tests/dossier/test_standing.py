"""From when until when a company stands in a declaration: by its boxes, whatever an amendment makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from gateway.access import Principal
from gateway.ledger import tables
from gateway.ledger.instants import utc_text
from gateway.people import Companies
from gateway.queries.powers import kept
from schemas.vocabulary import SCOPE
from tests.dossier.books import PARTY, Books, codes

pytestmark = pytest.mark.service

FIRST, SECOND, THIRD = ({**PARTY, "ice": f"{number * 111111111}000066"} for number in (1, 2, 3))


def holder(party: Mapping[str, Any]) -> str:
    return f"ice:{party['ice'][:9]}"


def stands(books: Books, row: Any) -> dict[str, tuple[str, str | None]]:
    """Since when, until when the companies stand in a declaration."""
    rows = books.rows(tables.standing, declaration=row.id)
    return {each.holder: (each.since, each.ended_at) for each in rows if each.capacities != "sender"}


def amend(books: Books, row: Any, payer: Mapping[str, Any]) -> str:
    """The payer is another one from the next day on; the instant."""
    books.wait(1)
    said = {"parties": {"importer": dict(payer)}}
    assert books.ask("amend", books.again(row), payer=payer, said=said).state == "accepted"
    return utc_text(books.now)


def test_a_company_stands_there_from_the_amendment_on_that_brought_it_in(books: Books) -> None:
    row, begun = books.lodge(payer=FIRST, said={"parties": {}}), utc_text(books.now)
    changed = amend(books, row, SECOND)
    assert stands(books, row) == {holder(FIRST): (begun, changed), holder(SECOND): (changed, None)}
    again = amend(books, row, FIRST)
    assert stands(books, row) == {holder(FIRST): (again, None), holder(SECOND): (changed, again)}


def test_what_says_nothing_of_its_parties_takes_nobody_out(books: Books) -> None:
    row = books.lodge(payer=FIRST, said={"parties": {"importer": dict(SECOND)}})
    books.wait(1)
    assert books.ask("amend", row, payer=FIRST).state == "accepted"
    assert {each for each, (_, end) in stands(books, row).items() if end is None} == {holder(FIRST), holder(SECOND)}


def test_who_was_taken_out_keeps_the_days_on_which_he_stood_there(books: Books) -> None:
    row = books.lodge(payer=FIRST, said={"parties": {}})
    second = amend(books, row, SECOND)
    third = amend(books, row, THIRD)
    Companies(books.engine).add("second", "second", [SECOND["ice"]], books.now, "test")
    who = Principal("key", ("partner",), company="second", scope=frozenset(SCOPE), moment=utc_text(books.now))
    found = kept(books.engine, who, row.id)
    assert found is not None
    assert (utc_text(found.first), utc_text(found.last) < third) == (second, True)


def test_a_replacement_by_another_partner_does_not_take_a_reference_that_he_holds(books: Books) -> None:
    books.mandate("own", str(PARTY["ice"]), "send", "follow")
    held = books.lodge("own", reference="R1", due=10)
    theirs = books.lodge("broker", reference="R1", due=20)
    asked = books.ask("replace", theirs, partner="own")
    assert (asked.outcome, codes(asked)) == ("refused", ["MSG02"])
    (row,) = books.rows(tables.reference, partner="own", reference="R1")
    assert row.declaration == held.id


def test_who_does_not_owe_asks_for_no_change(books: Books) -> None:
    books.mandate("own", str(SECOND["ice"]), "send", "follow")
    row = books.lodge("broker", payer=FIRST, said={"parties": {"other": dict(SECOND)}})
    assert codes(books.ask("cancel", row, partner="own")) == ["LIF01"]
