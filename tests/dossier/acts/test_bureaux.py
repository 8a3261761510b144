"""An act of any kind is done by an office of the bureau alone; any other learns no more than whose it is not."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from lxml import etree
from structlog.testing import capture_logs

from gateway.access import Action, Principal, visible
from gateway.clock import CASABLANCA
from gateway.dossier.acts import bureaux
from gateway.dossier.acts.past_acts import PastAct, would_be_refused
from gateway.dossier.acts.submit_act import ActAnswer, Acts
from gateway.dossier.unit_of_work import Desks
from gateway.ledger import tables
from gateway.queries import declarations
from gateway.store.files import FileStore
from schemas.acts import acts
from schemas.vocabulary import LANGUAGES
from tests.dossier.acts.messages import ACTS
from tests.dossier.books import Books, article, facts

pytestmark = pytest.mark.service

KINDS = sorted(acts().values())
NAMING = [each for each in KINDS if each != "credit-account"]
IN_ORDER = ["request-decision", "payment", *(each for each in KINDS if each not in ("request-decision", "payment"))]
"""One after the other, so that most of them can be done."""
MAY, JANUARY = (datetime(*day, 9, 0, tzinfo=CASABLANCA) for day in ((2026, 5, 4), (2027, 1, 5)))
HERE, THERE, BEYOND = "309", "301", "300"


class Bureau:
    """A ledger with something of everything at one bureau, and acts of offices upon it."""

    def __init__(self, engine: sa.Engine, folder: Path) -> None:
        self.books = books = Books(engine, now=MAY)
        self.acts = Acts(
            Desks(engine, lambda: books.now, books.runner, lambda: books.law, books.administration),
            FileStore(folder),
            lambda: None,
        )
        self.owing, self.opened = books.lodge(due=500), books.lodge(regime="022", articles=[article(1000)])
        self.waiting = books.lodge(reference="TEST-OFFICE-1")
        books.pay(self.owing, 100, number="P-1")
        self.request = books.ask("amend", self.owing, due=400)
        given = {"dum_number": self.opened.dum_number, "article_number": 1, "quantity": "10"}
        self.certificate = books.act("discharge", **given, kind="DESTRUCTION", reason="x")["certificate"]
        (self.claim,) = (row.number for row in books.rows(tables.claim))
        books.now = JANUARY

    def example(self, kind: str) -> bytes:
        """The example of an act, of what this ledger has."""
        root = etree.fromstring(ACTS[kind])
        of_account = kind in ("discharge", "extension")
        here = {
            "DUMNumber": (self.opened if of_account else self.owing).dum_number,
            "DeclarationID": (self.request if kind == "request-decision" else self.waiting).id,
            "ClaimNumber": self.claim,
            "CertificateNumber": self.certificate,
            "PaymentNumber": "P-1" if kind == "reversal" else "P-2",
        }
        for name, value in here.items():
            for each in root.findall(f"{{*}}{name}"):
                each.text = value
        for each in root.findall("{*}Amount"):
            each.text = "100"
        return etree.tostring(root)

    def submit(self, kind: str, *offices: str, everywhere: bool = False) -> ActAnswer:
        """An office of these bureaux does an act."""
        return self.acts.submit(Principal("bureau", ("office",), offices, everywhere), self.example(kind))


@pytest.fixture
def bureau(engine: sa.Engine, tmp_path: Path) -> Bureau:
    return Bureau(engine, tmp_path / "store")


def codes(answer: ActAnswer) -> list[str]:
    return [each.code for each in answer.findings]


def test_an_act_of_another_bureau_is_refused_at_the_element_that_names_it(bureau: Bureau) -> None:
    before = len(bureau.books.rows(tables.act))
    for kind in NAMING:
        answer, content = bureau.submit(kind, THERE, BEYOND), bureau.example(kind)
        assert codes(answer) == ["ACT13"], kind
        (found,) = answer.findings
        assert found.position and found.value and content[found.position.offset :].startswith(found.value.encode())
        told = [re.sub("[\u2066\u2069]", "", found.message(each) + found.fix(each)) for each in LANGUAGES]
        assert all("301, 300" in each and "dumgate partners office bureau --add" in each for each in told)
        named = [HERE in each.replace(found.value, "") for each in told]
        by_number = found.value in {bureau.owing.dum_number, bureau.opened.dum_number}
        assert named == [by_number] * 3, "the number of a DUM tells its bureau anyway"
    assert len(bureau.books.rows(tables.act)) == before


def test_the_office_of_the_bureau_does_it_or_is_told_of_its_state(bureau: Bureau) -> None:
    for kind in IN_ORDER:
        assert not {"ACT13", "ACT05", "ACT01"} & set(codes(bureau.submit(kind, HERE))), kind


def test_an_office_without_bureaux_acts_nowhere(bureau: Bureau) -> None:
    assert {kind: codes(bureau.submit(kind)) for kind in KINDS} == {kind: ["ACT13"] for kind in KINDS}


def over(bureau: Bureau) -> None:
    """All that there is has come to an end."""
    books = bureau.books
    books.act("registration", declaration_id=bureau.waiting.id, decision="REFUSED", reason="x")
    books.act("request-decision", declaration_id=bureau.request.id, decision="REFUSED", reason="x")
    books.act("reversal", payment_number="P-1", reason="x")
    books.act("claim-cancellation", claim_number=bureau.claim, reason="x")
    books.act("certificate-cancellation", certificate_number=bureau.certificate, reason="x")
    books.ask("cancel", books.again(bureau.opened))


def test_from_elsewhere_what_is_over_looks_as_what_is_not(bureau: Bureau) -> None:
    before = {kind: bureau.submit(kind, THERE).findings for kind in NAMING}
    over(bureau)
    assert {kind: bureau.submit(kind, THERE).findings for kind in NAMING} == before


def test_where_offices_are_not_held_the_log_says_what_would_be_refused(bureau: Bureau) -> None:
    done = set()
    for kind in IN_ORDER:
        with capture_logs() as logs:
            answer = bureau.submit(kind, THERE, everywhere=True)
        assert "ACT13" not in codes(answer)
        warned = [(each["code"], each["kind"]) for each in logs if each["event"] == "would be refused"]
        assert warned == ([] if answer.findings or kind not in NAMING else [("ACT13", kind)])
        done |= set() if answer.findings else {kind}
    assert done >= {"visa", "payment", "examination", "decision", "transit-note", "valuation", "credit-account"}


def test_an_act_that_was_done_is_answered_again_when_the_bureau_is_taken_away(bureau: Bureau) -> None:
    done = bureau.submit("visa", HERE)
    again = bureau.submit("visa", THERE)
    assert (again.again, again.made) == (True, done.made)


def transit(bureau: Bureau) -> Any:
    """A declaration whose transit ends at another bureau."""
    bureau.books.now, now = MAY, bureau.books.now
    made = facts(reference="TRANSIT", regime="085")
    row = bureau.books.lodge_facts({**made, "destination_office": BEYOND, "discharge_office": THERE})
    bureau.books.now = now
    return row


@pytest.mark.parametrize("kind", ["transit-note", "visa", "payment", "release"])
def test_where_a_transit_ends_box_g_is_filled_and_nothing_else_is_done(bureau: Bureau, kind: str) -> None:
    bureau.owing = transit(bureau)
    for office in (BEYOND, THERE):
        answer = bureau.submit(kind, office)
        assert codes(answer) == ([] if kind == "transit-note" else ["ACT13"])
        assert not answer.findings or answer.findings[0].facts["bureau"]["en"] == f"bureau {HERE}"
        if not answer.findings:
            return


def test_an_amendment_moves_where_a_transit_ends(bureau: Bureau) -> None:
    made = transit(bureau)
    row = bureau.books.ask("amend", made, regime="085")
    assert [row.outcome, bureau.books.again(made).destination_office] == ["accepted", None]


def test_a_quittance_of_another_bureau_is_not_replaced(bureau: Bureau) -> None:
    """Whether it is cancelled is that bureau's business."""
    other = bureau.books.lodge(office=THERE, due=300)
    bureau.books.pay(other, 300)
    root = etree.fromstring(bureau.example("payment"))
    (quittance,) = (row.quittance for row in bureau.books.rows(tables.payment, declaration=other.id))
    etree.SubElement(root, f"{{{etree.QName(root).namespace}}}ReplacesQuittance").text = quittance
    answer = bureau.acts.submit(Principal("bureau", ("office",), (HERE,)), etree.tostring(root))
    assert [(each.code, each.value) for each in answer.findings] == [("ACT13", quittance)]


