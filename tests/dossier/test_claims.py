"""Claims: opened by the assessment, due by way of payment, paid in parts, too much, by mistake; credit; notices."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gateway.ledger import tables
from schemas.law import Law, shipped
from tests.dossier.books import PARTY, Books, article, codes, facts
from tests.ledger.comparing import assert_gapless, assert_rebuild_changes_nothing

pytestmark = pytest.mark.service


def claim(books: Books, row: Any) -> Any:
    (found,) = books.rows(tables.claim, declaration=row.id)
    return found


def test_the_worked_example_is_assessed_line_by_line(books: Books) -> None:
    lines = [("000110", "12892.99", "30"), ("007217", "12892.99", "0.25"), ("002109", "16793.99", "20")]
    made = facts()
    made["lines"] = [{"type_code": code, "base": base, "rate": rate} for code, base, rate in lines]
    row = books.lodge_facts(made)
    assert [line["amount"] for line in row.assessment["lines"]] == ["3868", "33", "3359"]
    assert (claim(books, row).amount, claim(books, row).number) == ("7260", row.assessment["number"])


def test_cash_is_due_at_once_and_credit_by_its_term(books: Books) -> None:
    cash = books.lodge(due=1000)
    books.act("credit-account", account_number="301000456", holder={"name": "ATLAS"}, ceiling="5000", term_days=30)
    credit = books.lodge(due=2000, credit="301000456")
    assert claim(books, cash).due_on == "2026-03-02"
    assert claim(books, credit).due_on == "2026-03-31"
    (account,) = books.rows(tables.credit)
    assert (account.ceiling, account.used) == ("5000", "2000")


def test_credit_has_a_ceiling_and_a_holder(books: Books) -> None:
    holder = {"name": PARTY["name"], "ice": PARTY["ice"]}
    books.act("credit-account", account_number="301000456", holder=holder, ceiling="3000", term_days=30)
    first = books.lodge(due=2000, credit="301000456")
    refused = books.lodge(due=1001, credit="301000456")
    assert (refused.outcome, codes(refused)) == ("refused", ["CRD02"])
    other = {"name": "AUTRE", "ice": "002136093000040", "rc": None, "rc_centre": None}
    assert codes(books.lodge(due=1, credit="301000456", payer=other)) == ["CRD03"]
    books.pay(first, 500)
    assert books.lodge(due=1500, credit="301000456").outcome == "registered"
    given = {"account_number": "301000456", "holder": holder, "term_days": 30}
    assert books.refused("credit-account", ceiling="2999.99", **given) == "CRD04"


def test_part_payments_make_a_quittance_each(books: Books) -> None:
    row = books.lodge(due=1000)
    first, second = books.pay(row, "400.50"), books.pay(row, "599.50")
    assert first != second
    assert (claim(books, row).state, books.again(row).state) == ("settled", "paid")
    left = [each.record["outstanding"] for each in books.rows(tables.document, kind="quittance")]
    assert left == ["599.50", "0.00"]
    assert books.refused("payment", dum_number=row.dum_number, amount="1", method_code="CASH") == "PAY03"


def test_too_much_is_refused_unless_the_office_says_so(books: Books) -> None:
    row = books.lodge(due=1000)
    given = {"dum_number": row.dum_number, "amount": "1200", "method_code": "CASH"}
    assert books.refused("payment", **given) == "PAY02"
    books.act("payment", overpayment_accepted="true", **given)
    found = claim(books, row)
    assert (found.state, found.paid, found.surplus) == ("settled", "1000", "200")


def test_a_reversed_payment_is_replaced_by_the_next(books: Books) -> None:
    row = books.lodge(due=1000)
    wrong = books.pay(row, 1000)
    (payment,) = books.rows(tables.payment)
    books.act("reversal", payment_number=payment.number, reason="another declaration was meant")
    assert (claim(books, row).state, books.again(row).state) == ("open", "due")
    assert books.refused("reversal", payment_number=payment.number, reason="x") == "CLM02"
    right = books.pay(row, 1000)
    documents = {each.number: each for each in books.rows(tables.document, kind="quittance")}
    assert (documents[wrong].state, documents[wrong].replaced_by) == ("cancelled", right)
    assert documents[right].replaces == wrong
    assert documents[right].record["replaces"] == wrong
    assert_rebuild_changes_nothing(books.engine)


def test_a_replacement_may_be_on_another_claim_by_name(books: Books) -> None:
    meant, mistaken = books.lodge(due=1000), books.lodge(due=1000)
    wrong = books.pay(mistaken, 1000)
    (payment,) = books.rows(tables.payment)
    given = {"dum_number": meant.dum_number, "amount": "1000", "method_code": "CASH", "replaces_quittance": wrong}
    assert books.refused("payment", **given) == "CLM03"
    books.act("reversal", payment_number=payment.number, reason="wrong declaration")
    right = books.act("payment", **given)["quittance"]
    assert books.rows(tables.document, number=right)[0].replaces == wrong
    later = books.pay(mistaken, 1000)
    assert books.rows(tables.document, number=later)[0].replaces is None


def test_the_last_notice_comes_once_on_its_day(books: Books) -> None:
    row = books.lodge(due=1000)
    books.wait(9)
    assert books.rows(tables.document, kind="dasf") == []
    books.wait(1)
    (notice,) = books.rows(tables.document, kind="dasf")
    assert notice.record["outstanding"] == "1000"
    assert (notice.record["due_on"], notice.record["interest"]) == ("2026-03-02", None)
    assert notice.record["order_not_before_due"] == "2026-04-02"
    books.wait(50)
    assert books.calendar() == 0
    assert len(books.rows(tables.document, kind="dasf")) == 1
    assert claim(books, row).dasf == notice.number
    assert_gapless(books.engine)


def test_paid_on_the_same_day_no_notice_part_paid_for_the_rest(books: Books) -> None:
    whole, part, first, second = (books.lodge(due=1000) for _ in range(4))
    books.now = books.now.replace(day=12)
    books.pay(whole, 1000)
    books.pay(part, 400)
    assert books.calendar() == 3
    noticed = {each.declaration: each.record["outstanding"] for each in books.rows(tables.document, kind="dasf")}
    assert noticed == {part.id: "600", first.id: "1000", second.id: "1000"}


def test_a_disputed_or_cancelled_claim_is_not_noticed(books: Books) -> None:
    disputed, cancelled = books.lodge(due=1000), books.lodge(due=1000)
    number = claim(books, disputed).number
    books.act("dispute", claim_number=number, status="OPENED", reason="value")
    books.act("claim-cancellation", claim_number=claim(books, cancelled).number, reason="given up")
    books.wait(60)
    assert books.rows(tables.document, kind="dasf") == []
    books.act("dispute", claim_number=number, status="ENDED", reason="settled")
    books.calendar()
    assert books.rows(tables.document, kind="dasf") == []
    books.wait(10)
    assert [each.declaration for each in books.rows(tables.document, kind="dasf")] == [disputed.id]
    assert books.refused("dispute", claim_number=claim(books, cancelled).number, status="OPENED", reason="x") == "CLM01"


@pytest.fixture
def with_interest(tmp_path: Path) -> Law:
    import shutil
    from importlib.resources import as_file, files

    with as_file(files("schemas") / "tables") as folder:
        shutil.copytree(folder, tmp_path / "tables")
    table = tmp_path / "tables" / "interest.csv"
    table.write_text(table.read_text() + "7.3,year,2026-01-01,,unconfirmed,test\n")
    return Law(tmp_path / "tables")


def test_late_interest_only_where_its_rate_is_set(books: Books, with_interest: Law) -> None:
    books.law = with_interest
    row = books.lodge(due=10000)
    books.wait(5)
    books.pay(row, 5000)
    books.wait(5)
    (notice,) = books.rows(tables.document, kind="dasf")
    # 10,000 for five days, 5,000 for five: 7.3 % a year are 0.02 % a day
    assert notice.record["interest"] == "15.00"
    assert notice.record["interest_rate"] == "7.3"
    assert shipped().on(date(2026, 3, 2)).interest_rates == ()


def test_what_is_received_adds_up(books: Books) -> None:
    row = books.lodge(due=1000)
    books.pay(row, 300)
    books.pay(row, "900", overpayment_accepted="true")
    received = sum(Decimal(each.amount) for each in books.rows(tables.payment) if not each.reversed)
    found = claim(books, row)
    assert received == Decimal(found.paid) + Decimal(found.surplus) == 1200


def test_what_the_office_assesses_on_credit_is_charged_to_it(books: Books) -> None:
    row = books.lodge(due=0, credit="301000456")
    books.act("assessment", dum_number=row.dum_number, line=[{"type_code": "000110", "base": "700", "rate": "100"}])
    (account,) = books.rows(tables.credit)
    assert (claim(books, row).credit, account.used) == ("301000456", "700")


def test_what_is_paid_needs_no_credit_when_amended(books: Books) -> None:
    books.act("credit-account", account_number="301000456", holder={"name": "ATLAS"}, ceiling="1000", term_days=30)
    row = books.lodge(due=1000, credit="301000456")
    books.pay(row, 600)
    books.lodge(due=600, credit="301000456")
    asked = books.ask("amend", row, due=1000, credit="301000456")
    books.act("request-decision", declaration_id=asked.id, decision="ACCEPTED")
    (account,) = books.rows(tables.credit)
    assert (books.again(row).version, account.used) == (1, "1000")


def test_a_receipt_stays_where_less_is_due_or_a_surplus_is_taken_back(books: Books) -> None:
    row = books.lodge(due=1000)
    books.pay(row, 100)
    (wrong,) = books.rows(tables.payment)
    books.pay(row, 2000, overpayment_accepted="true")
    books.act("release", dum_number=row.dum_number)
    books.sign()
    assert (books.again(row).life, books.again(row).state) == ("closed", "receipted")
    books.act("reversal", payment_number=wrong.number, reason="mistake")
    assert (books.again(row).life, books.again(row).state) == ("closed", "receipted")
    other = books.lodge(due=1000)
    books.pay(other, 1000)
    books.sign()
    books.act("assessment", dum_number=other.dum_number, line=[{"type_code": "000110", "base": "50", "rate": "100"}])
    assert (claim(books, other).surplus, books.again(other).state) == ("950", "receipted")
    assert_rebuild_changes_nothing(books.engine)


@pytest.mark.parametrize("refused_by", ["account", "administration", "ceiling"])
def test_a_refused_declaration_opens_no_credit_account(books: Books, refused_by: str) -> None:
    given: dict[str, Any] = {"reference": "TEST-REFUSE-1"} if refused_by == "administration" else {}
    due = 10**9 if refused_by == "ceiling" else 10
    if refused_by == "account":  # more leaves than came
        opened = books.lodge(regime="022", articles=[article(10, waste="4")])
        given = {"regime": "072", "articles": [article(1000, previous=[[opened.dum_number, None]])]}
    row = books.lodge(due=due, credit="301000456", **given)
    assert row.outcome == "refused"
    assert books.rows(tables.credit) == []


def test_a_declaration_refused_later_opens_no_credit_account(books: Books) -> None:
    row = books.lodge(reference="TEST-OFFICE-1", due=10, credit="301000456")
    assert (row.life, books.rows(tables.credit)) == ("lodged", [])
    books.act("registration", declaration_id=row.id, decision="ACCEPTED")
    (account,) = books.rows(tables.credit)
    assert account.used == "10"
