"""The partners in the ledger. Each question is asked of the ledger anew: what is closed or revoked is so at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from gateway.access import ROLES, has_no_bureau
from gateway.clock import Clock, casablanca_now
from gateway.edifact_terms import EdifactTerms
from gateway.ledger import database, tables
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.events import Log
from gateway.ledger.settled import OFFICE_SCOPE, OfficeScope
from gateway.partners import secret
from gateway.partners.partner import (
    KEY_ID_LENGTH,
    OFFICE_CODE,
    PARTNER_ID,
    Key,
    Partner,
    PartnerError,
)

OPERATOR = "cli"
"""Who changes partners, in the log."""


class WithKey(tables.PartnerKeyRow, tables.PartnerRow):
    """A partner and one of his keys."""


class Partners:
    """The partners in the ledger. What changes them raises PartnerError where it cannot be done as asked."""

    def __init__(self, engine: sa.Engine, specimen: bool, clock: Clock = casablanca_now) -> None:
        """`clock` says which keys have ended."""
        self.engine, self.clock = engine, clock
        self.key_prefix = "sk_test_" if specimen else "sk_live_"

    def add(self, partner: str, roles: Sequence[str], at: datetime, offices: Sequence[str] = ()) -> str:
        """Add a partner and return his first key; `offices` are the bureaux of one with the role office."""
        if not PARTNER_ID.fullmatch(partner):
            raise PartnerError("id", given=partner)
        _checked_roles(roles)
        if self.find(partner) is not None:
            raise PartnerError("exists", partner=partner)
        events: list[tuple[EventKind, Mapping[str, Any]]] = [(EventKind.PARTNER_ADDED, {"roles": sorted(set(roles))})]
        if offices:
            events.append((EventKind.PARTNER_OFFICES, {"offices": _checked_offices(partner, roles, offices)}))
        key = secret.new(self.key_prefix)
        events.append((EventKind.KEY_ADDED, {"hash": secret.hash_of(key), "label": "first", "ends_at": None}))
        self._write(partner, at, events)
        return key

    def close(self, partner: str, at: datetime) -> None:
        """From now on nothing of a partner is taken in: his keys open nothing, his folder is not looked at.

        What was accepted before is judged, and its answers are delivered. His keys stay as they are.
        """
        if self.known(partner).closed_at is not None:
            raise PartnerError("closed_already", partner=partner)
        self._write(partner, at, [(EventKind.PARTNER_CLOSED, {"closed_at": at.isoformat()})])

    def reopen(self, partner: str, at: datetime) -> None:
        """A closed partner is as he was before: his keys that are neither revoked nor ended open again."""
        if self.known(partner).closed_at is None:
            raise PartnerError("not_closed", partner=partner)
        self._write(partner, at, [(EventKind.PARTNER_REOPENED, {})])

    def change_roles(self, partner: str, add: Iterable[str], remove: Iterable[str], at: datetime) -> Partner:
        """Give roles and take them away; the last one only by closing. An office that is none any more has no bureaux.

        Returns the partner as he is then.
        """
        known, more, fewer = self.known(partner), set(add), set(remove)
        _checked_roles([*known.roles, *more, *fewer])
        if missing := sorted(fewer - set(known.roles)):
            raise PartnerError("no_such_role", partner=partner, role=missing[0])
        roles = sorted((set(known.roles) | more) - fewer)
        if not roles:
            raise PartnerError("last_role", partner=partner)
        events: list[tuple[EventKind, Mapping[str, Any]]] = [(EventKind.PARTNER_ROLES, {"roles": roles})]
        if known.offices and "office" not in roles:
            events.append((EventKind.PARTNER_OFFICES, {"offices": []}))
        self._write(partner, at, events)
        return self.known(partner)

    def change_offices(self, partner: str, add: Iterable[str], remove: Iterable[str], at: datetime) -> Partner:
        """Give an office partner bureaux (codes of customs offices), or take them away; the partner as he is then.

        A code that no list knows is taken: the list is not known to be complete.
        """
        known, more, fewer = self.known(partner), set(add), set(remove)
        if missing := sorted(fewer - set(known.offices)):
            raise PartnerError("no_such_office", partner=partner, office=missing[0])
        offices = _checked_offices(partner, known.roles, (set(known.offices) | more) - fewer)
        self._write(partner, at, [(EventKind.PARTNER_OFFICES, {"offices": offices})])
        return self.known(partner)

    def agree(self, partner: str, terms: EdifactTerms, at: datetime) -> None:
        """What is agreed for EDIFACT from now on."""
        self.known(partner)
        self._write(partner, at, [(EventKind.PARTNER_EDIFACT, terms.to_record())])

    def add_key(self, partner: str, label: str, at: datetime, ends_at: datetime | None = None) -> str:
        """A further key, so that an old one can be revoked when nobody uses it; it may open until an instant."""
        self.known(partner)
        key = secret.new(self.key_prefix)
        data = {"hash": secret.hash_of(key), "label": label, "ends_at": _end(ends_at, at)}
        self._write(partner, at, [(EventKind.KEY_ADDED, data)])
        return key

    def end_key(self, partner: str, key_id: str, ends_at: datetime, at: datetime) -> None:
        """Let a key, by the id that `keys` shows, open until an instant."""
        data = {"hash": self._active(partner, key_id), "ends_at": _end(ends_at, at)}
        self._write(partner, at, [(EventKind.KEY_END, data)])

    def revoke_key(self, partner: str, key_id: str, at: datetime) -> None:
        """Close a key for ever, by the id that `keys` shows."""
        self._write(partner, at, [(EventKind.KEY_REVOKED, {"hash": self._active(partner, key_id)})])

    def keys(self, partner: str) -> list[Key]:
        """The keys of a partner, by label; never the keys themselves, which nobody keeps."""
        self.known(partner)
        table = tables.partner_key
        rows = database.read(self.engine, sa.select(table).where(table.c.partner == partner).order_by(table.c.label))
        return [Key.of_row(row) for row in rows]

    def of_key(self, key: str) -> Partner | None:
        """The partner of a key that opens now; None for one unknown, revoked or ended, or of a closed partner."""
        table, partner = tables.partner_key, tables.partner
        query = tables.select(WithKey, partner, table).join_from(partner, table, table.c.partner == partner.c.id)
        for row in database.read(self.engine, query.where(table.c.hash == secret.hash_of(key))):
            found = self._partner(row)
            if found.closed_at is None and Key.of_row(row).state(self.clock()) == "active":
                return found
        return None

    def key_digests(self) -> frozenset[str]:
        """The hashes of all keys that open now."""
        table, partner = tables.partner_key, tables.partner
        query = sa.select(table).join(partner, table.c.partner == partner.c.id).where(partner.c.closed_at.is_(None))
        now, rows = self.clock(), database.read(self.engine, query.where(table.c.active))
        return frozenset(row.hash for row in rows if Key.of_row(row).state(now) == "active")

    def find(self, partner: str) -> Partner | None:
        """A partner by id, closed or not; None where there is none."""
        rows = database.read(self.engine, sa.select(tables.partner).where(tables.partner.c.id == partner))
        return self._partner(rows[0]) if rows else None

    def all(self) -> list[Partner]:
        """All partners by id, the closed ones too."""
        rows = database.read(self.engine, sa.select(tables.partner).order_by(tables.partner.c.id))
        return [self._partner(row) for row in rows]

    def without_bureau(self) -> list[str]:
        """The ids of the offices that were given no bureau, but for closed ones."""
        return [each.id for each in self.all() if each.closed_at is None and has_no_bureau(each)]

    def known(self, partner: str) -> Partner:
        """A partner by id, closed or not."""
        found = self.find(partner)
        if found is None:
            raise PartnerError("unknown", partner=partner)
        return found

    def _partner(self, row: tables.PartnerRow) -> Partner:
        """A partner as he is now: an office is held to its bureaux from the moment that it is enforced."""
        return Partner.of_row(row, self.clock(), everywhere="office" in row.roles and self.office_scope() == "warned")

    def office_scope(self) -> OfficeScope:
        """Whether offices are refused what is not of their bureaux, or it is only noted."""
        with self.engine.connect().execution_options(read_only=True) as connection:
            return OFFICE_SCOPE.of(connection)

    def _active(self, partner: str, key_id: str) -> str:
        """The hash of a key that is not revoked, by its id."""
        table = tables.partner_key
        query = sa.select(table).where(table.c.partner == partner, table.c.active.is_(True))
        hashes = [row.hash for row in database.read(self.engine, query) if row.hash[:KEY_ID_LENGTH] == key_id]
        if not hashes:
            raise PartnerError("no_key", partner=partner, key=key_id)
        return hashes[0]

    def _write(self, partner: str, at: datetime, events: Sequence[tuple[EventKind, Mapping[str, Any]]]) -> None:
        def record(connection: sa.Connection) -> None:
            log = Log(connection, at, OPERATOR, "cli")
            for kind, data in events:
                log.append(Subject.PARTNER.of(partner), kind, data)

        database.write(self.engine, record)


def _checked_roles(roles: Sequence[str]) -> None:
    if not roles or any(role not in ROLES for role in roles):
        raise PartnerError("roles", roles=", ".join(ROLES))


def _checked_offices(partner: str, roles: Sequence[str], offices: Iterable[str]) -> list[str]:
    found = sorted(set(offices))
    if found and "office" not in roles:
        raise PartnerError("no_office", partner=partner)
    if wrong := [each for each in found if not OFFICE_CODE.fullmatch(each)]:
        raise PartnerError("office_code", given=wrong[0])
    return found


def _end(ends_at: datetime | None, at: datetime) -> str | None:
    """The end of a key for the log. Raises PartnerError for one that has passed."""
    if ends_at is not None and ends_at <= at:
        raise PartnerError("past_end", until=ends_at.isoformat())
    return ends_at.isoformat() if ends_at is not None else None
