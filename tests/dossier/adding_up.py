"""What must add up in any ledger, whatever was done: money, quantities, documents, states."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from gateway.dossier.acts.editions import boxes_of
from gateway.dossier.desk import Desk
from gateway.ledger import tables
from tests.dossier.books import Books

ZERO = Decimal(0)
ENDED = ("replaced", "cancelled")
IN_FORCE = ("registered", "amended", "released", "closed")


def assert_all_adds_up(books: Books) -> None:
    """All that holds after each commit."""
    assert_money_adds_up(books)
    assert_quantities_add_up(books)
    assert_documents_have_their_causes(books)
    assert_states_say_what_is_left(books)


def total(values: Iterable[str | Decimal]) -> Decimal:
    """The exact sum of decimal texts."""
    return sum(map(Decimal, values), ZERO)


def by(rows: Iterable[Any], name: str) -> dict[Any, list[Any]]:
    """Rows in groups of one value."""
    groups: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, name)].append(row)
    return groups


def outstanding(claim: Any) -> Decimal:
    """What is open of a claim (MAD)."""
    return Decimal(claim.amount) - Decimal(claim.paid) if claim.state == "open" else ZERO


def assert_money_adds_up(books: Books) -> None:
    """What was received is paid or surplus; credit is used by what is open on it, and by nothing else."""
    claims, payments = books.rows(tables.claim), by(books.rows(tables.payment), "claim")
    for claim in claims:
        amount, paid, surplus = (Decimal(getattr(claim, name)) for name in ("amount", "paid", "surplus"))
        in_force = [each for each in payments[claim.number] if not each.reversed]
        assert total(each.amount for each in in_force) == paid + surplus, claim
        assert ZERO <= paid <= amount, claim
        assert surplus == ZERO or paid == amount, claim
        assert claim.state == "cancelled" or (claim.state == "open") == (paid < amount), claim
        assert Decimal(claim.balances[-1][1]) == amount - paid, claim
    for declaration, group in by(claims, "declaration").items():
        assert sum(each.state != "cancelled" for each in group) <= 1, declaration
    known = {row.number: row for row in books.rows(tables.credit)}
    on_credit = by(claims, "credit")
    assert set(on_credit) - {None} <= set(known)
    for number, account in known.items():
        assert Decimal(account.used) == total(map(outstanding, on_credit[number])), account


def assert_quantities_add_up(books: Books) -> None:
    """What is charged is the sum of the lines in force, never more than was admitted; so are the duties released."""
    lines = [row for row in books.rows(tables.discharge) if not row.undone]
    assert all(Decimal(each.charged) > 0 for each in lines)
    assert all(Decimal(row.charged).as_tuple().exponent >= -6 for row in lines)  # type: ignore[operator]
    assert all(Decimal(row.quantity).as_tuple().exponent >= -6 for row in lines)  # type: ignore[operator]
    articles = books.rows(tables.account_article)
    for article in articles:
        own = [each for each in lines if (each.account, each.article) == (article.account, article.article)]
        charged, released = Decimal(article.charged), Decimal(article.released)
        assert charged == total(each.charged for each in own), article
        assert released == total(each.released for each in own), article
        assert ZERO <= charged <= Decimal(article.admitted), article
        assert ZERO <= released <= Decimal(article.suspended), article
        assert charged < Decimal(article.admitted) or released == Decimal(article.suspended), article
        assert article.discharges == len(own), article
    for account in books.rows(tables.account):
        left = total(
            Decimal(each.admitted) - Decimal(each.charged) for each in articles if each.account == account.number
        )
        if account.state == "cancelled":
            assert not [each for each in lines if each.account == account.number], account
        else:
            assert (account.state == "discharged") == (left == 0), account
    of_certificate = by(lines, "certificate")
    for certificate in books.rows(tables.certificate):
        own = of_certificate[certificate.number]
        assert (certificate.state == "valid") == bool(own), certificate
        assert not own or Decimal(certificate.released) == total(each.released for each in own), certificate


def assert_documents_have_their_causes(books: Books) -> None:
    """No document without its cause, no cause without its document; where the cause fell, the document is cancelled."""
    documents = by(books.rows(tables.document), "kind")
    payments = {row.quittance: row.reversed for row in books.rows(tables.payment)}
    assert {row.number: row.state == "cancelled" for row in documents["quittance"]} == payments
    certificates = {row.number: row.state == "cancelled" for row in books.rows(tables.certificate)}
    assert {row.number: row.state == "cancelled" for row in documents["certificate"]} == certificates
    noticed = {row.dasf for row in books.rows(tables.claim) if row.dasf}
    assert {row.number for row in documents["dasf"]} == noticed
    replaced = {row.quittance: row.replaced_by for row in books.rows(tables.payment) if row.replaced_by}
    assert {row.number: row.replaced_by for row in documents["quittance"] if row.replaced_by} == replaced
    assert {row.replaces: row.number for row in documents["quittance"] if row.replaces} == replaced
    books.at_desk(lambda desk: _assert_forms_are_printed(desk, by(documents["dum"], "declaration")))


def _assert_forms_are_printed(desk: Desk, editions: dict[str, list[Any]]) -> None:
    """The newest edition of a form in force says what stands now, and each one says something else than the last."""
    for row in desk.look(sa.select(tables.declaration)):
        records = sorted((each.record for each in editions[row.id]), key=lambda record: record["edition"])
        said = [(each["version"], each["boxes"], each["cancelled"]) for each in records]
        assert [each["edition"] for each in records] == list(range(1, len(said) + 1)), row.id
        assert all(one != other for one, other in itertools.pairwise(said)), row.id
        if row.life in IN_FORCE:
            assert said[-1] == (row.version, boxes_of(desk, row), None), row.id
        elif row.life == "cancelled" and row.dum_number:
            assert said[-1] == (row.version, boxes_of(desk, row), True), row.id
        elif row.life not in ENDED:
            assert not said, row.id


def assert_states_say_what_is_left(books: Books) -> None:
    """A released declaration is closed when nothing is left to do; its money stands where its claim stands."""
    claims = by(books.rows(tables.claim), "declaration")
    accounts = by(books.rows(tables.account), "declaration")
    quittances = by(books.rows(tables.document, kind="quittance"), "declaration")
    for row in books.rows(tables.declaration):
        owed = [each for each in claims[row.id] if each.state != "cancelled"]
        kept = [each for each in accounts[row.id] if each.state == "open"]
        left = bool(kept or row.open or any(each.state == "open" for each in owed))
        if row.life in ENDED:
            assert not left, row.id
        if row.life in ("released", "closed"):
            assert (row.life == "released") == left, row.id
        if row.life in IN_FORCE:
            signed = all(each.state != "due" for each in quittances[row.id])
            assert row.state == _money(owed[0] if owed else None, signed), row.id


def _money(claim: Any, signed: bool) -> str:
    if claim is None or (claim.state == "settled" and not Decimal(claim.amount)):
        return "settled"
    if claim.state == "open":
        return "due"
    return "receipted" if signed else "paid"
