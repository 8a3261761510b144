"""What HTTP says of work that waits: added to the views of submissions and declarations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gateway.doors.http.parts import HttpParts
from gateway.ledger import database, tables
from gateway.work import kinds
from gateway.work.waiting_work import Waits, moment_of, of_declaration, waits_of
from renderers.waiting_notice import waiting_message


class Named(tables.Row):
    """The number of a document of a declaration."""

    declaration: str
    number: str


def with_waiting(parts: HttpParts, view: dict[str, Any]) -> dict[str, Any]:
    """The view of a submission: `waiting` says what its work waits for; it is its `state` too where it is not answered
    yet. Each of its declarations has the same for its own work.
    """
    waits = waits_of(parts.engine, [view["id"]])
    away = parts.runner.database_away_since()
    if away is not None and view["state"] != "answered":  # then no row can say so
        waits = [*waits, Waits(kinds.READ, view["id"], None, view["id"], "database", away)]
    if waits:
        if view["state"] != "answered":
            view["state"] = "waiting"
        _tell_declarations(parts, view["declarations"], waits)
    else:
        view["declarations"] = [{**each, "waiting": None} for each in view["declarations"]]
    return {**view, "waiting": _told(parts, waits, [])}


def declarations_waiting(parts: HttpParts, views: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Views of declarations with what their work waits for (`waiting`)."""
    waits = waits_of(parts.engine, {each["submission"] for each in views})
    _tell_declarations(parts, views, waits)
    return views


def _tell_declarations(parts: HttpParts, views: list[dict[str, Any]], waits: Sequence[Waits]) -> None:
    documents = _documents(parts, views) if waits and views else {}
    for view in views:
        own = of_declaration(waits, view["id"], documents.get(view["id"], ()))
        due = [each.key for each in own if each.kind == kinds.ISSUE]
        view["waiting"] = _told(parts, own, due)


def _documents(parts: HttpParts, views: list[dict[str, Any]]) -> dict[str, list[str]]:
    table = tables.document
    query = tables.select(Named, table).where(table.c.declaration.in_([each["id"] for each in views]))
    found: dict[str, list[str]] = {}
    for row in database.read(parts.engine, query):
        found.setdefault(row.declaration, []).append(row.number)
    return found


def _told(parts: HttpParts, waits: Sequence[Waits], documents: list[str]) -> dict[str, Any] | None:
    """What waits longest, with the numbers of the documents that are due and wait."""
    if not waits:
        return None
    first = waits[0]
    return {
        "part": first.part,
        "since": moment_of(first.since, parts.clock).isoformat(),
        "number": first.submission,
        "message": waiting_message(first.part, first.submission),
        "documents": sorted(documents),
    }
