"""Regime accounts: opened, charged by box 37 or by the oldest, cleared, reopened, late, locked."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from gateway.dossier.regime_accounts.discharging import discharge
from gateway.dossier.regime_accounts.planning import Charge
from gateway.ledger import tables
from tests.dossier.books import Books, article, codes
from tests.ledger.comparing import assert_gapless, assert_rebuild_changes_nothing

pytestmark = pytest.mark.service


FABRIC, GARMENT = "5208320090", "6109100010"


def admit(books: Books, waste: str | None = "4", mass: int = 1000, regime: str = "022", **given: Any) -> Any:
    return books.lodge(regime=regime, articles=[article(mass, FABRIC, waste=waste, **given)])


def export(books: Books, mass: str | int, account: Any = None, code: str = GARMENT, **given: Any) -> Any:
    previous = [[account.dum_number, None]] if account is not None else []
    return books.lodge(regime="072", articles=[article(mass, code, previous=previous, **given)])


def charged(books: Books) -> list[Decimal]:
    return [Decimal(row.charged) for row in books.rows(tables.discharge)]


@pytest.mark.parametrize(
    ("waste", "exports", "expected"),
    [
        ("4", [480, 480], ["500", "500"]),
        ("4", [300, 300, 360], ["312.5", "312.5", "375"]),
        ("4", [160] * 6, ["166.666667"] * 5 + ["166.666665"]),
        ("3", [100], ["103.092784"]),
    ],
)
def test_the_waste_rule_charges_what_was_used_up(
    books: Books, waste: str, exports: list[int], expected: list[str]
) -> None:
    opened = admit(books, waste)
    for mass in exports:
        assert export(books, mass, opened).outcome == "registered"
    assert charged(books) == [Decimal(each) for each in expected]
    (account,) = books.rows(tables.account)
    certificates = books.rows(tables.certificate)
    closes = sum(map(Decimal, expected)) == 1000
    assert account.state == ("discharged" if closes else "open")
    assert [each.definitive for each in certificates] == [False] * (len(exports) - 1) + [closes]
    assert sum(Decimal(each.released) for each in certificates) == (1000 if closes else Decimal("103.09"))
    assert len(books.rows(tables.document, declaration=opened.id, kind="certificate")) == len(exports)
    assert_rebuild_changes_nothing(books.engine)
    assert_gapless(books.engine)


def test_goods_that_leave_as_they_came_bear_no_waste(books: Books) -> None:
    opened = admit(books)
    export(books, 100, opened, code=FABRIC)
    assert charged(books) == [100]


def test_never_more_than_admitted(books: Books) -> None:
    opened = admit(books)
    export(books, 480, opened)
    refused = export(books, 481, opened)
    assert (refused.outcome, codes(refused)) == ("refused", ["RED03"])
    assert charged(books) == [500]
    assert refused.dum_number is None


def test_without_box_37_the_oldest_account_of_code_and_unit_is_charged_first(books: Books) -> None:
    first = admit(books, None, 100)
    books.wait(1)
    second = admit(books, None, 100)
    export(books, 150, code=FABRIC)
    lines = [(row.account, Decimal(row.charged)) for row in books.rows(tables.discharge)]
    assert sorted(lines) == sorted([(first.dum_number, 100), (second.dum_number, 50)])
    states = {row.number: row.state for row in books.rows(tables.account)}
    assert states == {first.dum_number: "discharged", second.dum_number: "open"}


def test_nothing_that_fits_asks_for_box_37(books: Books) -> None:
    admit(books)
    found = export(books, 100)
    assert (found.outcome, codes(found)) == ("registered", ["RED01"])
    assert charged(books) == []


def test_anothers_account_is_as_unknown_as_none(books: Books) -> None:
    other = {"name": "AUTRE SARL", "ice": "002136093000040", "rc": None, "rc_centre": None}
    theirs = books.lodge(regime="022", payer=other, articles=[article(1000, waste="4")])
    found = export(books, 100, theirs)
    assert (found.outcome, codes(found), charged(books)) == ("registered", ["RED02"], [])


def test_several_articles_ask_for_the_article(books: Books) -> None:
    opened = books.lodge(regime="022", articles=[article(10, "1" * 10), article(10, "2" * 10, 2)])
    assert codes(export(books, 5, opened)) == ["RED09"]
    named = books.lodge(regime="072", articles=[article(5, GARMENT, previous=[[opened.dum_number, 2]])])
    assert named.outcome == "registered"
    assert [row.article for row in books.rows(tables.discharge)] == [2]


def test_equipment_is_counted_in_pieces(books: Books) -> None:
    opened = books.lodge(regime="302", articles=[article(5000, quantity="3", unit="U")])
    wrong = books.lodge(regime="074", articles=[article(1000, previous=[[opened.dum_number, None]])])
    assert codes(wrong) == ["RED06"]
    books.lodge(regime="074", articles=[article(1000, quantity="3", unit="U", previous=[[opened.dum_number, None]])])
    assert charged(books) == [3]


def test_late_warns_and_an_extended_deadline_binds(books: Books) -> None:
    opened = admit(books, None, regime="321")
    books.wait(200)
    late = books.lodge(regime="074", articles=[article(10, FABRIC, previous=[[opened.dum_number, None]])])
    assert (late.outcome, codes(late)) == ("registered", ["RED04"])
    (account,) = books.rows(tables.account)
    assert books.refused("extension", dum_number=opened.dum_number, deadline="2029-01-01", reason="x") == "RED08"
    books.act("extension", dum_number=opened.dum_number, deadline=account.last_deadline, reason="x")
    books.wait(800)
    locked = books.lodge(regime="074", articles=[article(10, FABRIC, previous=[[opened.dum_number, None]])])
    assert (locked.outcome, codes(locked)) == ("refused", ["RED05"])


def test_the_office_writes_off_what_was_destroyed(books: Books) -> None:
    opened = admit(books)
    given = {"dum_number": opened.dum_number, "article_number": 1, "kind": "DESTRUCTION", "reason": "burnt"}
    assert books.refused("discharge", quantity="1000.1", **given) == "RED03"
    made = books.act("discharge", quantity="1000", **given)
    (certificate,) = books.rows(tables.certificate)
    assert (certificate.number, certificate.definitive) == (made["certificate"], True)
    assert books.refused("discharge", quantity="1", **given) == "RED11"


def test_a_cancelled_certificate_opens_the_account_again(books: Books) -> None:
    opened = admit(books)
    export(books, 960, opened)
    (certificate,) = books.rows(tables.certificate)
    assert certificate.definitive
    books.act("certificate-cancellation", certificate_number=certificate.number, reason="wrong")
    (account,), (line,) = books.rows(tables.account), books.rows(tables.account_article)
    assert (account.state, Decimal(line.charged), Decimal(line.released)) == ("open", 0, 0)
    (document,) = books.rows(tables.document, kind="certificate")
    assert document.state == "cancelled"
    assert books.refused("certificate-cancellation", certificate_number=certificate.number, reason="x") == "RED10"
    export(books, 960, opened)
    assert [each.state for each in books.rows(tables.certificate)] == ["cancelled", "valid"]
    assert_rebuild_changes_nothing(books.engine)


def test_an_article_goes_on_from_pieces_to_kilograms_by_its_part(books: Books) -> None:
    pieces = books.lodge(regime="302", articles=[article(500, FABRIC, quantity="2", unit="U")])
    mass = books.lodge(regime="303", articles=[article(1000, FABRIC)])
    named = [[pieces.dum_number, None], [mass.dum_number, None]]
    books.lodge(regime="074", articles=[article(900, FABRIC, quantity="3", unit="U", previous=named)])
    assert charged(books) == [2, 300]


def test_quantities_have_six_decimals(books: Books) -> None:
    first, second = admit(books, "33.333", 1), admit(books, "33.333", 1)
    named = [[first.dum_number, None], [second.dum_number, None]]
    books.lodge(regime="072", articles=[article("1.33334", GARMENT, previous=named)])
    assert charged(books) == [1, 1]
    assert [row.quantity for row in books.rows(tables.discharge)] == ["0.666670", "0.666670"]


def test_an_extension_outlives_an_amendment(books: Books) -> None:
    opened = admit(books, None, regime="321")
    books.act("extension", dum_number=opened.dum_number, deadline="2027-05-01", reason="x")
    assert books.ask("amend", opened, regime="321", articles=[article(5)]).outcome == "accepted"
    (account,) = books.rows(tables.account)
    assert (account.deadline, account.binding) == ("2027-05-01", True)


def test_nothing_left_takes_nothing_however_small(books: Books) -> None:
    opened = books.lodge(regime="022", articles=[article(1, FABRIC), article(1, GARMENT, 2)])
    given = {"dum_number": opened.dum_number, "article_number": 1, "kind": "DESTRUCTION", "reason": "burnt"}
    books.act("discharge", quantity="1", **given)
    assert books.refused("discharge", quantity="0.000001", **given) == "RED03"


def test_acts_of_one_number_are_told_apart_by_their_kind(books: Books) -> None:
    opened = admit(books)
    given = {"article_number": "1", "kind": "DESTRUCTION", "reason": "fire", "dum_number": opened.dum_number}
    books.act("discharge", number="A-7", quantity="10", **given)
    holder = {"name": "ATLAS"}
    books.act("credit-account", number="A-7", account_number="1", holder=holder, ceiling="1", term_days=1)
    longest = {"office": "o" * 30, "number": "N" * 35}
    books.act("credit-account", account_number="2", holder=holder, ceiling="1", term_days=1, **longest)
    (line,) = books.rows(tables.discharge)
    assert line.cause == "act:discharge:bureau:A-7"
    acted = [row.stream for row in books.rows(tables.event, kind="acted") if row.stream.startswith("act:")]
    assert acted[0] == "act:credit-account:bureau:A-7"
    assert len(acted) == 2
    assert_rebuild_changes_nothing(books.engine)


def test_a_discharge_written_down_without_the_kind_of_its_act_can_be_undone(books: Books) -> None:
    """As a gateway before this one wrote it."""
    opened = admit(books)
    charge = Charge(opened.dum_number, 1, None, Decimal(10), Decimal(10), Decimal(1), late=False)
    books.at_desk(lambda desk: discharge(desk, [charge], "act:bureau:A-7", "A-7", "destruction"), "bureau")
    (certificate,) = books.rows(tables.certificate)
    given = {"article_number": "1", "kind": "DESTRUCTION", "reason": "fire", "dum_number": opened.dum_number}
    books.act("discharge", number="A-7", quantity="20", **given)
    books.act("certificate-cancellation", certificate_number=certificate.number, reason="mistake")
    assert [line.cause for line in books.rows(tables.discharge, undone=False)] == ["act:discharge:bureau:A-7"]
    assert_rebuild_changes_nothing(books.engine)
