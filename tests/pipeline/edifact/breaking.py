"""Readings that are broken off, given up, or begun by an older program."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from gateway.doors.http.addresses import address
from gateway.ledger import tables
from gateway.pipeline import tasks
from gateway.pipeline.reading import Reading
from gateway.queries.submissions import contents
from gateway.views.submission_views import submission_view
from tests.pipeline.edifact.conftest import House
from tests.pipeline.edifact.interchanges import declared
from tests.service.declaring import small


class BrokenOff(Exception):
    """The process ended here."""


def give_up(unread: House, accepted: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read it where every try ends the worker. What others do meanwhile goes on."""
    others = unread.gateway.workers.run

    def ends(task: Any, *given: Any) -> Any:
        if task is tasks.judge_edifact_by_law_of:
            raise TimeoutError
        return others(task, *given)

    with monkeypatch.context() as patched:
        patched.setattr(unread.gateway.workers, "run", ends)
        unread.gateway.reading.read(accepted.submission)


def broken_off_after(messages: int, unread: House, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Three messages and one in a second interchange, the reading broken off behind some of them."""
    accepted = unread.send(declared(small(), small(), small()) + declared(small()))
    broken_off(unread, accepted, monkeypatch, messages)
    return accepted


def broken_off(unread: House, accepted: Any, monkeypatch: pytest.MonkeyPatch, messages: int = 0) -> None:
    """Read it until so many messages are written down."""
    whole, left = Reading._record, iter(range(messages))

    def broken_off(self: Reading, *arguments: Any, **given: Any) -> None:
        if next(left, None) is None:
            raise BrokenOff
        whole(self, *arguments, **given)

    with monkeypatch.context() as patched, pytest.raises(BrokenOff):
        patched.setattr(Reading, "_record", broken_off)
        unread.gateway.reading.read(accepted.submission)


def as_an_older_program_wrote_it(unread: House, accepted: Any) -> None:
    """Without by whom and within which limits it was read."""
    table = tables.interchange
    with unread.gateway.engine.begin() as connection:
        for row in unread.interchanges(accepted):
            terms = {name: value for name, value in row.terms.items() if name not in ("own", "limits")}
            mine = (table.c.submission == accepted.submission, table.c.number == row.number)
            connection.execute(sa.update(table).where(*mine).values(terms=terms))


def has_cusres(row: Any) -> bool:
    return "cusres" in row.answers


def is_answered(unread: House, accepted: Any) -> None:
    unread.idle()
    (row,) = unread.rows(tables.submission, id=accepted.submission)
    assert submission_view(row, contents(unread.gateway.engine, row.id), address)["state"] == "answered"
