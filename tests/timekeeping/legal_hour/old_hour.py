"""Writes a ledger as a gateway did whose zone data knew no end of UTC+1.

Run as `python -m tests.timekeeping.legal_hour.old_hour ZONE URL`.

ZONE is a zone file. It is put in the place of ours before anything else of the gateway is imported; all that follows is
what the service does, at moments of the last hours of 2026.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import schemas.days

TAKES = "074"
"""A régime that discharges the other one, 321."""


def write(url: str) -> dict[str, str]:
    """A year's end with everything that is dated; the numbers by what they are."""
    from gateway.ledger import tables
    from gateway.ledger.opening import open_database
    from schemas.days import in_casablanca
    from tests.dossier.books import Books, article

    books = Books(open_database(url))

    def at(*parts: int) -> None:
        books.now = in_casablanca(datetime(*parts, tzinfo=UTC))  # type: ignore[arg-type, misc]

    at(2026, 7, 20, 10)  # long before midnight: nothing of this bears another day
    books.act("credit-account", account_number="301000456", holder={"name": "ATLAS"}, ceiling="90000", term_days=30)
    plain = books.lodge(due=1000)
    account = books.lodge(regime="321", articles=[article(100)])
    books.pay(plain, 400)
    at(2026, 12, 31, 23, 30)
    cash, credit = books.lodge(due=1000), books.lodge(due=2000, credit="301000456")
    kept = books.lodge(regime="321", articles=[article(100)])
    paid = books.pay(plain, 600)
    at(2027, 1, 5, 9)
    lines = [{"type_code": "000110", "base": "1500", "rate": "100"}]
    books.act("assessment", dum_number=cash.dum_number, line=lines)
    receipt = books.pay(cash, 100)
    books.act("visa", dum_number=plain.dum_number, done_at="2027-01-05T00:30:00")
    at(2027, 1, 10, 23, 30)
    books.calendar()
    at(2027, 1, 20, 23, 30)
    taken = books.lodge(regime=TAKES, articles=[article(40, previous=[[account.dum_number, 1]])])
    disputed = books.lodge(due=500)
    (owed,) = books.rows(tables.claim, declaration=disputed.id)
    at(2027, 1, 21, 9)
    books.act("dispute", claim_number=owed.number, status="OPENED", reason="value")
    at(2027, 1, 22, 23, 30)
    books.act("dispute", claim_number=owed.number, status="ENDED", reason="settled")
    books.sign()
    made = {"plain": plain, "account": account, "cash": cash, "credit": credit, "kept": kept}
    made |= {"taken": taken, "disputed": disputed}
    (notice,) = books.rows(tables.document, kind="dasf")
    (certificate,) = books.rows(tables.document, kind="certificate")
    numbers = {"paid": paid, "receipt": receipt, "notice": notice.number, "certificate": certificate.number}
    return {name: row.dum_number for name, row in made.items()} | numbers


if __name__ == "__main__":
    with Path(sys.argv[1]).open("rb") as data:
        schemas.days.CASABLANCA = ZoneInfo.from_file(data, key="Africa/Casablanca")
    print(json.dumps(write(sys.argv[2])))
