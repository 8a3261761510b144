"""Two writers at once on one account: nothing is lost, nothing counts twice, nothing goes beyond what there is."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from gateway.dossier.acts.act_handlers import Refusal
from gateway.ledger import database, tables
from tests.dossier.adding_up import assert_all_adds_up, total
from tests.dossier.books import Books, article
from tests.ledger.comparing import assert_gapless, assert_rebuild_changes_nothing

pytestmark = pytest.mark.service


CREDIT = "301000456"
DEADLOCK = "40P01"

Work = Callable[[int], str]


def at_once(works: list[Work], times: int) -> Counter[str]:
    """Each work in a thread of its own, so many times; how often what came of it."""

    def repeat(work: Work) -> Counter[str]:
        return Counter(work(turn) for turn in range(times))

    with ThreadPoolExecutor(len(works)) as threads:
        running = [threads.submit(repeat, work) for work in works]
        return sum((each.result(timeout=120) for each in running), Counter())


@contextmanager
def conflicts(engine: sa.Engine) -> Iterator[Counter[str]]:
    """How often a transaction met another one, by the database's code."""
    met: Counter[str] = Counter()

    def note(context: sa.engine.ExceptionContext) -> None:
        error = context.original_exception
        met[getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None) or repr(error)] += 1

    sa.event.listen(engine, "handle_error", note)
    try:
        yield met
    finally:
        sa.event.remove(engine, "handle_error", note)


def assert_sound(books: Books) -> None:
    assert_all_adds_up(books)
    assert_gapless(books.engine)
    assert_rebuild_changes_nothing(books.engine)


def lodged(books: Books, **given: Any) -> str:
    return str(books.lodge(**given).outcome)


def tried(books: Books, act: str, /, **data: Any) -> str:
    try:
        books.act(act, **data)
    except Refusal as refusal:
        return refusal.finding.code
    return "done"


def test_one_regime_account_discharged_by_two_writers(books: Books) -> None:
    opened = books.lodge(regime="022", articles=[article(225)])
    named = [[opened.dum_number, None]]

    def declares(_: int) -> str:
        return lodged(books, regime="072", articles=[article(1, previous=named)])

    def writes_off(_: int) -> str:
        given = {"article_number": 1, "kind": "DESTRUCTION", "quantity": "1", "reason": "burnt"}
        return tried(books, "discharge", dum_number=opened.dum_number, **given)

    came = at_once([declares, writes_off], 125)
    assert came["done"] + came["registered"] == 225
    assert sum(came.values()) == 250
    assert_sound(books)


def test_one_credit_account_charged_and_paid_by_two_writers(books: Books) -> None:
    books.act("credit-account", account_number=CREDIT, holder={"name": "ATLAS"}, ceiling="5", term_days=30)

    def charges_or_pays(turn: int) -> str:
        if turn % 5 < 3:
            return lodged(books, due=1, credit=CREDIT)
        claim = next(iter(books.rows(tables.claim, state="open")), None)
        if claim is None:
            return "nothing to pay"
        number = books.declaration(claim.declaration).dum_number
        return tried(books, "payment", dum_number=number, amount="1", method_code="CASH")

    came = at_once([charges_or_pays, charges_or_pays], 125)
    claims, (account,) = books.rows(tables.claim), books.rows(tables.credit)
    assert came["registered"] == len(claims)
    assert came["done"] == len(books.rows(tables.payment)) == len(claims) - int(account.used)
    table = tables.event
    charged = sa.select(table.c.data).where(table.c.kind == "credit-charged").order_by(table.c.position)
    amounts = (Decimal(row.data["amount"]) for row in database.read(books.engine, charged))
    assert all(0 <= used <= 5 for used in itertools.accumulate(amounts))
    assert_sound(books)


def test_numbers_taken_by_many_writers_at_once(books: Books) -> None:
    """Whoever loses a number to another writer is alone the next time: nobody loses twice."""
    with conflicts(books.engine) as met:
        came = at_once([lambda _: lodged(books, due=1)] * 8, 25)
    assert came == {"registered": 200}
    assert sum(met.values()) <= 200, met
    assert_sound(books)


def test_an_act_on_an_account_and_a_declaration_that_discharges_it_wait_for_each_other(books: Books) -> None:
    """Both take the account first: they come one after the other, and neither is sent back."""
    opened = books.lodge(regime="022", articles=[article(1000)])
    number, named = opened.dum_number, [[opened.dum_number, None]]

    def declares(turn: int) -> str:
        return lodged(books, regime="072", articles=[article(1, previous=named)])

    def acts(turn: int) -> str:
        if turn % 4 == 0:
            return tried(books, "extension", dum_number=number, deadline="2027-01-01", reason="late")
        if turn % 4 == 1:
            return tried(books, "visa", dum_number=number)
        if turn % 4 == 2:
            given = {"article_number": 1, "kind": "SHORTAGE", "quantity": "1", "reason": "short"}
            return tried(books, "discharge", dum_number=number, **given)
        certificate = books.rows(tables.certificate, state="valid")[-1].number
        return tried(books, "certificate-cancellation", certificate_number=certificate, reason="wrong")

    with conflicts(books.engine) as met:
        came = at_once([declares, acts], 40)
    assert came == {"registered": 40, "done": 40}
    assert met[DEADLOCK] == 0
    (line,) = books.rows(tables.account_article)
    assert Decimal(line.charged) == total(row.charged for row in books.rows(tables.discharge) if not row.undone) == 40
    assert_sound(books)


def test_an_amendment_of_an_account_and_its_discharge_wait_for_each_other(books: Books) -> None:
    accounts = [books.lodge(regime="022", articles=[article(10)]) for _ in range(20)]

    def amends(turn: int) -> str:
        row = accounts[turn]
        return str(books.ask("amend", row, regime="022", articles=[article(20)]).outcome)

    def declares(turn: int) -> str:
        named = [[accounts[turn].dum_number, None]]
        return lodged(books, regime="072", articles=[article(1, previous=named)])

    with conflicts(books.engine) as met:
        came = at_once([amends, declares], 20)
    assert came["registered"] == 20
    assert met[DEADLOCK] == 0
    assert_sound(books)


def test_payments_of_a_claim_and_its_dispute_wait_for_each_other(books: Books) -> None:
    row = books.lodge(due=1000)
    (claim,) = books.rows(tables.claim)

    def pays(_: int) -> str:
        return tried(books, "payment", dum_number=row.dum_number, amount="1", method_code="CASH")

    def disputes(turn: int) -> str:
        status = "ENDED" if turn % 2 else "OPENED"
        return tried(books, "dispute", claim_number=claim.number, status=status, reason="value")

    with conflicts(books.engine) as met:
        came = at_once([pays, disputes], 30)
    assert came == {"done": 60}
    assert met[DEADLOCK] == 0
    assert_sound(books)
