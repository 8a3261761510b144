"""Mandates: what a company lets another one do for it. Never edited: ended, and given anew."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from gateway.ledger import database, tables
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.events import Log
from gateway.ledger.instants import utc_text
from gateway.ledger.tables import MandateRow
from gateway.people.refused import PeopleError, checked_scope
from schemas.days import day_of
from schemas.vocabulary import FLOWS

OFFICE_CODE = re.compile("[0-9]{3}")
LONGEST_BASIS = 255

State = Literal["given", "future", "in-force", "over", "ended"]


@dataclass(frozen=True, slots=True)
class Mandate:
    """A mandate of `company` to `holder`, which is a company too. Instants are UTC text, as the ledger has them.

    `offices` and `flow` limit it to declarations of these customs offices (box 4) and of imports, exports or others;
    empty: all. `basis` is what it was given by: a procuration, a contract.
    """

    id: str
    company: str
    holder: str
    scope: tuple[str, ...]
    offices: tuple[str, ...]
    flow: str
    basis: str
    since: str
    until: str | None
    taken_up_at: str | None
    ended_at: str | None

    @classmethod
    def of_row(cls, row: MandateRow) -> Mandate:
        """A mandate from the ledger."""
        values = row._asdict() | {"holder": row.holder.partition(":")[2]}
        return cls(**values | {name: tuple(values[name].split()) for name in ("scope", "offices")})

    def counts(self, moment: str) -> bool:
        """Whether it is, was or will be in force: one that ended before it was taken up never was anything."""
        return self.state(moment) not in ("over", "ended") or self.taken_up_at is not None

    def reaches(self, office: str, flow: str) -> bool:
        """Whether its limits let it reach a declaration of an office and a flow."""
        return (not self.offices or office in self.offices) and self.flow in ("", flow)

    def state(self, moment: str) -> State:
        """How it stands at an instant."""
        if self.ended_at is not None and self.ended_at <= moment:
            return "ended"
        if self.until is not None and self.until <= moment:
            return "over"
        if self.taken_up_at is None or self.taken_up_at > moment:
            return "given"
        return "future" if self.since > moment else "in-force"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A mandate as it is asked for; `since` None: from now on, `until` None: until further notice."""

    company: str
    holder: str
    scope: Sequence[str]
    offices: Sequence[str] = ()
    flow: str = ""
    since: datetime | None = None
    until: datetime | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Mandates:
    """The mandates. What changes them raises PeopleError where it cannot be done as asked."""

    engine: sa.Engine

    def give(self, wanted: Wanted, at: datetime, actor: str) -> Mandate:
        """A company gives a mandate; it is in force when it was taken up, and not before it begins."""
        since = wanted.since or at
        if since < at and day_of(since) == day_of(at):
            since = at  # the first day is today: its beginning has passed
        if wanted.company == wanted.holder:
            raise PeopleError("to_oneself", company=wanted.company)
        if wanted.flow and wanted.flow not in FLOWS:
            raise PeopleError("flow", flow=", ".join(FLOWS))
        if wrong := [each for each in wanted.offices if not OFFICE_CODE.fullmatch(each)]:
            raise PeopleError("office", given=wrong[0])
        if len(wanted.basis) > LONGEST_BASIS:
            raise PeopleError("basis", most=LONGEST_BASIS)
        if utc_text(since) < utc_text(at):
            raise PeopleError("past_begin", since=utc_text(since))
        if wanted.until is not None and wanted.until <= since:
            raise PeopleError("before_begin", until=utc_text(wanted.until), since=utc_text(since))
        data: dict[str, Any] = {
            "company": wanted.company,
            "holder": f"company:{wanted.holder}",
            "scope": checked_scope(wanted.scope),
            "offices": sorted(set(wanted.offices)),
            "flow": wanted.flow,
            "basis": wanted.basis,
            "since": utc_text(since),
            "until": utc_text(wanted.until) if wanted.until else None,
        }

        def record(connection: sa.Connection) -> Mandate:
            for company in (wanted.company, wanted.holder):
                if not connection.execute(sa.select(tables.company.c.id).where(tables.company.c.id == company)).first():
                    raise PeopleError("unknown", company=company)
            count = sa.select(sa.func.count()).select_from(tables.mandate).where(_of(wanted.company))
            number = f"{wanted.company}-{int(connection.execute(count).scalar() or 0) + 1}"
            Log(connection, at, actor, "cli").append(Subject.MANDATE.of(number), EventKind.MANDATE_GIVEN, data)
            return _known(connection, number)

        return database.write(self.engine, record)

    def take_up(self, mandate: str, at: datetime, actor: str) -> Mandate:
        """Whom it was given to accepts it."""
        return self._change(mandate, ("given",), EventKind.MANDATE_TAKEN_UP, {"at": utc_text(at)}, at, actor)

    def end(self, mandate: str, reason: str, at: datetime, actor: str) -> Mandate:
        """It ends now, for whatever it is used."""
        if not reason.strip():
            raise PeopleError("reason")
        data = {"at": utc_text(at), "reason": reason.strip()}
        return self._change(mandate, ("given", "future", "in-force"), EventKind.MANDATE_ENDED, data, at, actor)

    def known(self, mandate: str) -> Mandate:
        """A mandate by its id."""
        with self.engine.connect().execution_options(read_only=True) as connection:
            return _known(connection, mandate)

    def all(self, company: str = "") -> list[Mandate]:
        """All mandates, or those that a company gave or was given, in the order of their ids."""
        table = tables.mandate
        query = sa.select(table).order_by(table.c.company, sa.func.length(table.c.id), table.c.id)
        if company:
            query = query.where(sa.or_(_of(company), table.c.holder == f"company:{company}"))
        return [Mandate.of_row(row) for row in database.read(self.engine, query)]

    def _change(
        self, mandate: str, fits: Sequence[State], kind: EventKind, data: dict[str, Any], at: datetime, actor: str
    ) -> Mandate:
        def record(connection: sa.Connection) -> Mandate:
            state = _known(connection, mandate).state(utc_text(at))
            if state not in fits:
                raise PeopleError(f"mandate_is_{state.replace('-', '_')}", mandate=mandate)
            Log(connection, at, actor, "cli").append(Subject.MANDATE.of(mandate), kind, data)
            return _known(connection, mandate)

        return database.write(self.engine, record)


def _of(company: str) -> sa.ColumnElement[bool]:
    return tables.mandate.c.company == company


def _known(connection: sa.Connection, mandate: str) -> Mandate:
    row = tables.first(connection, sa.select(tables.mandate).where(tables.mandate.c.id == mandate))
    if row is None:
        raise PeopleError("no_mandate", mandate=mandate)
    return Mandate.of_row(row)
