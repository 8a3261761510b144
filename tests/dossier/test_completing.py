"""Who stands in declarations of before is read once from their bodies, and nothing is done twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.ledger import tables
from gateway.pipeline.completing import complete
from gateway.store.files import FileStore
from tests.checkout import EXAMPLES
from tests.dossier.books import Books

pytestmark = pytest.mark.service

BAHIA, PAYER = "ice:002841907", "ice:001561191"


def standings(books: Books, row: Any) -> dict[str, str]:
    """Who stands in a declaration, with his capacities."""
    return {each.holder: each.capacities for each in books.rows(tables.standing, declaration=row.id)}


def test_what_was_judged_before_is_completed_once(books: Books, tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    books.body = store.put((EXAMPLES / "import.xml").read_bytes())
    row = books.lodge(due=10)
    books.body = "f" * 64
    lost = books.lodge(due=10)
    assert standings(books, row) == {"partner:atlas": "sender", PAYER: "payer"}, "the payer was kept ever since"
    told: list[tuple[int, int]] = []
    made = complete(books.engine, store, books.law, books.now, "cli", lambda _, done, of: told.append((done, of)))
    assert (made.completed, made.unread, told) == (1, [lost.id], [(2, 2)])
    assert standings(books, row) == {"partner:atlas": "sender", PAYER: "payer", BAHIA: "importer"}
    parties = books.again(row).facts["parties"]
    assert (parties["importer"]["rc"], parties["declarant"]["ice"]) == ("518204", "001730466000087")
    events = len(books.rows(tables.event))
    again = complete(books.engine, store, books.law, books.now, "cli")
    assert (again.completed, again.unread, len(books.rows(tables.event))) == (0, [lost.id], events)
    (stands,) = books.rows(tables.standing, holder=BAHIA)
    assert (stands.office, stands.flow, stands.at) == ("309", "import", "2026-03-02T09:00:00Z")
