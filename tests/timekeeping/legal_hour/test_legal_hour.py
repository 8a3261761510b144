"""`dumgate legal-hour` on a ledger that a gateway with old zone data wrote at the end of 2026: each row, no other."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from gateway.cli import app
from gateway.history.misdated import misdated
from gateway.ledger import database, tables
from gateway.ledger.opening import open_database
from schemas.law import shipped
from tests.checkout import CHECKOUT
from tests.dossier.books import Books

from .zones import system_files

pytestmark = pytest.mark.service


NEW_YEAR, EVE = "2027-01-01", "2026-12-31"


@dataclass
class Ledger:
    """What was written, and the numbers that were given."""

    data: Path
    url: str
    numbers: dict[str, str]

    def run(self, *arguments: str, language: str = "en") -> Result:
        """The command on it."""
        environment = {"DUMGATE_DATABASE": self.url, "LANG": language}
        return CliRunner().invoke(app, ["legal-hour", "--data", str(self.data), *arguments], env=environment)

    def rows(self) -> list[dict[str, Any]]:
        """What it tells programs."""
        told = self.run("--json")
        assert told.exit_code == 1, told.output
        answer = json.loads(told.stdout)
        assert answer["total"] == len(answer["found"]) and answer["zone_data"]
        return list(answer["found"])


@pytest.fixture
def written(tmp_path: Path, url: str) -> Ledger:
    """A ledger that a process whose zone knew no end of UTC+1 has written."""
    zone = system_files(tmp_path / "zoneinfo", "old") / "Africa" / "Casablanca"
    command = [sys.executable, "-m", "tests.timekeeping.legal_hour.old_hour", str(zone), url]
    ran = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    return Ledger(tmp_path / "data", url, json.loads(ran.stdout))


def test_each_row_and_no_other(written: Ledger) -> None:
    number, found = written.numbers, written.rows()
    assessments = {row["number"] for row in found if row["of"] == "assessment"}
    first, second = sorted(assessments)
    year = {(row["of"], row["number"]) for row in found if row["what"] == "number"}
    assert all((row["stated"], row["legal"]) == ("2027", "2026") for row in found if row["what"] == "number")
    assert year == {
        *(("declaration", number[name]) for name in ("cash", "credit", "kept")),
        *(("assessment", each) for each in assessments),
        ("quittance", number["paid"]),
    }
    days = {(row["what"], row["of"], row["number"]): (row["stated"], row["legal"]) for row in found}
    kept, disputed = number["kept"], "SPECIMEN-309L20270000004"
    for registered in ("cash", "credit", "kept"):
        assert days.pop(("registered", "declaration", number[registered])) == (NEW_YEAR, EVE)
        assert days.pop(("issued", "dum", f"SPECIMEN-{number[registered]}-1")) == (NEW_YEAR, EVE)
    for registered in ("taken", "disputed"):
        assert days.pop(("registered", "declaration", number[registered])) == ("2027-01-21", "2027-01-20")
        assert days.pop(("issued", "dum", f"SPECIMEN-{number[registered]}-1")) == ("2027-01-21", "2027-01-20")
    laws = [days.pop(key) for key in list(days) if key[:2] == ("law", "verdict")]
    assert sorted(laws) == [(NEW_YEAR, EVE)] * 3 + [("2027-01-21", "2027-01-20")] * 2
    orders = [(row["stated"], row["legal"]) for row in found if row["what"] == "order"]
    assert orders == [("2027-02-01", "2027-01-31"), ("2027-01-31", "2027-01-30")]
    assert {key: said for key, said in days.items() if key[0] not in ("number", "order")} == {
        ("issued", "dum", f"SPECIMEN-{number['plain']}-3"): (NEW_YEAR, EVE),
        ("issued", "quittance", number["paid"]): (NEW_YEAR, EVE),
        ("booked", "claim", "SPECIMEN-309L20260000001"): (NEW_YEAR, EVE),
        ("due", "claim", first): (NEW_YEAR, EVE),
        ("due", "quittance", number["receipt"]): (NEW_YEAR, EVE),
        ("due", "dasf", number["notice"]): (NEW_YEAR, EVE),
        ("notice", "claim", first): ("2027-01-11", "2027-01-10"),
        ("issued", "dasf", number["notice"]): ("2027-01-11", "2027-01-10"),
        ("due", "claim", second): ("2027-02-01", "2027-01-29"),  # a month of credit, from a Friday to a Monday
        ("notice", "claim", second): ("2027-02-11", "2027-02-08"),
        ("opened", "account", kept): (NEW_YEAR, EVE),
        ("deadline", "account", kept): ("2027-07-01", "2027-06-30"),
        ("last_deadline", "account", kept): ("2029-01-01", "2028-12-31"),
        ("late", "account", number["account"]): ("2027-01-21", "2027-01-20"),
        ("issued", "certificate", number["certificate"]): ("2027-01-21", "2027-01-20"),
        ("due", "claim", disputed): ("2027-01-21", "2027-01-20"),
        ("notice", "claim", disputed): ("2027-02-02", "2027-02-01"),
    }


def test_it_changes_nothing(written: Ledger) -> None:
    def all_rows() -> dict[str, list[Any]]:
        engine = open_database(written.url)
        try:
            return {name: database.read(engine, table.select()) for name, table in tables.metadata.tables.items()}
        finally:
            engine.dispose()

    before = all_rows()
    written.rows()
    assert all_rows() == before


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", ("année du numéro", "échéance", "heure légale", "docs/legal-hour.md")),
        ("en", ("year of the number", "due date", "day of the last notice (DASF)", "docs/legal-hour.md")),
        ("ar", ("سنة الرقم", "تاريخ الاستحقاق", "docs/legal-hour.md")),
    ],
)
def test_people_read_a_table(written: Ledger, language: str, said: tuple[str, ...]) -> None:
    shown = written.run("--language", language)
    assert shown.exit_code == 1
    assert not [each for each in said if each not in shown.output]
    assert "2026-12-31 23:30:00" in shown.output  # when it was, by the legal hour
    rows = written.rows()
    assert len(shown.output.splitlines()) == len(rows) + 2
    assert re.search(rf": \u2066?{len(rows)}\u2069?\. ", shown.output), "right for one and for many"


def test_its_help_says_that_an_older_database_is_brought_up_to_date() -> None:
    said = CliRunner().invoke(app, ["legal-hour", "--help"], env={"COLUMNS": "200"}).output
    assert "a database of an earlier version is brought up to date first" in " ".join(said.split())


NOTHING = {"fr": "Rien ne porte", "en": "Nothing here bears", "ar": "لا شيء"}


@pytest.mark.parametrize(("language", "said"), NOTHING.items())
def test_where_nothing_differs_that_is_said(books: Books, url: str, tmp_path: Path, language: str, said: str) -> None:
    row = books.lodge(due=1000)
    books.pay(row, 1000)
    shown = Ledger(tmp_path, url, {}).run("--language", language)
    assert (shown.exit_code, shown.output.startswith(said)) == (0, True)


def test_where_there_is_no_ledger_that_is_said(tmp_path: Path) -> None:
    shown = CliRunner().invoke(app, ["legal-hour", "--data", str(tmp_path)], env={"LANG": "en"})
    assert shown.exit_code == 2 and str(tmp_path) in shown.output


def test_the_law_of_another_day(engine: sa.Engine) -> None:
    """Received at 23:30 by the legal hour, judged by the law of the next day."""
    at, law = "2026-12-02T00:30:00+01:00", {"tables": "0" * 64, "day": "2026-12-02"}
    body = {"name": "x.xml", "sha256": "0" * 64, "size": 1}
    accepted = {"partner": "atlas", "body": body, "attachments": [], "rejected": {}, "acknowledgement": "0" * 64}
    judged = {"submission": "sub_1", "partner": "atlas", "ordinal": 1, "outcome": "refused", "law": law}
    judged |= {"message_number": None, "takes_message_number": False, "reference": None, "function": None}
    judged |= {"findings": [], "findings_total": 0, "examined": [], "facts": {}, "asked": {}, "about": None}

    def write(connection: sa.Connection) -> None:
        from datetime import datetime

        from gateway.ledger.events import Log

        log = Log(connection, datetime.fromisoformat(at), "gateway")
        log.append("submission:sub_1", "accepted", accepted)
        log.append("declaration:dec_1-1", "judged", {**judged, "dum": None, "edifact": None})

    database.write(engine, write)
    (found,) = misdated(engine, shipped())
    assert (found.what, found.of, found.number) == ("law", "verdict", "dec_1-1")
    assert (found.stated, found.legal, found.recorded_at) == ("2026-12-02", "2026-12-01", at)
