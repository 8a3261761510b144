"""Partners take turns, whoever has how much to do; and to find whose turn it is no table is read."""

from __future__ import annotations

import threading
import time

import pytest
import sqlalchemy as sa

from gateway.ledger import database
from gateway.ledger.tables import work
from gateway.pipeline.open_arrivals import OpenArrivals
from gateway.work import under_way
from gateway.work.dead_letters import retry_all, undone
from gateway.work.partner_turns import Turns
from gateway.work.runner import DueRows
from gateway.work.waiting_work import waits_of, waits_since
from gateway.work.work_rows import WorkHealth, health
from tests.ledger.many_rows import add_rows, rows_read, scans, statements, steps_of_sqlite
from tests.ledger.test_runner import running
from tests.service.running import wait_for

pytestmark = pytest.mark.service


def enqueue(engine: sa.Engine, runner: DueRows, partner: str | None, *keys: str, due_at: float = 0) -> None:
    def add(connection: sa.Connection) -> None:
        for key in keys:
            runner.enqueue(connection, "a", key, due_at, partner=partner)

    database.write(engine, add)


def test_ten_thousand_pieces_of_one_partner_let_another_go_before(engine: sa.Engine) -> None:
    add_rows(engine, 10_000, "many-", partner="'many'")
    runner, done = DueRows(engine), list[str]()
    go_on = threading.Event()

    def handler(key: str) -> None:
        done.append(key)
        go_on.wait(30)

    with running(runner, {"a": handler}):
        wait_for("one partner's work is under way", lambda: len(done) == 3)
        enqueue(engine, runner, "few", "first", "second")
        enqueue(engine, runner, None, "own")
        wait_for("another's has begun although nothing is done", lambda: len(done) == 4)
        go_on.set()
        wait_for("the others are done", lambda: {"first", "second", "own"} <= set(done))
    assert len(done) < 100


def test_partners_come_in_turn_and_each_ones_work_in_its_order(engine: sa.Engine) -> None:
    runner = DueRows(engine, threads=1)
    for partner in ("b", "a", None, "c"):
        enqueue(engine, runner, partner, *(f"{partner or 'own'}{number}" for number in range(3)))
    done: list[str] = []
    with running(runner, {"a": done.append}):
        wait_for("all is done", lambda: len(done) == 12)
    for partner in ("a", "b", "c", "own"):
        assert [key for key in done if key.startswith(partner)] == [f"{partner}{number}" for number in range(3)]
    for place in range(0, 12, 4):
        assert {key.rstrip("012") for key in done[place : place + 4]} == {"a", "b", "c", "own"}


def test_what_was_put_off_keeps_its_place_in_its_partners_turn(engine: sa.Engine) -> None:
    runner = DueRows(engine, threads=1)
    enqueue(engine, runner, "a", "later", due_at=time.time() + 0.5)
    enqueue(engine, runner, "a", *(f"k{number}" for number in range(50)))
    done: list[str] = []

    def slowly(key: str) -> None:
        done.append(key)
        time.sleep(0.05)

    with running(runner, {"a": slowly}):
        wait_for("all is done", lambda: len(done) == 51)
    assert 0 < done.index("later") < 40


def test_no_partner_has_all_threads(engine: sa.Engine) -> None:
    runner, begun, go_on = DueRows(engine, threads=4), list[str](), threading.Event()
    enqueue(engine, runner, "slow", *(f"slow{number}" for number in range(9)))

    def handler(key: str) -> None:
        begun.append(key)
        if key.startswith("slow"):
            go_on.wait(60)

    with running(runner, {"a": handler}):
        wait_for("three are under way", lambda: len(begun) == 3)
        enqueue(engine, runner, "quick", *(f"quick{number}" for number in range(20)))
        wait_for("all of the other is done", lambda: sum(key.startswith("quick") for key in begun) == 20)
        assert sum(key.startswith("slow") for key in begun) == 3
        go_on.set()
        wait_for("all is done", lambda: not runner.pending())


