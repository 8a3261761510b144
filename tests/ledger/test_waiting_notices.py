"""The waiting notice is written when nothing works but the disk: without workers, without a key, without a database."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from gateway.clock import casablanca_now
from gateway.ledger import database
from gateway.ledger.tables import work
from gateway.pipeline.accept import File
from gateway.pipeline.waiting_notices import WaitingNotices
from gateway.service import Gateway, open_gateway
from gateway.settings import Settings
from gateway.work.failures import PartAway
from gateway.work.work_rows import FORGOTTEN
from tests.ledger.postgres import Cluster
from tests.ledger.test_runner import running
from tests.service.declaring import small
from tests.service.running import wait_for

pytestmark = pytest.mark.service


def opened(root: Path, url: str = "", mode: str = "0750") -> Gateway:
    folders = {name: root / name for name in ("data", "inbox", "outbox")}
    gateway = open_gateway(Settings(database=url, waiting_notice=0.5, workers=1, folder_mode=mode, **folders))
    for partner in ("atlas", "rif"):
        gateway.partners.add(partner, ["partner"], casablanca_now())
    return gateway


@pytest.fixture
def gateway(tmp_path: Path, url: str) -> Iterator[Gateway]:
    made = opened(tmp_path, url if url.startswith("postgresql") else "")
    yield made
    made.close()


def arrive(gateway: Gateway, partner: str, name: str) -> str:
    claim = f"{partner}/1-2-3-{name}"
    return gateway.acceptance.take(partner, File(name, small().body), [], claim=claim).submission


def wait_since(gateway: Gateway, submission: str, seconds_ago: float, part: str = "key") -> None:
    """As if the work of a submission had waited so long."""
    since = {"waits_for": part, "waits_since": time.time() - seconds_ago, "attempts": 9, "due_at": 9e12}
    change = sa.update(work).where(work.c.submission == submission, work.c.kind == "read").values(**since)
    database.write(gateway.engine, lambda connection: connection.execute(change))


def look(notices: WaitingNotices) -> None:
    with ThreadPoolExecutor(2) as pool:
        notices.look(pool)


def told(gateway: Gateway, partner: str) -> list[str]:
    folder = gateway.settings.outbox / partner
    return sorted(path.name for path in folder.glob("*.waiting.json.delivery.json")) if folder.exists() else []


def clear(gateway: Gateway, partner: str) -> None:
    for path in (gateway.settings.outbox / partner).iterdir():
        path.unlink()


def test_each_arrival_is_told_once_for_each_waiting(gateway: Gateway) -> None:
    first, second = arrive(gateway, "atlas", "a.xml"), arrive(gateway, "rif", "b.xml")
    notices = gateway.waiting_notices()
    look(notices)
    wait_since(gateway, first, 0.2)
    look(notices)
    assert told(gateway, "atlas") == [], "not yet"
    wait_since(gateway, first, 5)
    look(notices)
    assert told(gateway, "atlas") == [f"a.{first}.waiting.json.delivery.json"]
    assert told(gateway, "rif") == []
    clear(gateway, "atlas")
    look(notices)
    look(gateway.waiting_notices())  # as after a restart
    assert told(gateway, "atlas") == []
    done = sa.update(work).where(work.c.submission == first).values(waits_for=None, waits_since=None, state="done")
    database.write(gateway.engine, lambda connection: connection.execute(done))
    look(notices)
    wait_since(gateway, first, 5)
    look(notices)
    assert told(gateway, "atlas") == [f"a.{first}.waiting.json.delivery.json"], "another waiting"
    wait_since(gateway, second, 5, FORGOTTEN)
    look(notices)
    (said,) = (gateway.settings.outbox / "rif").glob("*.waiting.json")
    assert json.loads(said.read_bytes())["part"] == FORGOTTEN


def test_a_folder_that_cannot_be_written_to_stops_no_other_and_is_tried_again(gateway: Gateway) -> None:
    first, second = arrive(gateway, "atlas", "a.xml"), arrive(gateway, "rif", "b.xml")
    outbox = gateway.settings.outbox / "atlas"
    outbox.parent.mkdir(exist_ok=True)
    outbox.write_text("a file in its place")
    for submission in (first, second):
        wait_since(gateway, submission, 5)
    notices = gateway.waiting_notices()
    look(notices)
    assert told(gateway, "rif") == [f"b.{second}.waiting.json.delivery.json"]
    outbox.unlink()
    look(notices)
    assert told(gateway, "atlas") == [f"a.{first}.waiting.json.delivery.json"]


def test_a_database_that_is_away_is_told_of_what_was_known_before(postgres: Cluster, tmp_path: Path) -> None:
    gateway = opened(tmp_path, postgres.url("away"))
    submission = arrive(gateway, "atlas", "a.xml")
    stop = threading.Event()
    looking = gateway.waiting_notices()
    notices = threading.Thread(target=looking.run, args=(stop,))

    def fail(key: str) -> None:
        raise PartAway("start", "no process")

    try:
        with running(gateway.runner, {"read": fail, "deliver-acknowledgement": lambda key: None}):
            wait_for("it was tried", lambda: gateway.runner.attempts("read", submission))
            with gateway.engine.begin() as connection:  # so that only the database's absence can be told
                connection.execute(sa.update(work).values(waits_for=None, waits_since=None, due_at=9e12))
            notices.start()
            wait_for("it knows what is open", lambda: looking.open.known)
            assert told(gateway, "atlas") == []
            postgres.stop()
            wait_for("the notice is there", lambda: told(gateway, "atlas"))
            wait_for("the runner knows", gateway.runner.database_away_since)
            (said,) = (gateway.settings.outbox / "atlas").glob("*.waiting.json")
            notice = json.loads(said.read_bytes())
            assert (notice["part"], notice["submission"]) == ("database", submission)
            postgres.start()
            wait_for("it is back", lambda: gateway.runner.database_away_since() is None)
    finally:
        stop.set()
        notices.join(30)
        gateway.close()


def test_it_has_the_mode_that_is_set_for_the_folders(tmp_path: Path) -> None:
    gateway = opened(tmp_path, mode="0770")
    try:
        wait_since(gateway, arrive(gateway, "atlas", "a.xml"), 5)
        look(gateway.waiting_notices())
        folder = gateway.settings.outbox / "atlas"
        assert folder.stat().st_mode & 0o777 == 0o770
        assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o660}
    finally:
        gateway.close()
