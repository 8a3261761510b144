"""Random lives, lawful and not: whatever is done in whatever order, all adds up, and the past stays as it was."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from gateway.api.views import declaration_view
from gateway.history.as_of import ledger_as_of, streams_of
from gateway.ledger import database, tables
from gateway.office.act import HANDLERS, Refusal
from tests.ledger.comparing import assert_gapless, assert_rebuild_changes_nothing
from tests.life.adding_up import assert_all_adds_up
from tests.life.books import PARTY, Books, article

FABRIC, GARMENT = "5208320090", "6109100010"
OTHER_PARTY = {"name": "AUTRE SARL", "ice": "002136093000040", "rc": None, "rc_centre": None}
SMALL_CREDIT, SANDBOX_CREDIT = "301000456", "301000999"
PLAIN = ("010", "060")
SUSPENSIVE = ("022", "321", "302", "303", "082")
DISCHARGING = ("072", "074", "040", "082")
ANY = st.integers(0, 99)
"""Which of the rows there are: the count goes round."""

goods = st.fixed_dictionaries(
    {
        "mass": st.sampled_from(["1", "33.333333", "100", "480", "1000"]),
        "code": st.sampled_from([FABRIC, FABRIC, GARMENT]),
        "waste": st.sampled_from([None, None, "4", "33.333"]),
        "unit": st.sampled_from([None, None, "U"]),
        "suspended": st.sampled_from(["1000", "0.01", "0"]),
    }
)
contents = st.fixed_dictionaries(
    {
        "goods": st.lists(goods, min_size=1, max_size=3),
        "named": st.lists(st.tuples(ANY, st.sampled_from([None, None, 1, 2])), max_size=2),
        "due": st.sampled_from([0, 1, 1000, 2500]),
        "credit": st.sampled_from([None, None, SMALL_CREDIT, SANDBOX_CREDIT]),
        "payer": st.sampled_from([PARTY, PARTY, PARTY, OTHER_PARTY]),
    }
)
beginnings = st.sampled_from(["", "", "", "TEST-OFFICE-", "TEST-EXAMINE-", "TEST-RELEASE-", "TEST-REFUSE-"])
partners = st.sampled_from(["atlas", "atlas", "medina"])
amounts = st.sampled_from(["0.50", "400", "1000", "2500", "9000"])


class Lives(RuleBasedStateMachine):
    """One ledger in which anything is tried."""

    declarations: Bundle[str] = Bundle("declarations")

    def __init__(self, engine: sa.Engine, done: Counter[str]) -> None:
        super().__init__()
        with engine.begin() as connection:
            for table in reversed(tables.metadata.sorted_tables):
                connection.execute(sa.delete(table))
        self.books, self.done = Books(engine), done
        self.seen: list[tuple[Any, str, dict[str, Any]]] = []
        self.count = 0

    # -- how things are done

    def attempt(self, kind: str, /, **data: Any) -> None:
        """An act that is done, or is refused and changes nothing."""
        self.books.now += timedelta(minutes=1)
        before = self.events()
        try:
            self.books.act(kind, **data)
        except Refusal as refusal:
            assert self.events() == before, kind
            self.done[refusal.finding.code] += 1
        else:
            self.done[kind] += 1

    def events(self) -> int:
        (row,) = database.read(self.books.engine, sa.select(sa.func.count()).select_from(tables.event))
        return int(row[0])

    def row(self, table: sa.Table, which: int) -> Any:
        """One of the rows there are, None where there are none."""
        rows = self.books.rows(table)
        return rows[which % len(rows)] if rows else None

    def facts(self, regime: str, made: dict[str, Any]) -> dict[str, Any]:
        """What a declaration of a régime is made of."""
        accounts = self.books.rows(tables.account) if regime in DISCHARGING else []
        previous = [[accounts[which % len(accounts)].number, each] for which, each in made["named"] if accounts]
        articles = [
            article(
                each["mass"],
                each["code"],
                number,
                each["waste"],
                quantity="7" if each["unit"] else None,
                unit=each["unit"],
                suspended=each["suspended"],
                previous=previous,
            )
            for number, each in enumerate(made["goods"], 1)
        ]
        return {"regime": regime, "articles": articles, **{name: made[name] for name in ("due", "credit", "payer")}}

    def ask_for(self, work: Any, *arguments: Any, **given: Any) -> Any:
        """What a declarant sends. It never brings a credit account above its ceiling."""
        self.books.now += timedelta(minutes=1)
        used = {row.number: Decimal(row.used) for row in self.books.rows(tables.credit)}
        before = self.events()
        row = work(*arguments, **given)
        if row.outcome == "refused":
            assert self.events() == before + 2  # taken in, judged
        for account in self.books.rows(tables.credit):
            now = Decimal(account.used)
            assert now <= max(Decimal(account.ceiling), used.get(account.number, Decimal(0))), account
        return row

    # -- the declarant

    @initialize(target=declarations, made=contents)
    def begin(self, made: dict[str, Any]) -> Any:
        """A credit account, and a declaration of each sort."""
        given = {"holder": {"name": "ATLAS"}, "ceiling": "3000", "term_days": 30}
        self.attempt("credit-account", account_number=SMALL_CREDIT, **given)
        begun = [
            {"due": 1000},
            {"due": 2000, "credit": SMALL_CREDIT},
            {"reference": "TEST-OFFICE-A", "due": 500},
            self.facts("022", made),
        ]
        return multiple(*(self.ask_for(self.books.lodge, **each).id for each in begun))

    @rule(
        target=declarations,
        regime=st.sampled_from([*PLAIN, *SUSPENSIVE, *SUSPENSIVE, *DISCHARGING, *DISCHARGING]),
        made=contents,
        beginning=beginnings,
        partner=partners,
    )
    def lodge(self, regime: str, made: dict[str, Any], beginning: str, partner: str) -> str:
        self.count += 1
        given = {"partner": partner, "reference": f"{beginning}{self.count}", **self.facts(regime, made)}
        row = self.ask_for(self.books.lodge, **given)
        self.done[f"lodged {row.outcome}"] += 1
        return str(row.id)

    @rule(
        target=declarations,
        about=declarations,
        kind=st.sampled_from(["amend", "amend", "replace", "cancel"]),
        made=contents,
        behind=st.sampled_from([0, 0, 0, 1]),
        partner=st.sampled_from(["", "", "", "medina"]),
        regime=st.sampled_from(["", "", "", *PLAIN]),
    )
    def ask(self, about: str, kind: str, made: dict[str, Any], behind: int, partner: str, regime: str) -> str:
        row = self.books.declaration(about)
        given = self.facts(regime or row.facts.get("regime") or "010", made) if kind != "cancel" else {}
        asked = self.ask_for(self.books.ask, kind, row, row.version + behind, partner, **given)
        self.done[f"{kind} {asked.outcome}"] += 1
        return str(asked.id)

    # -- the office

    @rule(about=declarations, decision=st.sampled_from(["ACCEPTED", "ACCEPTED", "REFUSED"]))
    def decide(self, about: str, decision: str) -> None:
        kind = "request-decision" if self.books.declaration(about).asked else "registration"
        self.attempt(kind, declaration_id=about, decision=decision, reason="seen")

    @rule(about=declarations, lines=st.lists(st.sampled_from(["10", "700", "2000"]), max_size=2))
    def assess(self, about: str, lines: list[str]) -> None:
        made = [{"type_code": "000110", "base": base, "rate": "100"} for base in lines]
        self.attempt("assessment", dum_number=self.number(about), line=made)

    @rule(about=declarations, amount=amounts, accepted=st.booleans(), replaces=st.one_of(st.none(), st.none(), ANY))
    def pay(self, about: str, amount: str, accepted: bool, replaces: int | None) -> None:
        given = {"dum_number": self.number(about), "amount": amount, "method_code": "CASH"}
        payment = self.row(tables.payment, replaces) if replaces is not None else None
        if payment is not None:
            given["replaces_quittance"] = payment.quittance
        self.attempt("payment", overpayment_accepted="true" if accepted else "false", **given)

    @rule(which=ANY)
    def reverse(self, which: int) -> None:
        payment = self.row(tables.payment, which)
        self.attempt("reversal", payment_number=payment.number if payment else "NONE", reason="mistake")

    @rule(which=ANY, status=st.sampled_from(["OPENED", "ENDED"]))
    def dispute(self, which: int, status: str) -> None:
        claim = self.row(tables.claim, which)
        self.attempt("dispute", claim_number=claim.number if claim else "NONE", status=status, reason="value")

    @rule(which=ANY)
    def give_up(self, which: int) -> None:
        claim = self.row(tables.claim, which)
        self.attempt("claim-cancellation", claim_number=claim.number if claim else "NONE", reason="given up")

    @rule(ceiling=st.sampled_from(["500", "3000", "8000"]), number=st.sampled_from([SMALL_CREDIT, SANDBOX_CREDIT]))
    def change_credit(self, ceiling: str, number: str) -> None:
        given = {"holder": {"name": "ATLAS"}, "ceiling": ceiling, "term_days": 30}
        self.attempt("credit-account", account_number=number, **given)

    @rule(which=ANY, number=st.integers(1, 3), quantity=st.sampled_from(["0.000001", "1", "33.333333", "480"]))
    def discharge(self, which: int, number: int, quantity: str) -> None:
        account = self.row(tables.account, which)
        given = {"article_number": number, "kind": "DESTRUCTION", "quantity": quantity, "reason": "burnt"}
        self.attempt("discharge", dum_number=account.number if account else "NONE", **given)

    @rule(which=ANY, days=st.sampled_from([30, 400, 4000]))
    def extend(self, which: int, days: int) -> None:
        account = self.row(tables.account, which)
        deadline = (self.books.now.date() + timedelta(days=days)).isoformat()
        number = account.number if account else "NONE"
        self.attempt("extension", dum_number=number, deadline=deadline, reason="late")

    @rule(which=ANY)
    def cancel_certificate(self, which: int) -> None:
        certificate = self.row(tables.certificate, which)
        number = certificate.number if certificate else "NONE"
        self.attempt("certificate-cancellation", certificate_number=number, reason="wrong")

    @rule(about=declarations, kind=st.sampled_from(["visa", "decision", "transit-note", "valuation"]))
    def note(self, about: str, kind: str) -> None:
        given = {
            "visa": {},
            "decision": {"kind": "DECISION", "text": "seen"},
            "transit-note": {"event": "SEALS"},
            "valuation": {"decision": "VDA"},
        }
        self.attempt(kind, dum_number=self.number(about), **given[kind])

    @rule(about=declarations, opens=st.booleans(), of_document=st.booleans())
    def examine(self, about: str, opens: bool, of_document: bool) -> None:
        number = self.number(about)
        if of_document:
            status = "REQUESTED" if opens else "RECEIVED"
            self.attempt("document-request", dum_number=number, status=status, document_type_code="04200")
        elif opens:
            self.attempt("examination", dum_number=number, stage="ORDERED")
        else:
            self.attempt("examination", dum_number=number, stage="RESULT", result_code="CONFORM")

    @rule(about=declarations)
    def release(self, about: str) -> None:
        self.attempt("release", dum_number=self.number(about))

    def number(self, about: str) -> str:
        return self.books.declaration(about).dum_number or "NONE"

    # -- what comes by itself

    @rule(days=st.sampled_from([1, 10, 40, 200]))
    def wait(self, days: int) -> None:
        self.books.wait(days)

    @rule(which=ANY)
    def sign(self, which: int) -> None:
        """A document comes out of the signing room."""
        due = self.books.rows(tables.document, xml=None)
        if due:
            document = due[which % len(due)]
            data = {"number": document.number, "xml": "0" * 64, "pdf": "1" * 64}
            self.books.now += timedelta(minutes=1)
            self.books.at_desk(lambda desk: desk.append(f"declaration:{document.declaration}", "issued", data))

    @rule(about=declarations)
    def look(self, about: str) -> None:
        self.seen.append((self.books.now, about, self.view(self.books.engine, about)))

    def view(self, engine: sa.Engine, declaration: str) -> dict[str, Any]:
        (row,) = database.read(engine, sa.select(tables.declaration).where(tables.declaration.c.id == declaration))
        return declaration_view(engine, row)

    # -- what holds

    @invariant()
    def all_adds_up(self) -> None:
        assert_all_adds_up(self.books)

    def teardown(self) -> None:
        engine = self.books.engine
        assert_gapless(engine)
        assert_rebuild_changes_nothing(engine)
        for instant, declaration, view in self.seen:
            with ledger_as_of(engine, streams_of(engine, declaration), instant) as past:
                assert self.view(past, declaration) == view
        super().teardown()


def test_whatever_is_done_all_adds_up(engine: sa.Engine) -> None:
    done: Counter[str] = Counter()
    play = settings(
        max_examples=int(__import__('os').environ.get('N','25')),
        stateful_step_count=40,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(lambda: Lives(engine, done), settings=play)  # type: ignore[no-untyped-call]
    import os
    if os.environ.get("SHOW"): print(sorted(done.items()))
    assert set(HANDLERS) <= set(done), "what was never done proves nothing"
