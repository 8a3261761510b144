"""Local times in the ledger are ordered by their instant, on both databases alike."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from gateway.ledger import database
from gateway.ledger.instants import instant
from schemas.days import CASABLANCA

pytestmark = pytest.mark.service


MIDNIGHT = datetime(2026, 9, 20, tzinfo=UTC)
IN_ORDER = [
    "0001-01-01T00:00:00-00:30:20",
    "1912-12-31T23:59:59-00:30:20",
    "2026-02-15T02:59:59+01:00",
    "2026-02-15T02:00:00+00:00",
    "2026-03-22T01:59:59+00:00",
    "2026-03-22T03:00:00+01:00",
    *((MIDNIGHT + timedelta(minutes=each)).astimezone(CASABLANCA).isoformat() for each in range(50, 130, 7)),
    "2026-12-31T23:30:00+00:00",
    "2027-01-01T00:30:00.001000+01:00",
    "2026-12-31T23:59:59.999000Z",
    "9999-12-31T23:59:59+00:00",
]
TIMES = sa.Table("times", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("at", sa.String(40)))


@pytest.fixture
def times(engine: sa.Engine) -> sa.Engine:
    """The times as rows, in no order; their ids are their places."""
    rows = [{"id": place, "at": text} for place, text in enumerate(IN_ORDER)]
    random.Random(1).shuffle(rows)
    with engine.begin() as connection:
        TIMES.create(connection)
        connection.execute(sa.insert(TIMES), rows)
    return engine


def test_as_text_they_would_be_in_disorder() -> None:
    assert sorted(IN_ORDER) != IN_ORDER
    assert sorted(IN_ORDER, key=lambda text: datetime.fromisoformat(text).astimezone(UTC)) == IN_ORDER


def test_they_are_ordered_by_instant(times: sa.Engine) -> None:
    query = sa.select(TIMES.c.id)
    assert [row.id for row in database.read(times, query.order_by(instant(TIMES.c.at)))] == list(range(len(IN_ORDER)))
    newest_first = query.order_by(instant(TIMES.c.at).desc(), TIMES.c.id.desc()).limit(3)
    assert [row.id for row in database.read(times, newest_first)] == [len(IN_ORDER) - each for each in (1, 2, 3)]


def test_the_same_instant_is_the_same_by_every_offset(engine: sa.Engine) -> None:
    moment = datetime(2026, 9, 20, 1, 30, 7, tzinfo=UTC)
    texts = [moment.astimezone(timezone(timedelta(hours=each))).isoformat() for each in (-3, 0, 1, 14)]
    with engine.begin() as connection:
        TIMES.create(connection)
        connection.execute(sa.insert(TIMES), [{"id": place, "at": text} for place, text in enumerate(texts)])
    other = TIMES.alias()
    same = sa.select(sa.func.count()).where(instant(TIMES.c.at) == instant(other.c.at))
    assert database.read(engine, same.select_from(TIMES.join(other, sa.true())))[0][0] == len(texts) ** 2
