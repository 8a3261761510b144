"""From events to the tables that are read. A pure function of the log: no clock, no store, nothing but the event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from gateway.ledger import tables
from gateway.ledger.dues import amount_due

Data = Mapping[str, Any]
Projector = Callable[[sa.Connection, str, Data, str], None]

PROJECTORS: dict[str, Projector] = {}


def project(connection: sa.Connection, stream: str, kind: str, data: Data, at: str) -> None:
    """Apply one event to the read tables. Raises KeyError for a kind that nobody projects."""
    PROJECTORS[kind](connection, stream.partition(":")[2], data, at)


def _projects(kind: str) -> Callable[[Projector], Projector]:
    def register(projector: Projector) -> Projector:
        PROJECTORS[kind] = projector
        return projector

    return register


def _change_declaration(connection: sa.Connection, declaration: str, **values: Any) -> None:
    table = tables.declaration
    connection.execute(sa.update(table).where(table.c.id == declaration).values(**values))


@_projects("partner-added")
def _partner_added(connection: sa.Connection, partner: str, data: Data, at: str) -> None:
    connection.execute(sa.insert(tables.partner).values(id=partner, roles=data["roles"]))


@_projects("key-added")
def _key_added(connection: sa.Connection, partner: str, data: Data, at: str) -> None:
    values = {"hash": data["hash"], "partner": partner, "label": data["label"], "active": True}
    connection.execute(sa.insert(tables.partner_key).values(**values))


@_projects("key-revoked")
def _key_revoked(connection: sa.Connection, partner: str, data: Data, at: str) -> None:
    table = tables.partner_key
    connection.execute(sa.update(table).where(table.c.hash == data["hash"]).values(active=False))


@_projects("accepted")
def _accepted(connection: sa.Connection, submission: str, data: Data, at: str) -> None:
    connection.execute(sa.insert(tables.submission).values(id=submission, received_at=at, **data))


@_projects("arrived")
def _arrived(connection: sa.Connection, submission: str, data: Data, at: str) -> None:
    connection.execute(sa.insert(tables.arrival).values(submission=submission, **data))


@_projects("judged")
def _judged(connection: sa.Connection, declaration: str, data: Data, at: str) -> None:
    state = {"valid": "verdict"}.get(data["outcome"], data["outcome"])
    values = {"id": declaration, "state": state, "judged_at": at, "answers": {}, "law": {}, **data}
    takes_number = values.pop("takes_message_number")
    connection.execute(sa.insert(tables.declaration).values(**values))
    if takes_number:  # said by the event, not looked up here: of two at the same time one meets the unique key
        key = {"partner": data["partner"], "number": data["message_number"]}
        connection.execute(sa.insert(tables.message_number).values(submission=data["submission"], **key))


@_projects("registered")
def _registered(connection: sa.Connection, declaration: str, data: Data, at: str) -> None:
    _change_declaration(connection, declaration, dum_number=data["dum_number"], registered_at=at)
    connection.execute(sa.insert(tables.series).values(name=data["series"], serial=data["serial"]))
    owner = {"partner": data["partner"], "reference": data["reference"]}
    connection.execute(sa.insert(tables.reference).values(declaration=declaration, **owner))


@_projects("assessed")
def _assessed(connection: sa.Connection, declaration: str, data: Data, at: str) -> None:
    state = "settled" if amount_due(data) is None else "due"
    _change_declaration(connection, declaration, assessment=dict(data), state=state)
    if data["serial"]:
        connection.execute(sa.insert(tables.series).values(name=data["series"], serial=data["serial"]))


@_projects("paid")
def _paid(connection: sa.Connection, declaration: str, data: Data, at: str) -> None:
    _change_declaration(connection, declaration, payment=dict(data), state="paid")
    values = {key: data[key] for key in ("office", "number", "sha256", "quittance")}
    connection.execute(sa.insert(tables.payment).values(declaration=declaration, **values))
    connection.execute(sa.insert(tables.series).values(name=data["series"], serial=data["serial"]))


@_projects("answered")
def _answered(connection: sa.Connection, declaration: str, data: Data, at: str) -> None:
    _change_declaration(connection, declaration, answers=dict(data))


@_projects("issued")
def _issued(connection: sa.Connection, declaration: str, data: Data, at: str) -> None:
    connection.execute(sa.insert(tables.document).values(declaration=declaration, issued_at=at, **data))
    _change_declaration(connection, declaration, state="receipted")


@_projects("payment-refused")
def _payment_refused(connection: sa.Connection, payment: str, data: Data, at: str) -> None:
    """Kept in the log alone: the bytes are in the store, the reasons in the event."""
