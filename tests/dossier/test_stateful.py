"""Random lives, lawful and not: whatever is done in whatever order, all adds up, and the past stays as it was."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
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

from gateway.doors.http.addresses import address
from gateway.dossier.acts.act_handlers import Refusal
from gateway.history.as_of import ledger_as_of
from gateway.ledger import database, tables
from gateway.queries.belongings import of_declarations
from gateway.queries.log_events import streams_behind
from gateway.views.declaration_views import declaration_view
from tests.dossier.adding_up import IN_FORCE, assert_all_adds_up, outstanding
from tests.dossier.books import PARTY, Books
from tests.dossier.drawn import (
    ANY,
    BEGUN,
    BOXES,
    DISCHARGING,
    MUST_BE_DONE,
    PLAIN,
    SANDBOX_CREDIT,
    SMALL_CREDIT,
    SUSPENSIVE,
    beginnings,
    contents,
    drawn_facts,
    partners,
    shares,
)
from tests.ledger.comparing import assert_gapless, assert_rebuild_changes_nothing

pytestmark = pytest.mark.service


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
        self.count = self.checked = 0

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

    def attempt_on(self, table: sa.Table, which: int, act: str, element: str, /, **data: Any) -> None:
        """An act on one of the rows there are."""
        row = self.row(table, which)
        if row is not None:
            self.attempt(act, **{element: row.number}, **data)

    def events(self) -> int:
        (row,) = database.read(self.books.engine, sa.select(sa.func.count()).select_from(tables.event))
        return int(row[0])

    def kinds(self) -> list[str]:
        query = sa.select(tables.event.c.kind).order_by(tables.event.c.position)
        return [row.kind for row in database.read(self.books.engine, query)]

    def row(self, table: sa.Table, which: int) -> Any:
        """One of the rows there are, None where there are none."""
        rows = self.books.rows(table)
        return rows[which % len(rows)] if rows else None

    def facts(self, regime: str, made: dict[str, Any]) -> dict[str, Any]:
        """What a declaration of a régime is made of."""
        accounts = [row.number for row in self.books.rows(tables.account)] if regime in DISCHARGING else []
        return drawn_facts(regime, made, accounts)

    def ask_for(self, work: Any, *arguments: Any, **given: Any) -> Any:
        """What a declarant sends. It never brings a credit account above its ceiling."""
        self.books.now += timedelta(minutes=1)
        used = {row.number: Decimal(row.used) for row in self.books.rows(tables.credit)}
        before = self.events()
        row = work(*arguments, **given)
        if row.outcome == "refused":
            # the administration told the terms of a credit account that was asked for
            kinds = self.kinds()[before:]
            assert set(kinds) <= {"accepted", "judged", "credit-opened"}, kinds
        for account in self.books.rows(tables.credit):
            now = Decimal(account.used)
            assert now <= max(Decimal(account.ceiling), used.get(account.number, Decimal(0))), account
        return row

    # -- the declarant

    @initialize(target=declarations)
    def begin(self) -> Any:
        """A credit account, and a declaration of each sort."""
        given = {"holder": {"name": "ATLAS"}, "ceiling": "3000", "term_days": 30}
        self.attempt("credit-account", account_number=SMALL_CREDIT, **given)
        return multiple(*(self.ask_for(self.books.lodge, **each).id for each in BEGUN))

    @rule(target=declarations, regime=st.sampled_from(PLAIN), made=contents, beginning=beginnings, partner=partners)
    def lodge(self, regime: str, made: dict[str, Any], beginning: str, partner: str) -> str:
        self.count += 1
        given = {"partner": partner, "reference": f"{beginning}{self.count}", **self.facts(regime, made)}
        row = self.ask_for(self.books.lodge, **given)
        self.done[f"{'discharging' if regime in DISCHARGING else 'other'} {row.outcome}"] += 1
        return str(row.id)

    @rule(target=declarations, regime=st.sampled_from(SUSPENSIVE), made=contents, beginning=beginnings)
    def suspend(self, regime: str, made: dict[str, Any], beginning: str) -> str:
        return self.lodge(regime, made, beginning, "atlas")

    @rule(target=declarations, regime=st.sampled_from(DISCHARGING), made=contents, beginning=beginnings)
    def send_out(self, regime: str, made: dict[str, Any], beginning: str) -> str:
        return self.lodge(regime, made, beginning, "atlas")

    @rule(
        target=declarations,
        about=declarations,
        kind=st.sampled_from(["amend", "amend", "replace", "cancel"]),
        made=contents,
        behind=st.sampled_from([0, 0, 0, 1]),
        partner=st.sampled_from(["", "", "", "medina"]),
        regime=st.sampled_from(["", "", "", *PLAIN]),
        decision=st.sampled_from(["", "ACCEPTED", "REFUSED"]),
    )
    def ask(
        self, about: str, kind: str, made: dict[str, Any], behind: int, partner: str, regime: str, decision: str
    ) -> str:
        row = self.books.declaration(about)
        given = self.facts(regime or row.facts.get("regime") or "010", made) if kind != "cancel" else {}
        asked = self.ask_for(self.books.ask, kind, row, row.version + behind, partner, **given)
        self.done[f"{kind} {asked.outcome}"] += 1
        if asked.outcome == "pending" and decision:
            self.attempt("request-decision", declaration_id=asked.id, decision=decision, reason="seen")
        return str(asked.id)

    @rule(target=declarations, which=ANY, kind=st.sampled_from(["amend", "amend", "replace", "cancel"]), made=contents)
    def correct(self, which: int, kind: str, made: dict[str, Any]) -> str:
        """A request without a fault of its own; the office accepts it where it decides."""
        known = [row for row in self.books.rows(tables.declaration) if row.life in IN_FORCE]
        row = known[which % len(known)] if known else self.row(tables.declaration, which)
        return self.ask(row.id, kind, {**made, "payer": PARTY}, behind=0, partner="", regime="", decision="ACCEPTED")

    # -- the office

    @rule(which=ANY, decision=st.sampled_from(["ACCEPTED", "ACCEPTED", "REFUSED"]))
    def decide(self, which: int, decision: str) -> None:
        waiting = self.books.rows(tables.declaration, outcome="pending")
        if waiting:
            row = waiting[which % len(waiting)]
            kind = "request-decision" if row.asked else "registration"
            self.attempt(kind, declaration_id=row.id, decision=decision, reason="seen")

    @rule(which=ANY, lines=st.lists(st.sampled_from(["10", "700", "2000"]), max_size=2))
    def assess(self, which: int, lines: list[str]) -> None:
        made = [{"type_code": "000110", "base": base, "rate": "100"} for base in lines]
        self.attempt("assessment", dum_number=self.number(which), line=made)

    @rule(which=ANY, share=shares, accepted=st.booleans(), replaces=st.one_of(st.none(), st.none(), ANY))
    def pay(self, which: int, share: str, accepted: bool, replaces: int | None) -> None:
        claim, payment = self.row(tables.claim, which), self.row(tables.payment, replaces or 0)
        if claim is None:
            return
        amount = (Decimal(share) * max(outstanding(claim), Decimal(100))).quantize(Decimal("0.01"))
        given = {
            "dum_number": self.books.declaration(claim.declaration).dum_number,
            "amount": f"{amount:f}",
            "method_code": "CASH",
        }
        if replaces is not None and payment is not None:
            given["replaces_quittance"] = payment.quittance
        self.attempt("payment", overpayment_accepted="true" if accepted else "false", **given)

    @rule(which=ANY)
    def reverse(self, which: int) -> None:
        self.attempt_on(tables.payment, which, "reversal", "payment_number", reason="mistake")

    @rule(which=ANY, status=st.sampled_from(["OPENED", "ENDED", "OPENED", "ENDED", "GIVEN UP"]))
    def dispute(self, which: int, status: str) -> None:
        if status == "GIVEN UP":
            self.attempt_on(tables.claim, which, "claim-cancellation", "claim_number", reason="given up")
        else:
            self.attempt_on(tables.claim, which, "dispute", "claim_number", status=status, reason="value")

    @rule(ceiling=st.sampled_from(["500", "3000", "8000"]), number=st.sampled_from([SMALL_CREDIT, SANDBOX_CREDIT]))
    def change_credit(self, ceiling: str, number: str) -> None:
        given = {"holder": {"name": "ATLAS"}, "ceiling": ceiling, "term_days": 30}
        self.attempt("credit-account", account_number=number, **given)

    @rule(which=ANY, number=st.integers(1, 3), quantity=st.sampled_from(["0.000001", "1", "33.333333", "480"]))
    def discharge(self, which: int, number: int, quantity: str) -> None:
        given = {"article_number": number, "kind": "DESTRUCTION", "quantity": quantity, "reason": "burnt"}
        self.attempt_on(tables.account, which, "discharge", "dum_number", **given)

    @rule(which=ANY, days=st.sampled_from([30, 400, 4000]))
    def extend(self, which: int, days: int) -> None:
        deadline = (self.books.now.date() + timedelta(days=days)).isoformat()
        self.attempt_on(tables.account, which, "extension", "dum_number", deadline=deadline, reason="late")

    @rule(which=ANY)
    def cancel_certificate(self, which: int) -> None:
        element = "certificate_number"
        self.attempt_on(tables.certificate, which, "certificate-cancellation", element, reason="wrong")

    @rule(which=ANY, act=st.sampled_from(BOXES))
    def fill_in(self, which: int, act: tuple[str, dict[str, str]]) -> None:
        self.attempt(act[0], dum_number=self.number(which), **act[1])

    @rule(which=ANY)
    def release(self, which: int) -> None:
        self.attempt("release", dum_number=self.number(which))

    def number(self, which: int) -> str:
        """One of the numbers that were given."""
        numbers = [row.dum_number for row in self.books.rows(tables.declaration) if row.dum_number]
        return str(numbers[which % len(numbers)])

    # -- what comes by itself

    @rule(days=st.sampled_from([1, 10, 40, 200]))
    def wait(self, days: int) -> None:
        self.books.wait(days)

    @rule()
    def sign(self) -> None:
        """All documents that are due come out of the signing room."""
        self.books.now += timedelta(minutes=1)
        self.books.sign()

    @rule(about=declarations)
    def look(self, about: str) -> None:
        self.seen.append((self.books.now, about, self.view(self.books.engine, about)))

    def view(self, engine: sa.Engine, declaration: str) -> dict[str, Any]:
        (row,) = database.read(engine, sa.select(tables.declaration).where(tables.declaration.c.id == declaration))
        return declaration_view(row, of_declarations(engine, [row.id]), address)

    # -- what holds

    @invariant()
    def all_adds_up(self) -> None:
        if self.events() != self.checked:
            assert_all_adds_up(self.books)
            self.checked = self.events()

    def teardown(self) -> None:
        engine = self.books.engine
        assert_gapless(engine)
        assert_rebuild_changes_nothing(engine)
        for instant, declaration, view in self.seen:
            with ledger_as_of(engine, streams_behind(engine, declaration), instant) as past:
                assert self.view(past, declaration) == view
        super().teardown()


def test_whatever_is_done_all_adds_up(engine: sa.Engine) -> None:
    done, is_sqlite = Counter[str](), engine.dialect.name == "sqlite"  # the quicker one
    play = settings(
        max_examples=40 if is_sqlite else 10,
        stateful_step_count=40,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(lambda: Lives(engine, done), settings=play)  # type: ignore[no-untyped-call]
    if is_sqlite:
        assert set(done) >= MUST_BE_DONE
