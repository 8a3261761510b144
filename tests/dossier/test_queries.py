"""What is read for somebody: searched, page by page, and no more than may be seen."""

from __future__ import annotations

from functools import partial

import pytest

from gateway.access import Action, Principal, visible
from gateway.queries import books as of_books
from gateway.queries import declarations, documents
from gateway.queries.declarations import Search
from gateway.queries.one_row import Visible, everything
from tests.dossier.books import Books

pytestmark = pytest.mark.service


def may_see(partner: str) -> Visible:
    """What a partner may see, who sees its own alone."""
    return partial(visible, Principal(partner, ("partner",)), Action.READ)


def test_pages_make_up_the_whole_list(books: Books) -> None:
    for partner in ("atlas", "riad"):
        books.pay(books.lodge(partner, due=500), 100)
    books.sign()
    whole = [row.number for row in documents.page(books.engine, "", 1000, everything)]
    paged, after = [], ""
    while page := documents.page(books.engine, after, 1, everything):
        paged += [row.number for row in page]
        after = paged[-1]
    assert paged == whole == sorted(whole)
    own = [row.number for row in documents.page(books.engine, "", 1000, may_see("riad"))]
    assert own == [row.number for row in documents.page(books.engine, "", 1000, everything) if row.partner == "riad"]
    assert 0 < len(own) < len(whole)


def test_what_is_only_due_is_on_no_page(books: Books) -> None:
    books.pay(books.lodge(due=500), 100)
    assert documents.page(books.engine, "", 1000, everything) == []


def test_a_search_finds_what_fits_all_its_criteria_and_may_be_seen(books: Books) -> None:
    of_atlas, of_riad = (books.lodge(partner, reference="SEARCHED") for partner in ("atlas", "riad"))
    books.lodge(reference="ANOTHER")

    def found(search: Search, seen: Visible = everything) -> list[str]:
        return [row.id for row in declarations.found(books.engine, search, seen)]

    by_reference = Search(reference="SEARCHED")
    assert found(by_reference) == sorted((of_atlas.id, of_riad.id), reverse=True)
    assert found(by_reference, may_see("atlas")) == [of_atlas.id]
    assert found(Search(of_atlas.dum_number, "SEARCHED")) == [of_atlas.id]
    assert found(Search(of_atlas.dum_number, "ANOTHER")) == []
    assert len(declarations.found(books.engine, by_reference, everything, most=1)) == 1


def test_a_credit_account_is_seen_by_whom_a_claim_charged_to_it_is_on(books: Books) -> None:
    books.lodge("atlas", due=500, credit="01600")
    seen = of_books.credit(books.engine, "01600", may_see("atlas"))
    assert seen is not None and seen == of_books.credit(books.engine, "01600", everything)
    assert of_books.credit(books.engine, "01600", may_see("riad")) is None
