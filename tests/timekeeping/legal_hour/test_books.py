"""The ledger about a change of the clock: acts and payments by instant, editions by number, due dates of claims."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.doors.http.addresses import address
from gateway.dossier.claims.paying import last_quittance
from gateway.ledger import tables
from gateway.queries.belongings import of_declarations
from gateway.views.declaration_views import declaration_view
from schemas.days import in_casablanca
from tests.dossier.books import Books
from tests.ledger.comparing import assert_rebuild_changes_nothing

pytestmark = pytest.mark.service


def at(*parts: int) -> datetime:
    """A moment given in UTC."""
    return in_casablanca(datetime(*parts, tzinfo=UTC))  # type: ignore[arg-type, misc]


def claim(books: Books, row: Any) -> Any:
    (found,) = books.rows(tables.claim, declaration=row.id)
    return found


def test_acts_stand_on_the_form_in_the_order_in_which_they_were_done(books: Books) -> None:
    books.now = at(2026, 9, 20, 0, 30)
    row = books.lodge()
    for minutes, officer in ((50, "FIRST"), (70, "SECOND"), (130, "THIRD")):
        books.now = at(2026, 9, 20, minutes // 60, minutes % 60)
        books.act("visa", dum_number=row.dum_number, officer=officer)
    times = [each.done_at for each in books.rows(tables.act, kind="visa")]
    assert sorted(times) != times  # as text
    newest = max(books.rows(tables.document, kind="dum"), key=lambda each: each.record["edition"])
    assert [officer for officer, _ in newest.record["boxes"]["visas"]] == ["FIRST", "SECOND", "THIRD"]


def test_what_the_office_says_keeps_its_day_whatever_zone_data_read_it_first(books: Books) -> None:
    """Half past midnight by the clock of the office, read by data that knew UTC+1."""
    books.now = at(2026, 12, 1, 9, 0)
    row = books.lodge()
    books.now = datetime.fromisoformat("2026-12-02T00:30:00+01:00")
    books.act("visa", dum_number=row.dum_number, done_at="2026-12-02T00:30:00")
    newest = max(books.rows(tables.document, kind="dum"), key=lambda each: each.record["edition"])
    assert newest.record["boxes"]["visas"] == [["M. TAZI", "2026-12-02"]]


def test_the_last_quittance_is_that_of_the_last_payment(books: Books) -> None:
    books.now = at(2026, 9, 20, 0, 30)
    row = books.lodge(due=1000)
    books.now = at(2026, 9, 20, 1, 10)
    later = books.pay(row, 400)
    books.now = at(2026, 9, 20, 0, 50)  # written down after it, made before it
    earlier = books.pay(row, 600)
    paid_at = {each.quittance: each.paid_at for each in books.rows(tables.payment)}
    assert paid_at[earlier] > paid_at[later]  # as text
    number = claim(books, row).number
    assert books.at_desk(lambda desk: last_quittance(desk, number)) == later


def test_the_quittance_replaced_first_is_that_of_the_first_payment(books: Books) -> None:
    books.now = at(2026, 9, 20, 0, 30)
    row = books.lodge(due=1000)
    quittances = {}
    for minutes in (70, 50):
        books.now = at(2026, 9, 20, minutes // 60, minutes % 60)
        quittances[minutes] = books.pay(row, 500, number=f"P{minutes}")
    for minutes in (70, 50):
        books.act("reversal", payment_number=f"P{minutes}", reason="another declaration was meant")
    replacing = books.pay(row, 1000)
    (document,) = books.rows(tables.document, number=replacing)
    assert document.replaces == quittances[50]


def test_the_second_edition_comes_before_the_tenth(books: Books) -> None:
    row = books.lodge(due=1000)
    for number in range(11):
        books.act("visa", dum_number=row.dum_number, officer=f"M. {number}")
    books.pay(row, 1000)
    books.sign()
    documents = declaration_view(books.again(row), of_declarations(books.engine, [row.id]), address)["documents"]
    editions = [each["number"].rpartition("-")[2] for each in documents if each["kind"] == "dum"]
    assert editions == [str(number) for number in range(1, len(editions) + 1)] and len(editions) > 11
    assert [each["kind"] for each in documents if each["kind"] != "dum"] == ["quittance"]


@pytest.mark.parametrize(
    ("assessed", "cash", "credit"),
    [
        (at(2026, 2, 15, 1, 30), "2026-02-15", "2026-03-16"),  # before Ramadan
        (at(2026, 2, 14, 23, 30), "2026-02-15", "2026-03-16"),  # 00:30
        (at(2026, 2, 20, 23, 30), "2026-02-20", "2026-03-23"),  # in Ramadan: 23:30; then a Saturday
        (at(2026, 9, 19, 23, 30), "2026-09-20", "2026-10-19"),  # 00:30
        (at(2026, 9, 20, 23, 30), "2026-09-20", "2026-10-19"),  # 23:30
        (at(2026, 12, 31, 23, 30), "2026-12-31", "2027-01-29"),
        (at(2027, 1, 1, 0, 30), "2027-01-01", "2027-02-01"),  # the 30th day is a Saturday
    ],
)
def test_a_claim_is_due_by_the_day_of_casablanca(books: Books, assessed: datetime, cash: str, credit: str) -> None:
    books.now = assessed
    books.act("credit-account", account_number="301000456", holder={"name": "ATLAS"}, ceiling="5000", term_days=30)
    at_once, later = books.lodge(due=1000), books.lodge(due=1000, credit="301000456")
    assert (claim(books, at_once).due_on, claim(books, later).due_on) == (cash, credit)
    assert {each.dum_number[6:10] for each in (at_once, later)} == {cash[:4]}
    assert_rebuild_changes_nothing(books.engine)
