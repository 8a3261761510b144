"""The life of a declaration: registered, amended, replaced, cancelled, released, closed; what fits and what not."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.administration.interface import Answer, Lodgement, Postponed, Refused
from gateway.administration.sandbox import Sandbox
from gateway.dossier.states import LIVES, steps
from gateway.ledger import tables
from schemas import words
from tests.dossier.books import Books, article, codes
from tests.ledger.comparing import assert_gapless, assert_rebuild_changes_nothing

pytestmark = pytest.mark.service


def test_an_amendment_is_a_new_version_under_the_same_number(books: Books) -> None:
    row = books.lodge(due=1000)
    asked = books.ask("amend", row, due=1500)
    now = books.again(row)
    assert (asked.outcome, asked.state, asked.about) == ("accepted", "accepted", row.id)
    assert (now.life, now.version, now.dum_number) == ("amended", 1, row.dum_number)
    (claim,) = books.rows(tables.claim)
    assert (claim.amount, claim.number) == ("1500", row.assessment["number"])
    editions = [each.number for each in books.rows(tables.document, kind="dum")]
    assert editions == [f"SPECIMEN-{row.dum_number}-1", f"SPECIMEN-{row.dum_number}-2"]
    assert codes(books.ask("amend", row, version=0, due=1)) == ["LIF02"]
    assert_rebuild_changes_nothing(books.engine)


def test_an_amendment_keeps_office_and_regime(books: Books) -> None:
    row = books.lodge(due=1000)
    assert codes(books.ask("amend", row, regime="060")) == ["LIF04"]
    assert codes(books.ask("amend", row, reference="OTHER")) == ["LIF08"]
    assert books.again(row).version == 0


def test_a_replacement_has_a_number_of_its_own(books: Books) -> None:
    row = books.lodge(due=1000)
    new = books.ask("replace", row, regime="060", due=0)
    old = books.again(row)
    assert (old.life, old.replaced_by) == ("replaced", new.id)
    assert (new.life, new.replaces, new.version) == ("registered", row.id, 0)
    assert new.dum_number[3:6] == "060"
    assert [each.state for each in books.rows(tables.claim)] == ["cancelled"]
    assert codes(books.ask("cancel", old)) == ["LIF03"]
    # the reference is that of the new one from now on
    again = books.lodge(reference=row.reference)
    assert codes(again) == ["MSG02"]
    assert_rebuild_changes_nothing(books.engine)


def test_a_cancelled_declaration_owes_nothing(books: Books) -> None:
    row = books.lodge(due=1000)
    books.ask("cancel", row)
    assert (books.again(row).life, books.again(row).state) == ("cancelled", "cancelled")
    books.wait(60)
    assert books.rows(tables.document, kind="dasf") == []
    assert books.refused("visa", dum_number=row.dum_number) == "ACT03"


def test_what_was_paid_is_reversed_first(books: Books) -> None:
    row = books.lodge(due=1000)
    books.pay(row, 1000)
    assert codes(books.ask("cancel", row)) == ["LIF05"]
    (payment,) = books.rows(tables.payment)
    books.act("reversal", payment_number=payment.number, reason="cancelled")
    assert books.ask("cancel", books.again(row)).outcome == "accepted"


def test_once_the_office_has_acted_it_decides(books: Books) -> None:
    row = books.lodge(due=1000)
    books.act("visa", dum_number=row.dum_number)
    asked = books.ask("amend", row, due=2000)
    assert (asked.outcome, codes(asked)) == ("pending", ["LIF09"])
    assert codes(books.ask("cancel", row)) == ["LIF07"]
    assert books.again(row).version == 0
    books.act("request-decision", declaration_id=asked.id, decision="ACCEPTED")
    assert (books.again(row).version, books.again(asked).state) == (1, "accepted")
    assert books.refused("request-decision", declaration_id=asked.id, decision="ACCEPTED") == "ACT05"
    second = books.ask("cancel", books.again(row))
    books.act("request-decision", declaration_id=second.id, decision="REFUSED", reason="no")
    assert (books.again(row).life, books.again(second).state) == ("amended", "refused")


def test_another_partners_declaration_cannot_be_asked_about(books: Books) -> None:
    row = books.lodge(partner="medina")
    stranger = books.ask("cancel", row, partner="atlas")
    assert (stranger.outcome, codes(stranger)) == ("refused", ["LIF01"])


def test_a_charged_account_holds_its_declaration(books: Books) -> None:
    row = books.lodge(regime="022", articles=[article(100)])
    export = books.lodge(regime="072", articles=[article(10, previous=[[row.dum_number, None]])])
    assert codes(books.ask("cancel", row)) == ["LIF06"]
    assert books.ask("cancel", export).outcome == "accepted"
    (certificate,) = books.rows(tables.certificate)
    assert certificate.state == "cancelled"
    assert books.ask("amend", row, regime="022", articles=[article(200)]).outcome == "accepted"
    (line,) = books.rows(tables.account_article)
    assert (line.admitted, line.charged) == ("200", "0")
    assert books.ask("cancel", books.again(row)).outcome == "accepted"
    (account,) = books.rows(tables.account)
    assert account.state == "cancelled"


def test_an_amended_export_charges_anew(books: Books) -> None:
    row = books.lodge(regime="022", articles=[article(100)])
    named: list[Any] = [[row.dum_number, None]]
    export = books.lodge(regime="072", articles=[article(60, previous=named)])
    assert books.ask("amend", export, regime="072", articles=[article(90, previous=named)]).outcome == "accepted"
    (line,) = books.rows(tables.account_article)
    assert line.charged in ("90", "90.000000")
    refused = books.ask("amend", books.again(export), regime="072", articles=[article(101, previous=named)])
    assert codes(refused) == ["RED03"]
    assert [each.state for each in books.rows(tables.certificate)] == ["cancelled", "valid"]


def test_the_release_waits_for_what_is_open(books: Books) -> None:
    row = books.lodge(due=1000)
    number = row.dum_number
    books.act("examination", dum_number=number, stage="ORDERED")
    books.act("document-request", dum_number=number, status="REQUESTED", document_type_code="04200")
    assert books.refused("release", dum_number=number) == "ACT09"
    assert books.refused("examination", dum_number=number, stage="ORDERED") == "ACT10"
    books.act("examination", dum_number=number, stage="RESULT", result_code="CONFORM")
    books.act("document-request", dum_number=number, status="RECEIVED", document_type_code="04200")
    assert books.refused("release", dum_number=number) == "ACT09"
    books.pay(row, 1000)
    books.act("release", dum_number=number)
    assert books.again(row).life == "closed"
    last = books.rows(tables.document, kind="dum")[-1]
    assert last.record["boxes"]["released_at"] is not None
    (payment,) = books.rows(tables.payment)
    books.act("reversal", payment_number=payment.number, reason="mistake")
    assert books.again(row).life == "released"
    books.pay(row, 1000)
    assert books.again(row).life == "closed"


def test_on_credit_the_goods_go_before_they_are_paid(books: Books) -> None:
    row = books.lodge(due=1000, credit="301000456")
    books.act("release", dum_number=row.dum_number)
    assert books.again(row).life == "released"
    books.pay(row, 1000)
    assert books.again(row).life == "closed"


@pytest.mark.parametrize(
    ("reference", "life", "what"),
    [
        ("TEST-REFUSE-1", "refused", []),
        ("TEST-DELAY9-1", "lodged", []),
        ("TEST-OFFICE-1", "lodged", []),
        ("TEST-EXAMINE-1", "registered", ["examination"]),
        ("TEST-DOCUMENT-1", "registered", ["document:04200"]),
        ("TEST-RELEASE-1", "closed", []),
        ("ANYTHING", "registered", []),
    ],
)
def test_the_sandbox_follows_its_script(books: Books, reference: str, life: str, what: list[str]) -> None:
    row = books.lodge(reference=reference)
    assert (row.life, row.open) == (life, what)


def test_the_office_registers_what_waits(books: Books) -> None:
    first, second = books.lodge(reference="TEST-OFFICE-1", due=10), books.lodge(reference="TEST-OFFICE-2")
    assert (first.outcome, first.dum_number) == ("pending", None)
    assert codes(books.lodge(reference="TEST-OFFICE-1")) == ["MSG02"]
    books.act("registration", declaration_id=first.id, decision="ACCEPTED")
    books.act("registration", declaration_id=second.id, decision="REFUSED", reason="no")
    assert (books.again(first).life, books.again(first).state) == ("registered", "due")
    assert books.again(second).life == "refused"
    assert books.lodge(reference="TEST-OFFICE-2").outcome == "pending"
    assert books.refused("registration", declaration_id=second.id, decision="ACCEPTED") == "ACT03"
    assert_gapless(books.engine)


class Reluctant(Sandbox):
    """An administration that postpones, and refuses in the end."""

    def lodge(self, lodgement: Lodgement, again: bool = False) -> list[Answer]:
        return [Refused(words.phrase("sandbox.refused"))] if again else [Postponed(None)]


def test_what_the_administration_refuses_later_is_not_registered(books: Books) -> None:
    books.administration = Reluctant()
    row = books.lodge()
    assert row.life == "lodged"
    assert books.refused("registration", declaration_id=row.id, decision="ACCEPTED") == "ADM01"
    assert (books.again(row).life, books.again(row).dum_number) == ("lodged", None)


class Named(Sandbox):
    """An administration of another name."""

    name = "douane"


def test_what_an_administration_orders_itself_bears_its_name(books: Books) -> None:
    books.administration = Named()
    books.lodge(reference="TEST-EXAMINE-9")
    books.lodge(reference="TEST-RELEASE-9")
    assert {(act.kind, act.office) for act in books.rows(tables.act)} == {
        (kind, "douane") for kind in ("examination", "visa", "release")
    }


def test_every_step_is_between_known_states() -> None:
    for (doing, life), step in steps().items():
        assert life in LIVES, doing
        assert step.next in ("", *LIVES), doing
        assert step.decides in ("declarant", "office"), doing
