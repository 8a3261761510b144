"""The life of a declaration, from its verdict to its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa

from gateway.ledger import tables
from gateway.ledger.dues import amount_due
from gateway.ledger.event_kinds import EventKind
from gateway.ledger.projections.projectors import Data, change, one, projects
from gateway.ledger.projections.standings import put_parties, put_sender

NOT_JUDGED: Final = "not_judged"
"""The outcome of what the gateway itself failed on: no verdict, and the only one that another may follow."""


def _change(connection: sa.Connection, declaration: str, **values: Any) -> None:
    change(connection, tables.declaration, declaration, **values)


def _number(connection: sa.Connection, data: Data) -> None:
    """Note a number that was given: a second one in the same place meets the unique key."""
    connection.execute(sa.insert(tables.series).values(name=data["series"], serial=data["serial"]))


@projects(EventKind.JUDGED)
def _judged(connection: sa.Connection, declaration: str, data: Data, at: str) -> None:
    """What a message held. A declaration that asks to be registered is lodged until it is.

    What the gateway failed to judge may be judged once more: the response to it stays, as an earlier one.
    """
    outcome = str(data["outcome"])
    state = {"valid": "verdict"}.get(outcome, outcome)
    life = "" if data.get("asked") or outcome == NOT_JUDGED else {"registered": "lodged"}.get(state, state)
    values = {"id": declaration, "state": state, "life": life, "judged_at": at, "answers": {}, "law": {}, **data}
    values["current"], values["in_force"] = data["submission"], _made_of(data)
    values |= _offices(data["facts"])
    takes_number = values.pop("takes_message_number")
    known = one(connection, tables.declaration, declaration)
    if known is not None and known.outcome == NOT_JUDGED:
        values["earlier_answers"] = [*known.earlier_answers, *([known.answers] if known.answers else [])]
        change(connection, tables.declaration, declaration, **values)
    else:
        connection.execute(sa.insert(tables.declaration).values(**values))
    if takes_number:  # said by the event, not looked up here: of two at the same time one meets the unique key
        key = {"partner": data["partner"], "number": data["message_number"]}
        connection.execute(sa.insert(tables.message_number).values(submission=data["submission"], **key))
    if data.get("function") and not (values.get("asked") or values.get("about")):
        put_sender(connection, declaration)


def _offices(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The bureaux that have to do with a declaration. Events of before they were noted have the one of box 4 alone."""
    return {name: facts.get(name) for name in ("office", "destination_office", "discharge_office")}


def _made_of(data: Data) -> str | None:
    """The SHA-256 of the XML that was made of an EDIFACT message; None where the message is XML itself."""
    made = data.get("dum")
    return str(made["sha256"]) if made else None


@projects(EventKind.LODGED)
def _lodged(connection: sa.Connection, declaration: str, data: Data, at: str) -> None:
    """Held by the declarant's reference from now on; the administration answers later."""
    _change(connection, declaration, state="lodged", life="lodged")
    _take_reference(connection, declaration, data)


@projects(EventKind.REGISTERED)
def _registered(connection: sa.Connection, declaration: str, data: Data, at: str) -> None:
    values = {"dum_number": data["dum_number"], "reference": data["reference"], "registered_at": at}
    _change(connection, declaration, life="registered", state="registered", **values)
    _number(connection, data)
    _take_reference(connection, declaration, data)
    put_sender(connection, declaration)  # what replaces another came as a request
    put_parties(connection, declaration, at)


@projects(EventKind.PARTIES_READ)
def _parties_read(connection: sa.Connection, declaration: str, data: Data, at: str) -> None:
    """The companies in the boxes of a declaration whose verdict did not keep them; they are read later, once."""
    row = one(connection, tables.declaration, declaration)
    if row is not None:
        _change(connection, declaration, facts={**row.facts, **data})
        put_parties(connection, declaration, row.registered_at or at)


def _take_reference(connection: sa.Connection, declaration: str, data: Data) -> None:
    """The declarant's reference is that of its newest declaration: a replacement takes it over."""
    table, owner = tables.reference, {"partner": data["partner"], "reference": data["reference"]}
    if connection.execute(sa.select(table).filter_by(**owner)).first() is None:
        connection.execute(sa.insert(table).values(declaration=declaration, **owner))
    else:
        connection.execute(sa.update(table).filter_by(**owner).values(declaration=declaration))


@projects(EventKind.REGISTRATION_REFUSED)
def _registration_refused(connection: sa.Connection, declaration: str, data: Data, at: str) -> None:
    _change(connection, declaration, state="refused", life="refused", open=[])
    _free_reference(connection, declaration)


def _free_reference(connection: sa.Connection, declaration: str) -> None:
    """What was never registered holds no reference: it can be lodged again under the same one."""
    table = tables.reference
    connection.execute(sa.delete(table).where(table.c.declaration == declaration))


@projects(EventKind.ASSESSED)
def _assessed(connection: sa.Connection, declaration: str, data: Data, at: str) -> None:
    state = "settled" if amount_due(data) is None else "due"
    _change(connection, declaration, assessment=dict(data), state=state)
    if data["serial"]:
        _number(connection, data)


@projects(EventKind.OPENED)
def _opened(connection: sa.Connection, declaration: str, data: Data, at: str) -> None:
    """Something must be done before the release: an examination, a document."""
    row = one(connection, tables.declaration, declaration)
    if row is not None:
        _change(connection, declaration, open=[*row.open, data["what"]])


@projects(EventKind.COMPLETED)
def _completed(connection: sa.Connection, declaration: str, data: Data, at: str) -> None:
    row = one(connection, tables.declaration, declaration)
    if row is not None:
        _change(connection, declaration, open=[each for each in row.open if each != data["what"]])


@projects(EventKind.AMENDED)
def _amended(connection: sa.Connection, declaration: str, data: Data, at: str) -> None:
    """A new version is in force: its boxes, and the submission that holds them."""
    values = {name: data[name] for name in ("version", "facts", "life")} | _offices(data["facts"])
    _change(connection, declaration, current=data["submission"], in_force=_made_of(data), **values)
    put_parties(connection, declaration, at)


@projects(EventKind.REPLACED)
def _replaced(connection: sa.Connection, declaration: str, data: Data, at: str) -> None:
    _change(connection, declaration, life="replaced", state="replaced", replaced_by=data["by"], open=[])
    _change(connection, data["by"], replaces=declaration)


@projects(EventKind.CANCELLED)
def _cancelled(connection: sa.Connection, declaration: str, data: Data, at: str) -> None:
    _change(connection, declaration, life="cancelled", state="cancelled", open=[])
    row = one(connection, tables.declaration, declaration)
    if row is not None and row.dum_number is None:
        _free_reference(connection, declaration)


@projects(EventKind.RELEASED)
def _released(connection: sa.Connection, declaration: str, data: Data, at: str) -> None:
    _change(connection, declaration, life="released", released_at=at)


@projects(EventKind.CLOSED)
def _closed(connection: sa.Connection, declaration: str, data: Data, at: str) -> None:
    _change(connection, declaration, life="closed")


@projects(EventKind.REOPENED)
def _reopened(connection: sa.Connection, declaration: str, data: Data, at: str) -> None:
    """Closed too soon: a payment was reversed, or a certificate cancelled."""
    _change(connection, declaration, life="released")


@projects(EventKind.DECIDED)
def _decided(connection: sa.Connection, request: str, data: Data, at: str) -> None:
    """What came of a request that waited for the office."""
    _change(connection, request, state=data["state"])
