"""The event log: versions without gaps or doubles, both times, and projections that the log alone gives."""

from __future__ import annotations

import threading
import tracemalloc
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
import tzdata
from structlog.testing import capture_logs

from gateway.clock import CASABLANCA
from gateway.ledger import database, events, tables
from gateway.ledger.events import Log, history, rebuild
from gateway.partners import Partners
from tests.ledger.comparing import assert_rebuild_changes_nothing

pytestmark = pytest.mark.service


AT = datetime(2026, 7, 1, 9, 30, tzinfo=CASABLANCA)


def add_key(connection: sa.Connection, digest: str, actor: str = "test") -> None:
    data = {"hash": digest, "label": "test"}
    Log(connection, AT, actor).append("partner:atlas", "key-added", data, effective_at=AT - timedelta(days=1))


@pytest.fixture
def known(engine: sa.Engine) -> sa.Engine:
    Partners(engine, specimen=True).add("atlas", ["partner"], AT)
    return engine


def versions(engine: sa.Engine) -> list[int]:
    with engine.connect().execution_options(read_only=True) as connection:
        return [each.version for each in history(connection, "partner:atlas")]


def test_versions_of_a_stream_count_from_one(known: sa.Engine) -> None:
    for number in range(3):
        database.write(known, lambda connection, number=number: add_key(connection, f"{number}"))  # type: ignore[misc]
    assert versions(known) == [1, 2, 3, 4, 5]


def test_a_version_cannot_come_twice(known: sa.Engine) -> None:
    with known.connect().execution_options(read_only=True) as connection:
        first = dict(connection.execute(sa.select(tables.event)).mappings().first() or {})
    del first["position"]
    with pytest.raises(sa.exc.IntegrityError), known.begin() as connection:
        connection.execute(sa.insert(tables.event).values(**first))


def test_who_loses_the_race_for_a_version_tries_again(known: sa.Engine) -> None:
    """Both threads have read the last version before either commits, where the database lets them."""
    both, tries = threading.Barrier(2), {"a": 0, "b": 0}

    def writer(name: str) -> None:
        def work(connection: sa.Connection) -> None:
            tries[name] += 1
            if tries[name] > 1 or known.dialect.name == "sqlite":  # SQLite lets one in at a time
                add_key(connection, name, actor=name)
                return
            query = sa.select(sa.func.max(tables.event.c.version)).where(tables.event.c.stream == "partner:atlas")
            version = (connection.execute(query).scalar() or 0) + 1
            both.wait(30)  # what is written now is the same version in both: one of them has to lose
            event = {"stream": "partner:atlas", "version": version, "kind": "key-added", "actor": name}
            data = {"hash": name, "label": name}
            times = {"recorded_at": "2026-07-01T09:30:00+01:00", "effective_at": "2026-07-01T09:30:00+01:00"}
            connection.execute(sa.insert(tables.event).values(**event, **times, data=data))

        database.write(known, work)

    threads = [threading.Thread(target=writer, args=(name,)) for name in tries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert versions(known) == [1, 2, 3, 4]
    with known.connect().execution_options(read_only=True) as connection:
        assert {each.actor for each in history(connection, "partner:atlas")} == {"cli", "a", "b"}
    if known.dialect.name != "sqlite":
        assert sorted(tries.values()) == [1, 2]


def test_many_writers_of_one_stream_all_get_in(known: sa.Engine) -> None:
    def write_some(name: str) -> None:
        for number in range(5):
            database.write(known, lambda connection: add_key(connection, f"{name}{number}"))  # noqa: B023

    threads = [threading.Thread(target=write_some, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert versions(known) == list(range(1, 23))


def test_what_fails_leaves_neither_event_nor_projection(known: sa.Engine) -> None:
    def work(connection: sa.Connection) -> None:
        add_key(connection, "lost")
        raise LookupError

    with pytest.raises(LookupError):
        database.write(known, work)
    assert versions(known) == [1, 2]
    found = database.read(known, sa.select(tables.partner_key).where(tables.partner_key.c.hash == "lost"))
    assert found == []


def test_an_event_has_two_times(known: sa.Engine) -> None:
    database.write(known, lambda connection: add_key(connection, "x"))
    with known.connect().execution_options(read_only=True) as connection:
        last = list(history(connection, "partner:atlas"))[-1]
    assert (last.recorded_at, last.effective_at) == (AT, AT - timedelta(days=1))
    assert last.recorded_at.utcoffset() == AT.utcoffset()


def test_a_kind_that_nobody_projects_is_not_written(known: sa.Engine) -> None:
    with pytest.raises(KeyError):
        database.write(known, lambda connection: Log(connection, AT, "x").append("partner:atlas", "unheard", {}))
    assert versions(known) == [1, 2]


def test_an_event_says_by_which_time_zones_it_was_dated(known: sa.Engine) -> None:
    with known.connect().execution_options(read_only=True) as connection:
        found = {each.zone_data for each in history(connection)}
    assert found == {tzdata.IANA_VERSION}


def test_a_long_log_is_played_page_by_page(known: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """While projections are written on the same connection; the end of a page is no end of the log."""
    monkeypatch.setattr(events, "TOLD_EVERY", 100)
    more = 2 * events.EVENTS_AT_ONCE - 2  # with the two that are there, whole pages
    database.write(known, lambda connection: [add_key(connection, f"{number}") for number in range(more)])
    with capture_logs() as told:
        assert_rebuild_changes_nothing(known)
    assert [(each["played"], each["of"]) for each in told] == [(100, 200), (200, 200)]
    database.write(known, lambda connection: add_key(connection, "one more"))
    assert_rebuild_changes_nothing(known)
    assert versions(known) == list(range(1, more + 4))


def test_a_rebuild_holds_few_events_in_memory(known: sa.Engine) -> None:
    """Forty megabytes of log; they are many times as large as Python objects."""
    data = {"sha256": "0" * 64, "findings": ["x" * 20_000]}
    times = {"recorded_at": AT.isoformat(), "effective_at": AT.isoformat()}
    row = {"stream": "act:x", "kind": "act-refused", "actor": "x", "data": data, **times}
    with known.begin() as connection:
        for first in range(1, 2_001, 100):
            some = [{**row, "version": version} for version in range(first, first + 100)]
            connection.execute(sa.insert(tables.event), some)
    with known.begin() as connection:
        tracemalloc.start()
        assert rebuild(connection) == 2_002
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert most < 15_000_000
