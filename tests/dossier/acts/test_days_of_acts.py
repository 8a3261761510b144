"""No act but a payment lies on a day before the registration: docs/acts.md, for claims and requests too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from gateway.ledger import tables
from tests.dossier.books import Books

pytestmark = pytest.mark.service

Given = dict[str, Any]


def _of_claim(books: Books, row: Any, **more: str) -> Given:
    (claim,) = books.rows(tables.claim, declaration=row.id)
    return {"claim_number": claim.number, "reason": "value", **more}


def _of_request(books: Books, row: Any) -> Given:
    books.act("visa", dum_number=row.dum_number)  # from now on the office decides
    asked = books.ask("amend", row, due=900)
    assert asked.state == "pending"
    return {"declaration_id": asked.id, "decision": "ACCEPTED"}


ACTS: dict[str, tuple[str, Callable[[Books, Any], Given]]] = {
    "dispute opened": ("dispute", lambda books, row: _of_claim(books, row, status="OPENED")),
    "claim cancelled": ("claim-cancellation", _of_claim),
    "request decided": ("request-decision", _of_request),
}


@pytest.mark.parametrize("name", ACTS)
def test_an_act_before_the_registration_is_refused_and_one_on_its_day_is_done(books: Books, name: str) -> None:
    kind, given_by = ACTS[name]
    row = books.lodge(due=1000)
    given, registered = given_by(books, row), books.now
    books.now = registered - timedelta(days=1)
    assert books.refused(kind, **given) == "ACT07"
    books.now = registered.replace(hour=0, minute=0)
    books.act(kind, **given)


def test_a_dispute_does_not_end_before_the_registration(books: Books) -> None:
    row = books.lodge(due=1000)
    books.act("dispute", **_of_claim(books, row, status="OPENED"))
    books.now -= timedelta(days=1)
    assert books.refused("dispute", **_of_claim(books, row, status="ENDED")) == "ACT07"
