"""The days and years that the events of one declaration state, against those of the legal hour of today's zone data.

An event was dated by the zone data of its time: the offset of its text says by which. What was worked out from that day
(due date, deadline, day of the last notice) is worked out again as it was then, by the tables in force.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from gateway.ledger.tables import EventRow
from schemas.days import add_months, dasf_day, day_of, due_by_credit, order_days
from schemas.law import Law

CreditTerms = Mapping[str, Sequence[tuple[int, int]]]
"""The terms of each credit account in days, each with the position of the event that set it, in their order."""


@dataclass(frozen=True, slots=True)
class Misdated:
    """Something that bears another day, or another year, than by the legal hour.

    `what` says which day (`hour.<what>` in the words), `of` on what (`hour.of.<of>`), `number` on which one.
    """

    declaration: str
    what: str
    of: str
    number: str
    stated: str
    legal: str
    recorded_at: str


@dataclass(slots=True)
class Pair:
    """A day as it was stated, and by the legal hour."""

    stated: date
    legal: date

    @property
    def differs(self) -> bool:
        """True where the two are not the same day."""
        return self.stated != self.legal


def dated(recorded_at: str) -> Pair:
    """The day of an event by the offset of its own text, and by today's zone data."""
    moment = datetime.fromisoformat(recorded_at)
    return Pair(moment.date(), day_of(moment))


@dataclass
class _Claim:
    due: Pair
    notice: Pair | None
    amount: Decimal
    received: Decimal = Decimal(0)
    cancelled: bool = False
    since: str = ""

    @property
    def open(self) -> bool:
        return not self.cancelled and self.received < self.amount


@dataclass
class _Account:
    opened: Pair
    deadline: Pair | None
    last_deadline: Pair | None
    since: str


