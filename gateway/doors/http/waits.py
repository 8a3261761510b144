"""What HTTP says of work that waits: added to the views of submissions and declarations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from gateway.ledger import database, tables
from gateway.service import Gateway
from gateway.work import kinds
from gateway.work.waiting_work import Waits, moment_of, of_declaration, waits_of
from renderers.waiting_notice import waiting_message


def with_waiting(gateway: Gateway, view: dict[str, Any]) -> dict[str, Any]:
    """The view of a submission: `waiting` says what its work waits for; it is its `state` too where it is not answered
    yet. Each of its declarations has the same for its own work.
    """
    waits = waits_of(gateway.engine, [view["id"]])
    away = gateway.runner.database_away_since()
    if away is not None and view["state"] != "answered":  # then no row can say so
        waits = [*waits, Waits(kinds.READ, view["id"], None, view["id"], "database", away)]
    if waits:
        if view["state"] != "answered":
            view["state"] = "waiting"
        _tell_declarations(gateway, view["declarations"], waits)
    else:
        view["declarations"] = [{**each, "waiting": None} for each in view["declarations"]]
    return {**view, "waiting": _told(gateway, waits, [])}


def declarations_waiting(gateway: Gateway, views: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Views of declarations with what their work waits for (`waiting`)."""
    waits = waits_of(gateway.engine, {each["submission"] for each in views})
    _tell_declarations(gateway, views, waits)
    return views


def _tell_declarations(gateway: Gateway, views: list[dict[str, Any]], waits: Sequence[Waits]) -> None:
    documents = _documents(gateway, views) if waits and views else {}
    for view in views:
        own = of_declaration(waits, view["id"], documents.get(view["id"], ()))
        due = [each.key for each in own if each.kind == kinds.ISSUE]
        view["waiting"] = _told(gateway, own, due)


def _documents(gateway: Gateway, views: list[dict[str, Any]]) -> dict[str, list[str]]:
    table = tables.document
    query = sa.select(table.c.declaration, table.c.number).where(
        table.c.declaration.in_([each["id"] for each in views])
    )
    found: dict[str, list[str]] = {}
    for row in database.read(gateway.engine, query):
        found.setdefault(row.declaration, []).append(row.number)
    return found


def _told(gateway: Gateway, waits: Sequence[Waits], documents: list[str]) -> dict[str, Any] | None:
    """What waits longest, with the numbers of the documents that are due and wait."""
    if not waits:
        return None
    first = waits[0]
    return {
        "part": first.part,
        "since": moment_of(first.since, gateway.clock).isoformat(),
        "number": first.submission,
        "message": waiting_message(first.part, first.submission),
        "documents": sorted(documents),
    }
