"""The real service on a ledger whose last instant is long ago: what it holds back, and what lets it go on."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
import sqlalchemy as sa

from gateway.clock import casablanca_now
from gateway.ledger import tables
from gateway.ledger.opening import open_database
from gateway.pipeline.accept import File
from gateway.service import open_gateway
from gateway.settings import Settings
from schemas.days import later
from tests.service.declaring import small
from tests.service.running import Service, wait_for

pytestmark = pytest.mark.service


class Old(Service):
    """A service on a ledger of its own URL."""

    @property
    def engine(self) -> sa.Engine:
        return open_database(self.settings["database"])

    def worked(self, days_ago: int) -> str:
        """Let it register a declaration with duties so many days ago; the key of its partner."""
        folders = {"data": self.data, "inbox": self.inbox, "outbox": self.outbox}
        settings = Settings(database=self.settings["database"], workers=1, **folders)
        opened, stop = open_gateway(settings, lambda: later(casablanca_now(), timedelta(days=-days_ago))), Event()
        runner = Thread(target=opened.runner.run, args=(opened.road.handlers(), stop))
        runner.start()
        try:
            key = opened.partners.add("atlas", ["partner"], opened.clock())
            opened.acceptance.take("atlas", File("dum.xml", small().body), [])
            wait_for("no work is left", lambda: not opened.runner.pending())
        finally:
            stop.set()
            runner.join(60)
            opened.close()
        return key

    def noticed(self) -> list[str | None]:
        """The last notices of all claims."""
        return [row["dasf"] for row in self.rows(tables.claim)]

    def clock(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`dumgate clock` beside the service."""
        command = [sys.executable, "-m", "gateway", "clock", *arguments]
        environment = self.environment | {"LANG": "en", "DUMGATE_DATA": str(self.data)}
        return subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, check=False)

    def logged(self, words: str) -> bool:
        """Whether the log has these words."""
        return words in self.log_text()


@pytest.fixture
def service(new_url: Callable[[], str], tmp_path: Path) -> Iterator[Old]:
    running = Old(tmp_path, {"database": new_url()})
    try:
        yield running
    finally:
        running.kill()


def test_a_jump_of_the_clock_sends_no_last_notice_before_the_operator_says_so(service: Old) -> None:
    key = service.worked(30)
    service.start()
    wait_for("it tells that the clock is held", lambda: service.logged("the clock is held"))
    with service.client(key) as client:
        assert small().post(client).status_code == 202  # what the calendar does not do alone goes on
    shown = service.clock()
    assert (shown.returncode, shown.stderr) == (1, "")
    assert "Last notices and ends of deadlines are held back" in shown.stdout
    assert "dumgate clock confirm" in shown.stdout
    assert set(service.noticed()) == {None}
    assert service.clock("confirm").returncode == 1  # nobody answers the question
    assert json.loads(service.clock("--json").stdout)["held"] == "ahead"
    assert service.clock("confirm", "--yes").returncode == 0
    (number,) = wait_for("the last notice", lambda: [each for each in service.noticed() if each])
    assert number
    assert service.clock().returncode == 0


def test_a_year_that_cannot_be_right_stops_acceptance_at_both_doors(service: Old) -> None:
    key = service.worked(1000)
    service.start()
    sending = small()
    with service.client(key) as client:
        refused = sending.post(client)
        (found,) = refused.json()["findings"]
        assert (refused.status_code, found["code"], refused.headers["retry-after"]) == (503, "API06", "600")
        assert "clock" in found["message"]["en"]
        wait_for("the folder", (service.inbox / "atlas").is_dir)
        small().drop(service.inbox / "atlas", "dum.xml")
        wait_for("the folder waits", lambda: service.logged("folder.failed"))
        assert "Nothing is accepted either" in service.clock().stdout
        assert not list((service.outbox / "atlas").glob("*"))
        assert service.clock("confirm", "--yes").returncode == 0
        assert sending.post(client).status_code == 202
    wait_for("the folder is answered", lambda: list((service.outbox / "atlas").glob("dum.*.ack.xml")))


def test_a_change_of_the_days_ahead_confirms_itself_and_going_back_is_told(service: Old) -> None:
    service.worked(0)
    service.settings["days_ahead"] = 40
    service.start()
    wait_for("the last notice", lambda: [each for each in service.noticed() if each])
    assert service.stop() == 0
    assert "runs 40 days ahead" in service.clock().stdout
    service.settings["days_ahead"] = 10
    service.start()
    assert service.logged("the clock goes back")
    shown = service.clock()
    assert (shown.returncode, "went from 40 to 10" in shown.stdout) == (0, True)
    told = [row["data"] for row in service.rows(tables.event) if row["stream"] == "days-ahead"]
    assert told == [{"days": 40, "before": 0}, {"days": 10, "before": 40}]
