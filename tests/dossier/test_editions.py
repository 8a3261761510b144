"""What an edition of the printed form is made of: the law by which its version was judged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.ledger import tables
from schemas.law import Law, shipped
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
