"""What a declarant asks of his declaration: amend, replace, cancel; checked against its state, then done or put off.

A request names the version it builds on. Where the state leaves it to the declarant it is done in the commit that
judges it; where the office has done something already, or the goods are released, it waits for the office's decision.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from gateway.access import Kind, of_companies, owned_by
from gateway.dossier.claims.owing import claim_of
from gateway.dossier.claims.paying import last_quittance
from gateway.dossier.desk import Desk
from gateway.dossier.regime_accounts.holding import hold_accounts
from gateway.dossier.states import life_in_words, step, would
from gateway.ledger import tables
from gateway.ledger.tables import DeclarationRow
from gateway.partners import Partner
from schemas import words
from schemas.findings import Finding, Position, finding
from schemas.vocabulary import SEND

Found = Callable[..., Finding]

DECIDING_ACTS = ("visa", "examination", "valuation")
"""Once the office has done one of these, it decides about what the declarant asks."""


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """A request: its kind, the declaration it concerns by number or reference, the version it builds on, and why."""

    kind: str
    dum_number: str | None
    reference: str | None
    version: int
    reason: str

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> ChangeRequest:
        """The request as the log has it."""
        return cls(*(record[name] for name in ("kind", "dum_number", "reference", "version", "reason")))


@dataclass(frozen=True, slots=True)
class RequestCheck:
    """What a request meets: the declaration (held, None: none is known), who decides, and what stands in the way."""

    declaration: DeclarationRow | None
    by_office: bool
    findings: tuple[Finding, ...]


def check_request(
    desk: Desk,
    partner: str,
    asked: ChangeRequest,
    facts: Mapping[str, Any],
    places: Mapping[str, Position],
    own: str = "",
) -> RequestCheck:
    """Check a request of a partner. `facts` are those of the new declaration, `own` the request's own id."""
    named = "dum_number" if asked.dum_number else "declarant_reference"
    row = _declaration(desk, partner, asked, facts.get("operator"))
    if row is None:
        value = asked.dum_number or asked.reference
        return RequestCheck(None, False, (finding("LIF01", position=places.get(named), value=value),))

    def found(code: str, at: str = named, value: str | None = None, **given: Any) -> Finding:
        return finding(code, position=places.get(at), value=value or row.dum_number, facts=given)

    fits = step(asked.kind, row.life)
    if fits is None:
        kind, life = words.phrase(f"act.{asked.kind}"), life_in_words(row.life)
        return RequestCheck(row, False, (found("LIF03", life=life, kind=kind, would=would(row.life, asking=True)),))
    faults: list[Finding] = []
    if asked.version != row.version:
        faults.append(found("LIF02", "version", str(asked.version), current=row.version))
    if other := _pending(desk, row.id, own):
        faults.append(found("LIF07", other=other))
    faults += _changes(row, asked, facts, found)
    if account := _charged_account(desk, row.id):
        faults.append(found("LIF06", account=account))
    claim = claim_of(desk, row.id)
    paid = last_quittance(desk, claim.number) if claim is not None else None
    if paid and asked.kind != "amend":
        faults.append(found("LIF05", quittance=paid))
    by_office = fits.decides == "office" or bool(paid or row.open) or _office_has_acted(desk, row.id)
    return RequestCheck(row, by_office, tuple(faults))


def _declaration(desk: Desk, partner: str, asked: ChangeRequest, operator: str | None) -> DeclarationRow | None:
    """The declaration that a partner sent, or on which his company may send requests, held: by its number; else the
    newest that he sent under its reference.

    What is done to it may change the accounts of its operator, and of the new one's: they are held first.
    """
    key, column = asked.dum_number, "dum_number"
    if not key:
        table = tables.reference
        query = sa.select(table.c.declaration).filter_by(partner=partner, reference=asked.reference)
        key, column = desk.connection.execute(query).scalar(), "id"
    declaration = tables.declaration
    found = desk.look(sa.select(declaration).where(declaration.c[column] == key, _his(desk, partner)))
    if not key or not found:
        return None
    hold_accounts(desk, found[0].facts.get("operator"), operator)
    return desk.hold(declaration, found[0].id)


def _his(desk: Desk, partner: str) -> sa.ColumnElement[bool]:
    """What a partner may send requests on: what he sent; and what his company owes for, or one that gave it a mandate,
    where key and mandate allow it.
    """
    row, table = desk.find(tables.partner, partner), tables.declaration
    own = owned_by(partner, table)
    if row is None:
        return own
    who, others = Partner.of_row(row, desk.log.at), table.metadata.tables
    return sa.or_(own, of_companies(who, Kind.DECLARATION, table, others, SEND))


def _changes(
    row: DeclarationRow, asked: ChangeRequest, facts: Mapping[str, Any], found: Callable[..., Finding]
) -> list[Finding]:
    """An amendment keeps office and régime: the number is made of them. The reference stays in any case."""
    if asked.kind == "cancel" or not facts:
        return []
    faults = []
    was, now = (f"{each['office']} {each['regime']}" for each in (row.facts, facts))
    if asked.kind == "amend" and was != now:
        faults.append(found("LIF04", "declaration", now, was=was, now=now))
    if facts["reference"] != row.reference:
        reason = words.phrase("request.other_reference", reference=row.reference or "")
        faults.append(found("LIF08", "declaration", facts["reference"], reason=reason))
    return faults


def _pending(desk: Desk, declaration: str, own: str) -> str | None:
    table = tables.declaration
    query = sa.select(table.c.id).where(table.c.about == declaration, table.c.state == "pending", table.c.id != own)
    return desk.connection.execute(query).scalar()


def _charged_account(desk: Desk, declaration: str) -> str | None:
    account, line = tables.account, tables.discharge
    query = (
        sa.select(account.c.number)
        .join(line, line.c.account == account.c.number)
        .where(account.c.declaration == declaration, line.c.undone.is_(False))
    )
    return desk.connection.execute(query.limit(1)).scalar()


def _office_has_acted(desk: Desk, declaration: str) -> bool:
    table = tables.act
    query = sa.select(table.c.number).where(table.c.declaration == declaration, table.c.kind.in_(DECIDING_ACTS))
    return desk.connection.execute(query.limit(1)).first() is not None
