"""Titles of codes on the printed DUM: those of the tables by which it was judged, whatever is shipped or in force."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import pytest

from gateway.documents import dum_document
from gateway.documents.from_log import Kept
from gateway.store.files import FileStore
from schemas.law import Law, shipped
from tests.law_tables.folders import edit, tables_at
from tests.renderers.printed_form.samples import IMPORT, NOON, document, printed, squeezed, text_of_pdf

OFFICE, RENAMED = "Casablanca-Port", "BUREAU RENOMME"
DAY = date(2026, 7, 1)
BOXES = dict.fromkeys(("assessments", "receipts", "visas", "examinations", "values", "transit", "decisions"), ())


@pytest.fixture
def law(tmp_path: Path) -> Law:
    """Tables in which an office has another name."""
    folder = tables_at(tmp_path / "tables")
    edit(folder, "codelists/offices.csv", f"309,{OFFICE},", f"309,{RENAMED},")
    return Law(folder)


@pytest.mark.outside
def test_a_title_of_the_installed_tables_is_printed(law: Law, tmp_path: Path) -> None:
    text = squeezed(text_of_pdf(printed(document(IMPORT.read_bytes(), law=law)), tmp_path))
    assert squeezed(RENAMED) in text
    assert squeezed(OFFICE) not in text


def test_a_law_goes_to_another_process_as_its_folder(law: Law) -> None:
    of_day = law.on(DAY)
    assert of_day.rules and of_day.holidays  # what was read does not go with it
    sent = pickle.dumps(of_day)
    assert len(sent) < 1_000
    arrived = pickle.loads(sent)  # noqa: S301 - our own bytes
    assert (arrived.law.digest, arrived.day) == (law.digest, DAY)
    assert arrived.title("offices", "309")["fr"] == RENAMED
    assert pickle.loads(sent) is arrived  # noqa: S301 - a worker reads tables once
    assert pickle.loads(pickle.dumps(shipped())) is shipped()  # noqa: S301


@pytest.mark.parametrize("says", [True, False])
def test_an_edition_is_titled_by_the_law_that_its_record_names(law: Law, tmp_path: Path, says: bool) -> None:
    store = FileStore(tmp_path / "store")
    said = {
        "issued_at": NOON.isoformat(),
        "office": "309",
        "dum_number": "30901020260000123K",
        "version": 0,
        "reference": "R",
        "body": store.put(IMPORT.read_bytes()),
        "boxes": {"serial": "0000123", "key": "K", "registered_on": "2026-07-01", "released_at": None, **BOXES},
    }
    if says:
        said["law"] = {"tables": law.digest, "day": DAY.isoformat()}
    kept = Kept("1-1", said, True, lambda digest="": law if digest == law.digest else shipped(), store)
    record = dum_document.KIND.record_of(kept)
    assert record.law.title("offices", "309")["fr"] == (RENAMED if says else OFFICE)
    assert record.office_name == (RENAMED if says else OFFICE)
    assert record.law.day == (DAY if says else NOON.date())
