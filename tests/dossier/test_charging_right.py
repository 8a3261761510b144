"""Who may charge an account or a credit: its company and its mandates; others are warned, or told why not."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from gateway.ledger.event_kinds import EventKind
from gateway.ledger.settled import ACCOUNT_MANDATE, AccountMandate
from gateway.people import Attachments, Companies, Mandates, Wanted
from tests.dossier.books import PARTY, Books, article, codes

pytestmark = pytest.mark.service

ICE, CREDIT = str(PARTY["ice"]), "1000001"
SUSPENSIVE, EXPORT = {"regime": "023", "articles": [article(100)]}, {"regime": "072"}


def hold(books: Books, value: AccountMandate) -> None:
    """The operator sets `account_mandate`."""
    books.at_desk(lambda desk: ACCOUNT_MANDATE.settle(desk.log, value))


def partner(books: Books, name: str, company: str | None = None) -> str:
    """A partner, attached to a company of his own or to another one."""
    data = {"roles": ["partner"]}
    books.at_desk(lambda desk: desk.append(f"partner:{name}", EventKind.PARTNER_ADDED, data))
    if company is not None:
        if not books.rows(_company(books), id=company):
            Companies(books.engine).add(company, company, [], books.now, "test")
        Attachments(books.engine).attach(name, company, ("send", "follow"), books.now, "test")
    return name


def _company(books: Books) -> Any:
    from gateway.ledger import tables

    return tables.company


@pytest.fixture
def firm(books: Books) -> Books:
    """The company of the boxes is known, has a credit account, and a regime account that its broker opened."""
    Companies(books.engine).add("firm", "ATLAS TEXTILES", [ICE], books.now, "test")
    holder = {"name": "ATLAS TEXTILES", "ice": ICE}
    books.act("credit-account", account_number=CREDIT, ceiling="5000", term_days=30, holder=holder)
    books.lodge(partner(books, "broker", "agency"), **SUSPENSIVE)
    return books


def charged(books: Books, by: str) -> tuple[list[str], str, str]:
    """What a declaration on credit gets, and one that discharges the account: the codes of both, and the outcomes."""
    on_credit = books.lodge(by, due=100, credit=CREDIT)
    export = books.lodge(by, **EXPORT, articles=[article(10)])
    return codes(on_credit) + codes(export), on_credit.outcome, export.outcome


def test_where_it_is_open_anybody_charges_what_he_names(firm: Books) -> None:
    assert charged(firm, "stranger") == ([], "registered", "registered")


def test_the_company_itself_charges_its_accounts(firm: Books) -> None:
    hold(firm, "enforced")
    assert charged(firm, partner(firm, "own", "firm")) == ([], "registered", "registered")


def test_where_it_is_warned_others_are_warned(firm: Books) -> None:
    hold(firm, "warned")
    assert charged(firm, "stranger") == (["PRM05", "PRM05"], "registered", "registered")


def test_a_stranger_gets_what_he_would_get_for_accounts_that_do_not_exist(firm: Books) -> None:
    hold(firm, "enforced")
    known = charged(firm, "stranger")
    unknown = firm.lodge("other", due=100, credit="9999999")
    nothing = firm.lodge("other", **EXPORT, articles=[article(10, code="0101010101")])
    assert known == (["CRD01", "RED01"], "refused", "registered")
    assert known[0] == codes(unknown) + codes(nothing)
    without_ice = {**PARTY, "ice": None}
    assert codes(firm.lodge("third", due=100, credit=CREDIT, payer=without_ice)) == ["CRD01"], "nor by a name"
    for number in (CREDIT, "9999999"):  # who named the firm once is told the same, whether there is an account or not
        assert codes(firm.lodge("stranger", due=100, credit=number)) == ["PRM05"]


def test_who_has_to_do_with_the_company_is_told_why_and_a_mandate_helps(firm: Books) -> None:
    hold(firm, "enforced")
    assert charged(firm, "broker") == (["PRM05", "PRM05"], "refused", "refused")
    mandates, given = Mandates(firm.engine), (firm.now, "test")
    wanted = Wanted("firm", "agency", ("send",), offices=("300",))
    first = mandates.give(wanted, *given).id
    assert charged(firm, "broker")[0] == ["PRM01", "PRM01"]
    mandates.take_up(first, *given)
    assert charged(firm, "broker")[0] == ["PRM04", "PRM04"]
    firm.wait(1)
    mandates.end(first, "too narrow", firm.now, "test")
    assert charged(firm, "broker")[0] == ["PRM02", "PRM02"]
    reading = mandates.give(dataclasses.replace(wanted, scope=("credit",), offices=()), firm.now, "test").id
    mandates.take_up(reading, firm.now, "test")
    assert charged(firm, "broker")[0] == ["PRM03", "PRM03"]
    sending = mandates.give(dataclasses.replace(wanted, offices=()), firm.now, "test").id
    mandates.take_up(sending, firm.now, "test")
    assert charged(firm, "broker") == ([], "registered", "registered")
