"""What an edition of the printed form is made of: the law of its version, and what the office assessed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from gateway.documents import dum_document
from gateway.documents.from_log import Kept
from gateway.ledger import tables
from gateway.store.files import FileStore
from schemas.law import Law, shipped
from tests.checkout import EXAMPLES
from tests.dossier.books import Books
from tests.law_tables.folders import edit, tables_at

pytestmark = pytest.mark.service


def newest(books: Books, row: Any) -> dict[str, Any]:
    """What the log keeps of the newest edition."""
    editions = (each.record for each in books.rows(tables.document, kind="dum", declaration=row.id))
    found: dict[str, Any] = max(editions, key=lambda record: record["edition"])
    return found


def test_an_edition_names_the_law_by_which_its_version_was_judged(books: Books, tmp_path: Path) -> None:
    row = books.lodge(due=1000)
    first = {"tables": shipped().digest, "day": "2026-03-02"}
    assert newest(books, row)["law"] == first
    folder = tables_at(tmp_path / "tables")
    edit(folder, "codelists/offices.csv", "309,Casablanca-Port,", "309,BUREAU RENOMME,")
    books.law = Law(folder)
    books.wait(3)
    books.act("visa", dum_number=row.dum_number)
    assert newest(books, row)["law"] == first
    asked = books.ask("amend", row, due=900)
    amended = {"tables": books.law.digest, "day": "2026-03-05"}
    books.law = shipped()
    books.wait(1)
    books.act("request-decision", declaration_id=asked.id, decision="ACCEPTED")
    assert newest(books, row)["law"] == amended
    books.act("visa", dum_number=row.dum_number)
    assert (newest(books, row)["version"], newest(books, row)["law"]) == (1, amended)


def test_an_assessment_of_the_office_stands_on_the_next_edition_until_another_takes_its_place(books: Books) -> None:
    row = books.lodge(due=1000)
    assert "assessment" not in newest(books, row)["boxes"], "what was assessed is what was proposed"
    first = newest(books, row)["edition"]
    lines = [
        {"type_code": "000110", "base": "66975.640", "rate": "17.5"},
        {"type_code": "007217", "base": "9", "rate": "1"},
    ]
    made = books.act("assessment", dum_number=row.dum_number, line=lines)
    record = newest(books, row)
    assert record["edition"] == first + 1
    assessed = record["boxes"]["assessment"]
    assert record["boxes"]["assessments"] == [assessed["number"]] == [made["assessment"]], "box E"
    assert [(each["type_code"], each["base"], each["rate"], each["amount"]) for each in assessed["lines"]] == [
        ("000110", "66975.640", "17.5", "11721"),
        ("007217", "9", "1", "1"),
    ]
    assert assessed["total"] == "11722"
    books.act("visa", dum_number=row.dum_number)
    assert newest(books, row)["boxes"]["assessment"] == assessed
    asked = books.ask("amend", row, due=900)
    books.act("request-decision", declaration_id=asked.id, decision="ACCEPTED")
    assert newest(books, row)["version"] == 1
    assert "assessment" not in newest(books, row)["boxes"]


def test_what_the_log_keeps_of_an_assessment_is_in_the_xml(books: Books, tmp_path: Path) -> None:
    row = books.lodge(due=1000)
    lines = [{"type_code": code, "base": "66975.640", "rate": "17.5"} for code in ("000110", "000110")]
    books.act("assessment", dum_number=row.dum_number, line=lines)
    store = FileStore(tmp_path)
    said = {**newest(books, row), "body": store.put((EXAMPLES / "import.xml").read_bytes())}
    xml = dum_document.KIND.to_xml(
        dum_document.KIND.record_of(Kept("1-2", said, True, lambda digest="": books.law, store))
    )
    assert re.findall(rb"<Amount>(11721.00)</Amount>", xml) == [b"11721.00"] * 2, "line by line, not summed"
    assert b"<Total>23442.00</Total>" in xml and b"Droit d'importation" in xml


def test_nothing_due_by_the_office_is_said_too(books: Books) -> None:
    row = books.lodge(due=1000)
    books.act("assessment", dum_number=row.dum_number, line=[{"type_code": "000110", "base": "0", "rate": "0"}])
    boxes = newest(books, row)["boxes"]
    assert (boxes["assessment"]["total"], boxes["assessments"]) == ("0", [])