@dataclass
class LegalDays:
    """Reads the events of a declaration and of what belongs to it, in the order of the log; `found` is what differs."""

    declaration: str
    law: Law
    credit_terms: CreditTerms
    found: dict[Misdated, None] = field(default_factory=dict)
    _received: Pair | None = None
    _registered: Pair | None = None
    _claims: dict[str, _Claim] = field(default_factory=dict)
    _accounts: dict[str, _Account] = field(default_factory=dict)

    def read(self, event: EventRow) -> None:
        """Read the next event."""
        reader = _READERS.get(event.kind)
        if reader is not None:
            reader(self, event, dated(event.recorded_at))

    def end(self) -> None:
        """No event follows: what stands in the end is told of claims and accounts."""
        for number, claim in self._claims.items():
            self._note("due", "claim", number, claim.due, claim.since)
            if claim.notice is not None:
                self._note("notice", "claim", number, claim.notice, claim.since)
        for number, account in self._accounts.items():
            self._note("opened", "account", number, account.opened, account.since)
            for what, each in (("deadline", account.deadline), ("last_deadline", account.last_deadline)):
                if each is not None:
                    self._note(what, "account", number, each, account.since)

    def _note(self, what: str, of: str, number: str, days: Pair, at: str) -> None:
        if days.differs:
            said = days.stated.isoformat(), days.legal.isoformat()
            self.found[Misdated(self.declaration, what, of, number, *said, at)] = None

    def _note_year(self, of: str, number: str, days: Pair, at: str) -> None:
        if days.stated.year != days.legal.year:
            said = str(days.stated.year), str(days.legal.year)
            self.found[Misdated(self.declaration, "number", of, number, *said, at)] = None

    def _accepted(self, event: EventRow, days: Pair) -> None:
        self._received = days

    def _judged(self, event: EventRow, days: Pair) -> None:
        received, day = self._received, event.data.get("law", {}).get("day")
        if received is not None and day == received.stated.isoformat():
            self._note("law", "verdict", self.declaration, received, event.recorded_at)

    def _register(self, event: EventRow, days: Pair) -> None:
        self._registered = days
        self._note_year("declaration", event.data["dum_number"], days, event.recorded_at)
        self._note("registered", "declaration", event.data["dum_number"], days, event.recorded_at)

    def _assessed(self, event: EventRow, days: Pair) -> None:
        if event.data["serial"]:
            self._note_year("assessment", event.data["number"], days, event.recorded_at)

    def _receipted(self, event: EventRow, days: Pair) -> None:
        """A payment as it was written before there were claims: it made its quittance itself."""
        self._issued("quittance", event.data["quittance"], days, event.recorded_at)

    def _document(self, event: EventRow, days: Pair) -> None:
        kind, number, record = event.data["kind"], event.data["number"], event.data["record"]
        self._issued(kind, number, days, event.recorded_at)
        claim = self._claims.get(record.get("claim", ""))
        if claim is None:
            return
        due = Pair(date.fromisoformat(record["due_on"]), claim.due.legal)
        self._note("due", kind, number, due, event.recorded_at)
        if kind == "dasf" and (due.differs or days.differs):
            names = ("order_not_before_due", "order_not_before_notice")
            legal = order_days(due.legal, days.legal, self.law.on(days.legal))
            for name, day in zip(names, legal, strict=True):
                self._note("order", kind, number, Pair(date.fromisoformat(record[name]), day), event.recorded_at)

    def _issued(self, kind: str, number: str, days: Pair, at: str) -> None:
        if kind != "dum":  # the form has the number of its declaration
            self._note_year(kind, number, days, at)
        self._note("issued", kind, number, days, at)

    def _owed(self, event: EventRow, days: Pair) -> None:
        data, number = event.data, event.stream.partition(":")[2]
        if data["opened_on"] != days.stated.isoformat() and self._registered is not None:
            days = self._registered  # written by an upgrade: due when it was registered
        claim = _Claim(*self._terms(event, days, None), Decimal(data["amount"]), since=event.recorded_at)
        self._claims[number] = claim

    def _adjusted(self, event: EventRow, days: Pair) -> None:
        claim = self._booked(event, days)
        if claim is None:
            return
        claim.due, claim.notice = self._terms(event, days, claim)
        claim.amount = Decimal(event.data["amount"])
        claim.since = event.recorded_at

    def _terms(self, event: EventRow, days: Pair, before: _Claim | None) -> tuple[Pair, Pair | None]:
        """Until when a claim is to be paid, and when its last notice goes out."""
        data = event.data
        stated, noticed = date.fromisoformat(data["due_on"]), data["notice_on"]
        legal = stated
        held = before if before is not None and before.open else None
        if days.differs or (held is not None and held.due.differs):
            legal = self._due(event, days.legal) if data["credit"] else days.legal
            legal = min(legal, held.due.legal) if held is not None else legal
        if noticed is None:
            return Pair(stated, legal), None
        notice = date.fromisoformat(noticed)
        changed = legal != stated or days.differs
        return Pair(stated, legal), Pair(notice, dasf_day(legal, self.law.on(days.legal)) if changed else notice)

    def _due(self, event: EventRow, day: date) -> date:
        terms = [
            term for position, term in self.credit_terms.get(event.data["credit"], ()) if position < event.position
        ]
        return due_by_credit(day, terms[-1], self.law.on(day)) if terms else day

    def _paid(self, event: EventRow, days: Pair) -> None:
        claim = self._booked(event, days)
        if claim is not None:
            claim.received += Decimal(event.data["amount"])

    def _reversed(self, event: EventRow, days: Pair) -> None:
        claim = self._booked(event, days)
        if claim is not None:
            claim.received -= Decimal(event.data["amount"])

    def _booked(self, event: EventRow, days: Pair) -> _Claim | None:
        """A change of what is open has its day in the account of interest. Its claim; None where no event opened it."""
        number = event.stream.partition(":")[2]
        self._note("booked", "claim", number, days, event.recorded_at)
        return self._claims.get(number)

    def _undisputed(self, event: EventRow, days: Pair) -> None:
        claim, stated = self._claims.get(event.stream.partition(":")[2]), date.fromisoformat(event.data["notice_on"])
        if claim is None:
            return
        before = claim.notice
        if before is None or not (days.differs or before.differs):
            claim.notice = Pair(stated, stated)
        else:
            claim.notice = Pair(stated, max(before.legal, dasf_day(days.legal, self.law.on(days.legal))))
            claim.since = event.recorded_at

    def _given_up(self, event: EventRow, days: Pair) -> None:
        claim = self._claims.get(event.stream.partition(":")[2])
        if claim is not None:
            claim.cancelled = True

    def _account(self, event: EventRow, days: Pair) -> None:
        data, law = event.data, self.law.on(days.legal)
        terms = law.account_terms(data["regime"])

        def by(name: str, months: int | None) -> Pair | None:
            if data[name] is None:
                return None
            stated = date.fromisoformat(data[name])
            return Pair(stated, add_months(days.legal, months) if days.differs and months else stated)

        deadline = by("deadline", terms.deadline_months if terms else None)
        last = by("last_deadline", terms.last_months if terms else None)
        self._accounts[event.stream.partition(":")[2]] = _Account(days, deadline, last, event.recorded_at)

    def _extended(self, event: EventRow, days: Pair) -> None:
        """The office named the new deadline itself."""
        named = date.fromisoformat(event.data["deadline"])
        self._accounts[event.stream.partition(":")[2]].deadline = Pair(named, named)

    def _charged(self, event: EventRow, days: Pair) -> None:
        """Goods that left in time by the legal hour, and too late by the one that was stated."""
        number = event.stream.partition(":")[2]
        deadline = self._accounts[number].deadline
        late = any(line["late"] for line in event.data["lines"])
        if late and deadline is not None and days.legal <= deadline.legal:
            self._note("late", "account", number, days, event.recorded_at)


_READERS: Mapping[str, Callable[[LegalDays, EventRow, Pair], None]] = {
    "accepted": LegalDays._accepted,
    "judged": LegalDays._judged,
    "registered": LegalDays._register,
    "assessed": LegalDays._assessed,
    "paid": LegalDays._receipted,
    "document-due": LegalDays._document,
    "claim-opened": LegalDays._owed,
    "claim-adjusted": LegalDays._adjusted,
    "claim-paid": LegalDays._paid,
    "payment-reversed": LegalDays._reversed,
    "dispute-ended": LegalDays._undisputed,
    "claim-cancelled": LegalDays._given_up,
    "account-opened": LegalDays._account,
    "account-extended": LegalDays._extended,
    "discharged": LegalDays._charged,
}