def test_a_request_is_decided_where_its_declaration_is_and_read_where_it_would_go(bureau: Bureau) -> None:
    books = bureau.books
    books.now = MAY
    row = books.lodge()
    books.act("document-request", dum_number=row.dum_number, status="REQUESTED", document_type_code="A0006")
    bureau.request = books.ask("replace", row, office=THERE)
    assert (bureau.request.state, bureau.request.office) == ("pending", THERE)
    books.now = JANUARY
    for office in (HERE, THERE):
        seen = visible(Principal("bureau", ("office",), (office,)), Action.READ, tables.declaration)
        assert declarations.one(books.engine, bureau.request.id, lambda _, seen=seen: seen)
    assert codes(bureau.submit("request-decision", THERE)) == ["ACT13"]
    assert codes(bureau.submit("request-decision", HERE)) == []
    assert books.again(bureau.request).dum_number.startswith(THERE)


@pytest.mark.parametrize("name", ["dum_number", "declaration_id"])
def test_what_does_not_exist_is_unknown_to_everybody(bureau: Bureau, name: str) -> None:
    kind, element = ("visa", "DUMNumber") if name == "dum_number" else ("registration", "DeclarationID")
    root = etree.fromstring(bureau.example(kind))
    found = root.find(f"{{*}}{element}")
    assert found is not None
    found.text = "30901020209999999K" if name == "dum_number" else "dec_test_none"
    answers = [
        bureau.acts.submit(Principal("bureau", ("office",), (each,)), etree.tostring(root)) for each in (HERE, THERE)
    ]
    assert [codes(each) for each in answers] == [["ACT01" if name == "dum_number" else "ACT05"]] * 2