def test_threads_that_are_stuck_are_made_up_for(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_way, "STUCK_SECONDS", 0.3)
    runner, begun, go_on = DueRows(engine, threads=2), list[str](), threading.Event()
    for partner in ("x", "y"):
        enqueue(engine, runner, partner, f"stuck-{partner}", f"stuck-{partner}-2")

    def handler(key: str) -> None:
        begun.append(key)
        if key.startswith("stuck"):
            go_on.wait(60)

    with running(runner, {"a": handler}):
        wait_for("both threads are stuck", lambda: len(begun) == 2)
        enqueue(engine, runner, "z", "free")
        wait_for("another is served", lambda: "free" in begun)
        assert len(begun) == 3
        go_on.set()
        wait_for("all is done", lambda: not runner.pending())


@pytest.fixture
def many(engine: sa.Engine) -> sa.Engine:
    add_rows(engine, 30_000, "done-", "done", done_at="n", partner="'p' || (n % 50)", submission="'s' || n")
    add_rows(engine, 10_000, "ready-", partner="'a'", submission="'s' || n")
    add_rows(engine, 3, "of-b-", partner="'b'")
    add_rows(engine, 5_000, "later-", partner="'a'", due_at="9e12", attempts="3", submission="'s' || n")
    add_rows(engine, 20, "dead-", "dead", partner="'a'", waits_for="'fault'", waits_since="1", submission="'s' || n")
    return engine


def test_nothing_that_is_asked_reads_the_whole_table(many: sa.Engine) -> None:
    runner = DueRows(many)
    with statements(many) as asked:
        Turns(many).take([], 4, 3)
        Turns(many).make_ready()
        runner.pending()
        runner.pending("a")
        runner.health()
        runner.attempts("a", "ready-1")
        runner.faults("a", "ready-1")
        runner.retry("a", "dead-1")
        runner.retry_failed(LookupError)
        runner.purge(10.0)
        waits_of(many, ["s1", "s2"])
        waits_since(many, time.time())
        OpenArrivals(many).late(900, None)
        undone(many, 100)
        undone(many, 100, only_dead=True)
        retry_all(many)
        retry_all(many, "a")
        with many.begin() as connection:
            runner.enqueue(connection, "a", "new", partner="b", submission="s1")
    assert len(asked) > 20
    for whole in ("error = 'x'", "state = 'pending' and kind = 'a'"):
        assert scans(many, [(f"select * from work where {whole}", ())]), "it is seen"  # noqa: S608
    assert not scans(many, [each for each in asked if " work" in each[0]])


def test_how_the_work_stands_is_told_by_a_few_rows(many: sa.Engine) -> None:
    def told(most: int | None) -> WorkHealth:
        with many.connect().execution_options(read_only=True) as connection:
            return health(connection, most)

    with many.begin() as connection:
        connection.execute(sa.update(work).where(work.c.partner == "a").values(added_at=time.time() - 100))
    if many.dialect.name == "sqlite":
        with steps_of_sqlite(many) as hundreds:
            found = told(10)
            assert hundreds[0] < 20
    else:
        with statements(many) as asked:
            found = told(10)
        assert 0 < rows_read(many, asked) < 100
    assert (found.oldest_seconds or 0) > 1e9, "that of b, though 10,000 of a stand before it"
    assert (found.pending, found.dead) == (10, 10)
    assert (told(None).pending, told(None).dead) == (15_003, 20)


def test_a_poll_reads_a_few_rows(many: sa.Engine) -> None:
    def poll() -> None:
        turns = Turns(many)
        turns.make_ready()
        assert [row.partner for row in turns.take([], 4, 3)] == ["a", "b", "a", "b"]

    if many.dialect.name == "sqlite":
        with steps_of_sqlite(many) as hundreds:
            poll()
            assert hundreds[0] < 50
            runner = DueRows(many)
            runner.pending()
            assert hundreds[0] > 500, "it counts"
    else:
        with statements(many) as asked:
            poll()
        assert 0 < rows_read(many, asked) < 60


def test_a_purge_takes_a_thousand_rows_at_a_time(many: sa.Engine) -> None:
    runner = DueRows(many)
    with statements(many) as asked:
        assert runner.purge(5_001.0) == 5_000
    assert len([each for each in asked if each[0].lower().startswith("delete")]) == 6
    left = database.read(many, sa.select(sa.func.count()).select_from(work).where(work.c.state == "done"))
    assert left[0][0] == 25_000
