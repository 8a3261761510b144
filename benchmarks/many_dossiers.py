"""A ledger of many dossiers, written by the product's own log and projectors; nothing is printed, nothing is signed.

`python benchmarks/many_dossiers.py DATABASE-URL COUNT`: stopped, it goes on where it was. One dossier in twenty is of
one large company, the others are of COUNT/1000 small ones; fifty brokers send them, in the years 2020 to 2025.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from gateway.ledger import database, tables
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.events import Log
from gateway.ledger.opening import open_database

AT_ONCE, TOLD_EVERY = 500, 20_000
LARGE_ICE, BROKERS = "000000001000011", 50
FIRST, YEARS = datetime(2020, 1, 1, 9, tzinfo=UTC), 6


def dossier(log: Log, number: int, count: int) -> None:
    """The events of one dossier: judged, registered, assessed, a claim opened."""
    name, partner = f"dec_test_{number:020}-1", f"broker{number % BROKERS}"
    ice = LARGE_ICE if number % 20 == 0 else f"{100_000_000 + number % max(1, count // 1000):09}000011"
    party = {"name": f"FIRM {ice}", "ice": ice, "rc": None, "rc_centre": None}
    facts = {"office": ("301", "309")[number % 2], "regime": "010", "flow": "import", "parties": {"importer": party}}
    facts |= {"payer": party, "operator": "", "reference": f"R{number}"}
    judged: dict[str, Any] = dict.fromkeys(("about", "dum", "edifact"))
    judged |= {"submission": f"sub_test_{number:020}", "partner": partner, "ordinal": 1, "outcome": "registered"}
    judged |= {"message_number": f"{number}", "takes_message_number": True, "reference": f"R{number}", "function": "2"}
    judged |= {"findings": [], "findings_total": 0, "law": {}, "examined": [], "facts": facts, "asked": {}}
    stream = Subject.DECLARATION.of(name)
    log.append(stream, EventKind.JUDGED, judged)
    given = {"series": f"dum:{number // 9_999_999}", "serial": number % 9_999_999, "partner": partner}
    numbered = {"dum_number": f"301010{number:011}A", "reference": f"R{number}"}
    log.append(stream, EventKind.REGISTERED, {**given, **numbered})
    claim, day = f"L{number:012}", log.at.date().isoformat()
    assessed = {"lines": [], "number": claim, "serial": 0, "series": "", "total": "1000"}
    log.append(stream, EventKind.ASSESSED, assessed)
    opened = {"declaration": name, "partner": partner, "office": facts["office"], "debtor": party, "amount": "1000"}
    dates = {"opened_on": day, "due_on": day, "notice_on": None, "method": None, "credit": None}
    log.append(Subject.CLAIM.of(claim), EventKind.CLAIM_OPENED, {**opened, **dates})


def fill(engine: sa.Engine, count: int) -> None:
    """Write dossiers until there are so many; how far it has come is told on stderr."""
    table = tables.declaration
    with engine.connect() as connection:
        begun = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar() or 0
    step = timedelta(days=365 * YEARS) / count
    for first in range(begun, count, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, count))

        def write(connection: sa.Connection, numbers: range = numbers) -> None:
            for number in numbers:
                dossier(Log(connection, FIRST + step * number, "gateway"), number, count)

        database.write(engine, write)
        if first % TOLD_EVERY == 0:
            print(f"{time.strftime('%H:%M:%S')} {first} / {count}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    opened = open_database(sys.argv[1])
    fill(opened, int(sys.argv[2]))
    opened.dispose()
