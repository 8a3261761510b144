"""Who did what, when and why: the events of a declaration and of what belongs to it, in the order of the log."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from gateway.queries.log_events import events_of

TOLD = (
    "kind",
    "number",
    "outcome",
    "dum_number",
    "version",
    "reason",
    "what",
    "amount",
    "total",
    "due_on",
    "quittance",
    "certificate",
    "deadline",
    "cause",
    "state",
    "by",
    "request",
    "officer",
    "text",
)
"""What of an event's data is told; all of it stands in the log."""

SAID = ("officer", "reason", "text")
"""What is told of the message by which an act was done."""


def timeline(engine: Engine, streams: set[str], until: datetime | None = None) -> list[dict[str, Any]]:
    """The events of these streams recorded by an instant (None: all)."""
    return [
        {
            "recorded_at": row.recorded_at,
            "effective_at": row.effective_at,
            "zone_data": row.zone_data,
            "actor": row.actor,
            "via": row.via,
            "under": row.under,
            "stream": row.stream,
            "event": row.kind,
            **{name: value for name, value in _told(row.data).items() if value not in (None, "", [])},
        }
        for row in events_of(engine, streams)
        if until is None or datetime.fromisoformat(row.recorded_at) <= until
    ]


def _told(data: Mapping[str, Any]) -> dict[str, Any]:
    message = data.get("data") or {}
    said = {**{name: message.get(name) for name in SAID}, **data}
    return {name: said.get(name) for name in TOLD}