def test_what_was_refused_before_any_registration_is_unknown_to_offices(bureau: Bureau) -> None:
    refused = bureau.books.lodge(reference=bureau.owing.reference)
    assert (refused.outcome, refused.office) == ("refused", None)
    bureau.waiting = refused
    assert codes(bureau.submit("registration", HERE)) == ["ACT05"]
    assert codes(bureau.submit("registration", HERE, everywhere=True)) == ["ACT03"], "as before"


def test_a_kind_of_act_that_names_nothing_known_is_a_fault_of_ours(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bureaux, "NAMED", {})
    with pytest.raises(LookupError, match="visa names nothing"):
        bureau.submit("visa", HERE)


def test_each_kind_names_what_has_a_bureau_by_an_element_of_its_form() -> None:
    from schemas.acts import form_of
    from schemas.form import form

    for kind in KINDS:
        assert set(form(form_of(kind)).root.by_attribute) & set(bureaux.NAMED), kind
    assert set(KINDS) >= bureaux.RECEIVING
    assert {bureaux.action_of(kind) for kind in KINDS} == {Action.ACT, Action.RECEIVE}


def test_what_would_have_been_refused_is_listed_beforehand(bureau: Bureau) -> None:
    """Just that, by the bureaux of today; what an office may not any more, or did long ago, is no matter."""
    books, opened = bureau.books, bureau.opened
    offices = {"bureau": Principal("bureau", ("office",), (HERE,), everywhere=True)}
    offices |= {"other": Principal("other", ("office",), (THERE,), everywhere=True)}
    assert would_be_refused(books.engine, offices, books.now, 90) == []
    books.act("visa", "other", number="V-1", dum_number=opened.dum_number)
    books.act("visa", "bureau", dum_number=opened.dum_number)
    books.act("visa", "closed", dum_number=opened.dum_number)
    credit = {"account_number": "1", "ceiling": "1", "term_days": 1, "holder": {"name": "x"}}
    books.act("credit-account", "other", **credit)
    expected = PastAct("other", "visa", "V-1", opened.id, opened.dum_number, HERE, books.now.date())
    assert would_be_refused(books.engine, offices, books.now, 90) == [expected]
    assert would_be_refused(books.engine, offices, books.now + timedelta(days=91), 90) == []
    offices["other"] = Principal("other", ("office",), everywhere=True)
    found = would_be_refused(books.engine, offices, books.now, 90)
    assert [(each.kind, each.bureau) for each in found] == [("credit-account", None), ("visa", HERE)]
