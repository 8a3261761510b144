"""Partners: who may do what. Keys are shown once and kept as SHA-256; nothing is open without one."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

import sqlalchemy as sa

from gateway.edifact_terms import EdifactTerms
from gateway.ledger import database, tables
from gateway.ledger.events import Log

Role = Literal["partner", "office", "archivist"]
ROLES: tuple[str, ...] = get_args(Role)

PARTNER_ID = re.compile("[a-z0-9][a-z0-9-]{0,29}")


class PartnerError(Exception):
    """A partner cannot be added or changed as asked; the message says why and what would do."""


@dataclass(frozen=True, slots=True)
class Partner:
    """A known partner: `partner` sends declarations, `office` does the acts of customs, `archivist` reads all.

    `edifact` is what is agreed with him for EDIFACT.
    """

    id: str
    roles: tuple[str, ...]
    edifact: EdifactTerms = field(default_factory=EdifactTerms)


KEY_ID_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it may be shown: the beginning of its hash, what it is for, and whether it still opens anything."""

    id: str
    label: str
    active: bool


class Partners:
    """The partners in the ledger."""

    def __init__(self, engine: sa.Engine, specimen: bool) -> None:
        self.engine = engine
        self.key_prefix = "sk_test_" if specimen else "sk_live_"

    def add(self, partner: str, roles: Sequence[str], at: datetime) -> str:
        """Add a partner and return his first key. Raises PartnerError."""
        if not PARTNER_ID.fullmatch(partner):
            raise PartnerError(f"{partner!r}: an id has 1 to 30 small letters, digits or hyphens, a hyphen not first.")
        unknown = [role for role in roles if role not in ROLES]
        if unknown or not roles:
            raise PartnerError(f"Give one or more of the roles {', '.join(ROLES)}.")
        if self.find(partner) is not None:
            raise PartnerError(f"{partner} exists already; give him another key with 'dumgate partners key {partner}'.")

        def record(connection: sa.Connection) -> None:
            Log(connection, at, "cli").append(f"partner:{partner}", "partner-added", {"roles": sorted(set(roles))})

        database.write(self.engine, record)
        return self.add_key(partner, "first", at)

    def add_key(self, partner: str, label: str, at: datetime) -> str:
        """A further key, so that an old one can be revoked when it is no longer in use. Raises PartnerError."""
        if self.find(partner) is None:
            raise PartnerError(f"There is no partner {partner}.")
        key = self.key_prefix + secrets.token_urlsafe(24)

        def record(connection: sa.Connection) -> None:
            data = {"hash": _hash(key), "label": label}
            Log(connection, at, "cli").append(f"partner:{partner}", "key-added", data)

        database.write(self.engine, record)
        return key

    def keys(self, partner: str) -> list[Key]:
        """The keys of a partner, by label; never the keys themselves, which nobody keeps. Raises PartnerError."""
        if self.find(partner) is None:
            raise PartnerError(f"There is no partner {partner}.")
        table = tables.partner_key
        rows = database.read(self.engine, sa.select(table).where(table.c.partner == partner).order_by(table.c.label))
        return [Key(row.hash[:KEY_ID_LENGTH], row.label, row.active) for row in rows]

    def revoke_key(self, partner: str, key_id: str, at: datetime) -> None:
        """Close a key for ever, by the id that `keys` shows. Raises PartnerError for an unknown or closed one."""
        table = tables.partner_key
        query = sa.select(table.c.hash).where(table.c.partner == partner, table.c.active.is_(True))
        hashes = [row.hash for row in database.read(self.engine, query) if row.hash[:KEY_ID_LENGTH] == key_id]
        if not hashes:
            raise PartnerError(f"{partner} has no active key {key_id}; see 'dumgate partners keys {partner}'.")

        def record(connection: sa.Connection) -> None:
            Log(connection, at, "cli").append(f"partner:{partner}", "key-revoked", {"hash": hashes[0]})

        database.write(self.engine, record)

    def agree(self, partner: str, terms: EdifactTerms, at: datetime) -> None:
        """What is agreed for EDIFACT from now on. Raises PartnerError."""
        if self.find(partner) is None:
            raise PartnerError(f"There is no partner {partner}.")

        def record(connection: sa.Connection) -> None:
            Log(connection, at, "cli").append(f"partner:{partner}", "partner-edifact", terms.to_record())

        database.write(self.engine, record)

    def of_key(self, key: str) -> Partner | None:
        """The partner of an active key."""
        table = tables.partner_key
        query = sa.select(tables.partner).join(table, table.c.partner == tables.partner.c.id)
        rows = database.read(self.engine, query.where(table.c.hash == _hash(key), table.c.active.is_(True)))
        return _partner(rows[0]) if rows else None

    def find(self, partner: str) -> Partner | None:
        """A partner by id."""
        rows = database.read(self.engine, sa.select(tables.partner).where(tables.partner.c.id == partner))
        return _partner(rows[0]) if rows else None

    def all(self) -> list[Partner]:
        """All partners by id."""
        rows = database.read(self.engine, sa.select(tables.partner).order_by(tables.partner.c.id))
        return [_partner(row) for row in rows]


def _partner(row: sa.Row[Any]) -> Partner:
    return Partner(row.id, tuple(row.roles), EdifactTerms.from_record(row.edifact))


def _hash(key: str) -> str:
    """Keys have 192 random bits: a plain hash cannot be searched."""
    return hashlib.sha256(key.encode()).hexdigest()
