"""What a last notice names to pay with: nothing that its claim excludes."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.documents import dasf_document
from gateway.documents.from_log import Kept
from gateway.ledger import tables
from gateway.store.files import FileStore
from renderers.labels import payment_methods
from schemas.law import shipped
from tests.dossier.books import Books

pytestmark = pytest.mark.service


@pytest.mark.parametrize("credit", [None, "301000456"])
def test_removal_credit_pays_no_claim_whose_time_has_passed(books: Books, tmp_path: Path, credit: str | None) -> None:
    books.lodge(due=1000, credit=credit)
    books.wait(60)
    (notice,) = books.rows(tables.document, kind="dasf")
    kept = Kept(notice.number, notice.record, True, lambda digest="": shipped(), FileStore(tmp_path))
    record = dasf_document.KIND.record_of(kept)
    assert [each["en"] for each in record.ways_to_pay] == ["Cash", "Cheque", "Bank transfer", "Bank card"]
    credit_title = payment_methods()["CREDIT"]["fr"].encode()
    assert credit_title not in dasf_document.KIND.to_xml(record)
