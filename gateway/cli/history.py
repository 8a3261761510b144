"""`dumgate history`: who did what with a declaration, when and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gateway.cli.client import DEFAULT_URL, Key, Url
from gateway.cli.found import Name
from gateway.cli.show import Language, console, language_of
from gateway.cli.told import SECOND, AsOf, heads, instant, label, past, show_table, worded

SILENT = {"arrived", "noticed", "notice-written", "document-due"}
"""Events of the gateway's own work; the others tell the same."""

SHOWN = ("number", "dum_number", "version", "amount", "total", "due_on", "quittance", "certificate", "deadline")


def command(
    name: Name,
    as_of: AsOf = "",
    url: Url = DEFAULT_URL,
    key: Key = "",
    language: Language = "fr",
) -> None:
    """Show who did what with a declaration, when and why: its messages, acts, claims, accounts and documents.

    The oldest comes first. `when` is when it was written down; where it was done at another time, that is said.

    Exit code 0: shown. 2: not found, or the gateway does not answer.

    Example: `dumgate history 30101020260000001S --as-of 2026-11-24T10:00:00+00:00`
    """
    from gateway.cli.client import connect, fetch
    from gateway.cli.found import found

    spoken = language_of(language)
    asked = past(as_of, spoken)
    with connect(url, key) as client:
        declaration = found(client, name, spoken)["id"]
        path = f"/v1/declarations/{declaration}/history"
        events = fetch(client, "GET", path, params=asked, language=spoken).json()["events"]
    rows = [
        (instant(each["recorded_at"], SECOND), _who(each), _what(each, spoken), _details(each, spoken))
        for each in events
        if each["event"] not in SILENT
    ]
    show_table(console(), "", heads(spoken, "when", "who", "what", "details"), rows)


def _who(event: dict[str, Any]) -> str:
    return f"{event['actor']} ({event['officer']})" if event.get("officer") else str(event["actor"])


def _what(event: dict[str, Any], language: str) -> str:
    if event["event"] == "acted":
        return worded("act", event.get("kind", ""), language)
    return worded("event", event["event"], language)


def _details(event: dict[str, Any], language: str) -> str:
    told = [str(event[name]) for name in SHOWN if event.get(name)]
    for name, kind in (("outcome", "state"), ("state", "state"), ("what", "open")):
        if event.get(name):
            told.append(worded(kind, str(event[name]).partition(":")[0].replace("document", "documents"), language))
    done, recorded = (datetime.fromisoformat(event[name]) for name in ("effective_at", "recorded_at"))
    if event["event"] == "acted" and done != recorded:
        told.append(label("done_at", language, at=instant(event["effective_at"])))
    told += [event[name] for name in ("reason", "text") if event.get(name)]
    return " · ".join(told)
