"""Work that waits, from outside: over HTTP, in the folder, and by `dumgate work` beside the running service."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from gateway.clock import casablanca_now
from gateway.ledger import tables
from gateway.pipeline.accept import File
from gateway.service import open_gateway
from gateway.settings import Settings
from tests.service.conftest import Sender
from tests.service.declaring import small
from tests.service.running import Service, wait_for

pytestmark = pytest.mark.service


CLAIM = "atlas/1-2-3-{name}"


class House:
    """A service that is started when something of what it accepted is broken already."""

    def __init__(self, root: Path) -> None:
        self.service = Service(root, {"waiting_notice": 1.0, "workers": 1})
        self.settings = Settings(data=self.service.data, inbox=self.service.inbox, outbox=self.service.outbox)

    def accept(self, name: str) -> tuple[str, Path]:
        """Accept a declaration as from a folder while nothing is read: its submission, and its stored body."""
        gateway = open_gateway(self.settings)
        try:
            if gateway.partners.find("atlas") is None:
                self.key = gateway.partners.add("atlas", ["partner"], casablanca_now())
            body = small().body
            accepted = gateway.acceptance.take("atlas", File(name, body), [], claim=CLAIM.format(name=name))
            row = tables.submission
            with gateway.engine.connect() as connection:
                query = sa.select(row.c.body).where(row.c.id == accepted.submission)
                digest = connection.execute(query).scalar()["sha256"]  # type: ignore[index]
        finally:
            gateway.close()
        return accepted.submission, self.settings.data / "store" / digest[:2] / digest

    def view(self, submission: str) -> dict[str, Any]:
        with self.service.client(self.key) as client:
            answer = client.get(f"/v1/submissions/{submission}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def dumgate(self, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """A command in a process of its own, in English."""
        command = [sys.executable, "-m", "gateway", *arguments]
        environment = {**self.service.environment, "LANG": "en", "COLUMNS": "200"}
        return subprocess.run(
            command, cwd=self.service.root, env=environment, capture_output=True, text=True, input=typed, check=False
        )

    def listed(self, *options: str) -> list[dict[str, Any]]:
        return list(json.loads(self.dumgate("work", "list", "--json", *options).stdout)["work"])


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    try:
        yield made
    finally:
        made.service.kill()


def damage(stored: Path) -> bytes:
    content = stored.read_bytes()
    stored.chmod(0o600)
    stored.write_bytes(b"")
    return content


def test_what_waits_is_told_over_http_and_in_the_folder_and_goes_on_by_a_command(house: House) -> None:
    submission, stored = house.accept("A b|c.xml")
    content = damage(stored)
    house.service.start()
    view = wait_for("it waits", lambda: (seen := house.view(submission))["state"] == "waiting" and seen)
    assert view["waiting"]["part"] == "store"
    assert view["waiting"]["number"] == submission
    assert set(view["waiting"]["message"]) == {"fr", "en", "ar"}
    assert all(submission in each for each in view["waiting"]["message"].values())

    base = house.service.outbox / "atlas" / f"A b|c.{submission}.waiting"
    listing = base.with_name(f"{base.name}.json.delivery.json")
    wait_for("the notice is there", listing.exists)
    assert [each["name"] for each in json.loads(listing.read_bytes())["files"]] == [
        f"{base.name}.json",
        f"{base.name}.html",
    ]
    told = json.loads(base.with_name(f"{base.name}.json").read_bytes())
    assert (told["state"], told["part"], told["number"], told["signed"]) == ("waiting", "store", submission, False)
    assert "sent again" in told["message"]["en"] and "We have what you sent" not in told["message"]["en"]
    page = base.with_name(f"{base.name}.html").read_text()
    assert all(f'lang="{language}"' in page for language in ("fr", "ar", "en"))

    (found,) = [each for each in house.listed() if each["kind"] == "read"]
    assert (found["waits_for"], found["submission"], found["partner"]) == ("store", submission, "atlas")
    shown = house.dumgate("work", "list", "--language", "en")
    assert "judge a submission" in shown.stdout and "stored file" in shown.stdout and shown.returncode == 0
    status = house.dumgate("status", submission, "--url", house.service.url, "--key", house.key, "-l", "en")
    assert "The fault is ours" in status.stdout

    for each in listing.parent.glob(f"{base.name}.*"):
        each.unlink()
    stored.write_bytes(content)
    retried = house.dumgate("work", "retry", str(found["id"]), "--language", "en")
    assert retried.returncode == 0, retried.stderr
    view = wait_for("it is answered", lambda: (seen := house.view(submission))["state"] == "answered" and seen)
    assert view["waiting"] is None
    response = listing.parent / f"A b|c.{submission}.1.response.xml.delivery.json"
    wait_for("the answer comes as always", response.exists)
    assert not list(listing.parent.glob(f"{base.name}.*")), "once for each waiting"
    wait_for("it is forgotten", lambda: not list((house.service.data / "waiting").iterdir()))


@pytest.mark.parametrize("heals", ["sent again", "copied"])
def test_work_that_waits_for_a_damaged_file_goes_on_when_its_bytes_are_back(
    house: House, heals: str, tmp_path: Path
) -> None:
    submission, stored = house.accept("dum.xml")
    content = damage(stored)
    house.service.start()
    view = wait_for("it waits", lambda: (seen := house.view(submission))["state"] == "waiting" and seen)
    assert view["waiting"]["part"] == "store"
    if heals == "sent again":
        with house.service.client(house.key) as client:
            answer = client.post("/v1/submissions", content=content, headers={"Content-Type": "application/xml"})
        assert (answer.status_code, answer.json()["id"]) == (202, submission)
    else:
        wait_for("it was tried four times", lambda: house.listed()[0]["attempts"] >= 4)  # the next time in a minute
        copy = tmp_path / "backup" / stored.parent.name / stored.name
        copy.parent.mkdir(parents=True)
        copy.write_bytes(content)
        healed = house.dumgate("check", "--only", "store", "--heal-from", str(tmp_path / "backup"), "--json")
        assert healed.returncode == 0, healed.stdout
        assert json.loads(healed.stdout)["mended"] == {"work_due": 1}
    wait_for("it is answered", lambda: house.view(submission)["state"] == "answered", 30)


def test_a_dead_letter_is_told_retried_and_forgotten_while_the_service_runs(house: House) -> None:
    submission, _ = house.accept("dead.xml")
    house.service.start()
    wait_for("it is answered", lambda: house.view(submission)["state"] == "answered")
    row = {"kind": "answer", "key": "dec_none-1", "due_at": 0, "state": "pending", "attempts": 0}
    engine = house.service.engine
    with engine.begin() as connection:
        connection.execute(sa.insert(tables.work).values(**row, partner="atlas", submission=submission))
    engine.dispose()

    (dead,) = wait_for("it is dead", lambda: house.listed("--dead"))
    assert (dead["faults"], dead["waits_for"], dead["key"]) == (3, "fault", "dec_none-1")
    assert house.dumgate("work", "list", "--dead").returncode == 1
    assert house.service.log_text().count("a dead letter") == 1
    view = house.view(submission)
    assert (view["state"], view["waiting"]["part"]) == ("answered", "fault")

    assert house.dumgate("work", "retry", "--kind", "read").returncode == 2
    assert house.dumgate("work", "retry").returncode == 2
    assert house.dumgate("work", "retry", "--kind", "answer").returncode == 0
    wait_for("it was tried and is dead again", lambda: house.service.log_text().count("a dead letter") == 2)
    wait_for("that is written down", lambda: [each["attempts"] for each in house.listed("--dead")] == [3])

    number = str(dead["id"])
    refused = house.dumgate("work", "forget", number, "--language", "en", typed="n\n")
    assert refused.returncode == 1 and "gets no further answer" in refused.stdout
    assert house.listed("--dead")
    done = house.dumgate("work", "forget", number, "--language", "en", typed="y\n")
    assert done.returncode == 0, done.stderr
    assert house.listed("--dead") == []
    assert house.view(submission)["waiting"]["part"] == "forgotten"
    (event,) = [each for each in house.service.rows(tables.event) if each["kind"] == "work-forgotten"]
    assert event["actor"].startswith("cli:") and event["stream"] == f"submission:{submission}"
    assert house.dumgate("work", "forget", number, "--yes").returncode == 2
    assert house.service.stop() == 0
    assert house.dumgate("work", "list").returncode == 0


def test_many_pieces_of_one_partner_keep_nobody_else_waiting(service: Service, sender: Sender, other: Sender) -> None:
    """Two thousand pieces that are ready, and then a declaration of somebody else: it does not wait for their end."""
    engine = service.engine
    rows = [
        {"kind": "contrl", "key": f"none|{number}", "due_at": 0, "state": "pending", "attempts": 0, "faults": 0}
        for number in range(2_000)
    ]
    with engine.begin() as connection:
        connection.execute(sa.insert(tables.work), [{**row, "partner": sender.name} for row in rows])
    left = sa.select(sa.func.count()).where(
        sa.text("state = 'pending'"), tables.work.c.partner == sender.name, tables.work.c.attempts == 0
    )
    try:
        submission = other.send(small())
        other.declaration(submission)
        with engine.connect() as connection:
            assert connection.execute(left).scalar_one() > 0, "all of the many were done before"
    finally:
        with engine.begin() as connection:
            connection.execute(sa.delete(tables.work).where(tables.work.c.partner == sender.name))
        engine.dispose()
