"""One form or six copies: decided at the first start, kept in the ledger, changed by the operator alone."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from gateway.ledger import database, tables
from gateway.ledger.settled import FORM_COPIES, FormCopies
from tests.dossier.books import Books
from tests.ledger.comparing import assert_rebuild_changes_nothing

pytestmark = pytest.mark.service


def _start(books: Books, wanted: FormCopies | None = None) -> list[str]:
    """What a start decides; all that was decided so far."""
    books.at_desk(lambda desk: FORM_COPIES.settle(desk.log, wanted), "start")
    query = sa.select(tables.event).where(tables.event.c.stream == "form-copies").order_by(tables.event.c.version)
    return [row.data["copies"] for row in database.read(books.engine, query)]


def _form(books: Books) -> Any:
    """What the form of a new declaration holds."""
    row = books.lodge()
    query = sa.select(tables.document).filter_by(declaration=row.id, kind="dum")
    (document,) = database.read(books.engine, query)
    return document.record["form_copies"]


def test_a_ledger_that_begins_empty_has_one_form_and_keeps_it(books: Books) -> None:
    assert _start(books) == ["one"]
    assert _form(books) == "one"
    assert _start(books) == ["one"]
    assert _form(books) == "one"
    assert_rebuild_changes_nothing(books.engine)


def test_a_ledger_with_a_history_keeps_six_copies_until_the_operator_switches(books: Books) -> None:
    assert _form(books) == "six"
    assert _start(books) == ["six"]
    assert _form(books) == "six"
    assert _start(books, "one") == ["six", "one"]
    assert _form(books) == "one"
    assert _start(books) == ["six", "one"], "what was switched stays when the setting is taken away"
    assert _start(books, "six") == ["six", "one", "six"]
    assert _form(books) == "six"
    assert_rebuild_changes_nothing(books.engine)
