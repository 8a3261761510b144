"""The ledger with the sandbox administration and a clock that tests move: no doors, no worker processes, no signatures.

What is judged elsewhere comes here as facts; everything from the ledger's own checks on is the real thing.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

import sqlalchemy as sa

from gateway.administration.interface import Administration
from gateway.administration.sandbox import Sandbox
from gateway.clock import CASABLANCA
from gateway.dossier.acts import submit_act as _handlers  # noqa: F401 - registers all handlers
from gateway.dossier.acts.act_handlers import HANDLERS, Act, Refusal, record_act_done
from gateway.dossier.claims.last_notice import claims_to_notice, notice
from gateway.dossier.desk import Desk
from gateway.dossier.unit_of_work import Desks
from gateway.judging.judge import Judgement
from gateway.ledger import database, tables
from gateway.ledger.event_kinds import EventKind
from gateway.people import Attachments, Companies, Mandates, Wanted
from gateway.pipeline.record_message import record_judgement
from gateway.work.runner import DueRows
from schemas.law import Law, shipped
from schemas.vocabulary import SCOPE

Result = TypeVar("Result")

_numbers = itertools.count(1)
PARTY = {"name": "ATLAS TEXTILES SARL", "ice": "001561191000066", "rc": "1", "rc_centre": "81"}


@dataclass(frozen=True)
class Submission:
    """What the ledger looks at of a submission."""

    id: str
    partner: str


@dataclass
class Books:
    """One ledger."""

    engine: sa.Engine
    administration: Administration = field(default_factory=Sandbox)
    law: Law = field(default_factory=shipped)
    now: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=CASABLANCA)
    body: str = "0" * 64
    """The SHA-256 of what is sent from now on."""

    def __post_init__(self) -> None:
        self.runner = DueRows(self.engine)

    def at_desk(self, work: Callable[[Desk], Result], actor: str = "gateway") -> Result:
        """Do something in one commit."""
        desks = Desks(self.engine, lambda: self.now, self.runner, lambda: self.law, self.administration)
        return desks.do(actor, work)

    def wait(self, days: int) -> None:
        """Let days pass; the calendar is looked at."""
        self.now += timedelta(days=days)
        self.calendar()

    def calendar(self) -> int:
        """What the calendar does today."""
        with self.engine.connect().execution_options(read_only=True) as connection:
            due = claims_to_notice(connection, self.now.date())
        return sum(self.at_desk(lambda desk, number=number: notice(desk, number), "calendar") for number in due)  # type: ignore[misc]

    def lodge(self, partner: str = "atlas", reference: str | None = None, **given: Any) -> Any:
        """A declaration without faults asks to be registered; its row."""
        return self.lodge_facts(facts(reference=reference or f"REF-{next(_numbers)}", **given), partner)

    def lodge_facts(self, made: dict[str, Any], partner: str = "atlas") -> Any:
        """The same with facts that the test has made."""
        number = str(next(_numbers))
        given = {"facts": made, "law": self._judged_by}
        return self._judged(partner, Judgement("registered", (), 0, {}, number, made["reference"], "2", **given))

    def ask(self, kind: str, row: Any, version: int | None = None, partner: str = "", **given: Any) -> Any:
        """A request of the declarant; its row."""
        reference = None if row.dum_number else row.reference
        asked = {"kind": kind, "dum_number": row.dum_number, "reference": reference, "reason": "mistake"}
        asked["version"] = row.version if version is None else version
        made = {} if kind == "cancel" else facts(**{"reference": row.reference, **given})
        of = {"facts": made, "asked": asked, "law": self._judged_by}
        judgement = Judgement("accepted", (), 0, {}, str(next(_numbers)), None, None, **of)
        return self._judged(partner or row.partner, judgement)

    def mandate(self, partner: str, ice: str, *scope: str) -> None:
        """The company of an ICE gives the own company of a new partner a mandate."""
        firm, own, given = f"firm-{ice[:9]}", f"of-{partner}", (self.now, "test")
        added = partial(Desk.append, stream=f"partner:{partner}", data={"roles": ["partner"]})
        self.at_desk(partial(added, kind=EventKind.PARTNER_ADDED))
        for company, called in ((firm, [ice]), (own, [])):
            Companies(self.engine).add(company, company, called, *given)
        Attachments(self.engine).attach(partner, own, SCOPE, *given)
        mandates = Mandates(self.engine)
        mandates.take_up(mandates.give(Wanted(firm, own, scope), *given).id, *given)

    @property
    def _judged_by(self) -> dict[str, str]:
        return {"tables": self.law.digest, "day": self.now.date().isoformat()}

    def _judged(self, partner: str, judgement: Judgement) -> Any:
        number = next(_numbers)
        submission, declaration = Submission(f"sub_test_{number}", partner), f"dec_test_{number}-1"

        def work(desk: Desk) -> None:
            data = {"partner": partner, "body": {"name": "x.xml", "sha256": self.body, "size": 1}}
            data |= {"attachments": [], "rejected": {}, "acknowledgement": "0" * 64}
            desk.append(f"submission:{submission.id}", "accepted", data)
            record_judgement(desk, declaration, submission, judgement, [], 200)

        self.at_desk(work)
        return self.declaration(declaration)

    def act(self, kind: str, /, office: str = "bureau", number: str | None = None, **data: Any) -> Mapping[str, Any]:
        """An act of the office; what it made. Raises Refusal."""
        number = number or f"A{next(_numbers)}"
        given = {"officer": "M. TAZI", **data}

        def work(desk: Desk) -> Mapping[str, Any]:
            act = Act(kind, office, number, f"{number:0>64}", self.now, given)
            made = HANDLERS[kind](desk, act)
            record_act_done(desk, act, made)
            return made

        return self.at_desk(work, office)

    def refused(self, kind: str, /, **data: Any) -> str:
        """The code by which an act is refused."""
        try:
            self.act(kind, **data)
        except Refusal as refusal:
            return refusal.finding.code
        raise AssertionError(f"{kind} was done")

    def pay(self, row: Any, amount: Decimal | str | int, **data: Any) -> str:
        """The office records a payment; the number of the quittance."""
        given = {"dum_number": row.dum_number, "amount": str(amount), "method_code": "CASH", **data}
        return str(self.act("payment", **given)["quittance"])

    def sign(self) -> None:
        """All documents that are due are signed."""
        for document in self.rows(tables.document, xml=None):
            stream = f"declaration:{document.declaration}"
            data = {"number": document.number, "xml": "0" * 64, "pdf": "1" * 64}
            self.at_desk(partial(Desk.append, stream=stream, kind="issued", data=data))

    def rows(self, table: sa.Table, **where: Any) -> list[Any]:
        """Rows of a table by their primary key."""
        query = sa.select(table).filter_by(**where).order_by(*table.primary_key.columns)
        return database.read(self.engine, query)

    def declaration(self, declaration: str) -> Any:
        """The row of a declaration."""
        (row,) = self.rows(tables.declaration, id=declaration)
        return row

    def again(self, row: Any) -> Any:
        """The same row as it is now."""
        return self.declaration(row.id)


def facts(
    office: str = "309",
    regime: str = "010",
    reference: str = "REF",
    due: int = 0,
    credit: str | None = None,
    articles: list[dict[str, Any]] | None = None,
    payer: Mapping[str, Any] | None = None,
    said: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The facts of a declaration on which `due` MAD are assessed; `said` are facts besides."""
    party = dict(payer or PARTY)
    return {
        "office": office,
        "regime": regime,
        "reference": reference,
        "payer": party,
        "operator": party["ice"] or party["name"],
        "principal": party,
        "guarantor": {"kind": "BANCAIRE", "reference": "2026/1", "mention": None, "name": "S. BENNIS"},
        "method": "02" if credit else "01",
        "credit": credit,
        "lines": [{"type_code": "000110", "base": str(due), "rate": "100"}] if due else [],
        "articles": articles or [],
        **(said or {}),
    }


def article(
    mass: str | int, code: str = "5208320090", number: int = 1, waste: str | None = None, **given: Any
) -> dict[str, Any]:
    """One article of a régime with an account."""
    return {
        "number": number,
        "ngp_code": code,
        "description": "TISSUS DE COTON",
        "value": "1000",
        "net_mass": str(mass),
        "quantity": None,
        "unit": None,
        "waste_rate": waste,
        "suspended": "1000",
        "previous": [],
        **given,
    }


def codes(row: Any) -> list[str]:
    """The codes of the findings of a declaration."""
    return [each["code"] for each in row.findings]
