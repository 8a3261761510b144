"""Health and readiness tell the truth of every part, in bounded time, to whoever asks."""

from __future__ import annotations

import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from gateway.doors.http.app import create_app
from gateway.ledger import database, tables
from gateway.serve import http_parts
from gateway.service import Gateway, open_gateway
from gateway.settings import Settings
from tests.checking.lived import AT, Lived
from tests.documents.keys import authorities, new_key, write_signer
from tests.ledger.postgres import Cluster
from tests.service.running import wait_for

pytestmark = pytest.mark.service


@contextmanager
def opened(settings: Settings, day: int = 0) -> Iterator[tuple[Gateway, TestClient]]:
    """A gateway in this process, without a runner, and a client without a key."""
    gateway = open_gateway(settings, lambda: AT + timedelta(days=day))
    try:
        with TestClient(create_app(http_parts(gateway))) as client:
            yield gateway, client
    finally:
        gateway.close()


def settings_at(root: Path, **given: Any) -> Settings:
    return Settings(data=root / "data", inbox=root / "inbox", outbox=root / "outbox", **given)


def ready(client: TestClient) -> tuple[int, dict[str, Any]]:
    answer = client.get("/readyz")
    return answer.status_code, answer.json()


def becomes(client: TestClient, part: str, state: str) -> dict[str, Any]:
    """What /readyz says once a part is so."""
    return wait_for(f"{part} is {state}", lambda: (said := ready(client)[1])["parts"][part]["state"] == state and said)


def test_a_gateway_that_is_all_right_is_ready(url: str, tmp_path: Path) -> None:
    with opened(settings_at(tmp_path, database=url)) as (_, client):
        code, said = ready(client)
        assert (code, said["status"], said["warnings"]) == (200, "ready", [])
        assert {name: part["state"] for name, part in said["parts"].items()} == dict.fromkeys(
            ("database", "mark", "store", "disk", "signing_certificate", "clock", "work"), "ok"
        )
        assert all(part["since"] == AT.isoformat() for part in said["parts"].values())
        health = client.get("/healthz").json()
        assert (health["status"], health["degraded"]) == ("ok", [])
        assert set(health["signing_certificate"]) == {"not_after", "days_left", "warning"}
        assert [each.name for each in (tmp_path / "data" / "store").iterdir()] == []


def test_a_server_that_is_stopped_and_started_again(postgres: Cluster, tmp_path: Path) -> None:
    with opened(settings_at(tmp_path, database=postgres.url("health"))) as (gateway, client):
        assert ready(client)[0] == 200
        postgres.stop()
        try:
            said = becomes(client, "database", "away")
            assert said["status"] == "not_ready" and client.get("/readyz").status_code == 503
            health = client.get("/healthz")
            assert health.status_code == 200
            assert health.json()["status"] == "degraded" and "database" in health.json()["degraded"]
        finally:
            postgres.start()
        becomes(client, "database", "ok")
        wait_for("it is ready", lambda: client.get("/readyz").status_code == 200)
        wait_for("health is ok", lambda: client.get("/healthz").json()["status"] == "ok")
        assert database.read(gateway.engine, sa.select(sa.literal(1)))


def test_a_server_that_takes_nothing_in_is_not_ready(postgres: Cluster, tmp_path: Path) -> None:
    url = postgres.url("standby")
    with opened(settings_at(tmp_path, database=url)) as (gateway, client):
        key = gateway.partners.add("atlas", ["partner"], gateway.clock())
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/xml"}
        assert ready(client)[0] == 200
        operator = sa.create_engine(url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
        for read_only, state in (("on", "read_only"), ("off", "ok")):
            with operator.connect() as connection:
                connection.exec_driver_sql("set default_transaction_read_only = off")
                connection.exec_driver_sql(f"alter database standby set default_transaction_read_only = {read_only}")
            gateway.engine.dispose()  # as the sessions of a server that fails over end
            assert becomes(client, "database", state)["status"] == ("ready" if state == "ok" else "not_ready")
            sent = client.post("/v1/submissions", content=b"<no/>", headers=headers)
            assert sent.status_code == (202 if state == "ok" else 503), sent.text


def test_a_server_that_hangs_costs_one_look_however_many_ask(postgres: Cluster, tmp_path: Path) -> None:
    with opened(settings_at(tmp_path, database=postgres.url("hangs"))) as (_, client):
        assert ready(client)[0] == 200
        first = int((postgres.data / "postmaster.pid").read_text().split()[0])
        servers = [first, *children(first)]
        for each in servers:
            os.kill(each, signal.SIGSTOP)
        try:
            becomes(client, "database", "no_answer")
            becomes(client, "work", "no_answer")
            with ThreadPoolExecutor(20) as pool:
                answers = list(pool.map(lambda _: client.get("/readyz"), range(20)))
                answers += list(pool.map(lambda _: client.get("/healthz"), range(40)))
            assert {(each.status_code, each.json()["status"]) for each in answers} == {
                (503, "not_ready"),
                (200, "degraded"),
            }
            assert sorted(looks()) == ["readiness-database", "readiness-work"], "one look of each part"
        finally:
            for each in servers:
                os.kill(each, signal.SIGCONT)
        becomes(client, "database", "ok")


def looks() -> list[str]:
    """The looks that are under way at parts that need the database."""
    names = [each.name for each in threading.enumerate() if each.is_alive()]
    return [name for name in names if name in ("readiness-database", "readiness-work")]


def children(process: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def test_a_disk_without_room_and_a_store_that_is_away(tmp_path: Path) -> None:
    with opened(settings_at(tmp_path, min_free_bytes=1 << 60)) as (gateway, client):
        code, said = ready(client)
        assert code == 503 and said["parts"]["disk"]["state"] == "full"
        assert client.get("/healthz").json()["degraded"] == ["disk"]
        gateway.settings.min_free_bytes = 0
        becomes(client, "disk", "ok")
        gateway.store.folder.rename(tmp_path / "away")
        said = becomes(client, "store", "away")
        assert said["status"] == "not_ready"
        (tmp_path / "away").rename(gateway.store.folder)
        becomes(client, "store", "ok")
        assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize(
    ("day", "code", "state", "warnings"),
    [
        (0, 200, "ok", []),
        (60, 200, "ok", ["certificate_ends_soon"]),
        (101, 503, "ended", []),
        (-1, 503, "not_yet_valid", []),
    ],
)
def test_a_certificate_that_ends(tmp_path: Path, day: int, code: int, state: str, warnings: list[str]) -> None:
    above = authorities("SPECIMEN", [new_key(), new_key()])
    key, chain = write_signer(tmp_path / "operator", above, "SPECIMEN", AT + timedelta(days=100), AT)
    with opened(settings_at(tmp_path, signing_key=key, signing_certificates=chain), day) as (_, client):
        status, said = ready(client)
        assert (status, said["parts"]["signing_certificate"]["state"], said["warnings"]) == (code, state, warnings)
        assert said["parts"]["signing_certificate"]["days_left"] == max(100 - day if day >= 0 else 101, 0)
        assert client.get("/healthz").json()["status"] == ("ok" if code == 200 else "degraded")


def test_dead_letters_and_waiting_work_are_warnings(house: Lived) -> None:
    row = {"kind": "read", "key": "sub_test_x", "due_at": 0, "attempts": 3, "faults": 3, "added_at": time.time()}
    waits = row | {"key": "sub_test_y", "state": "pending", "waits_for": "store", "added_at": time.time() - 7_200}
    with opened(house.settings) as (_, client):
        assert ready(client)[1]["parts"]["work"]["state"] == "ok"
        house.execute(sa.insert(tables.work).values(**waits))
        said = becomes(client, "work", "late")
        assert said["status"] == "ready" and said["warnings"] == ["work_late"]
        assert said["parts"]["work"]["waiting"] == {"store": 1} and said["parts"]["work"]["oldest_seconds"] >= 7_200
        house.execute(sa.insert(tables.work).values(**row, state="dead", waits_for="fault"))
        said = becomes(client, "work", "dead_letters")
        assert said["status"] == "ready" and said["parts"]["work"]["dead_letters"] == 1
        assert client.get("/healthz").json() | {"signing_certificate": None} == {
            "status": "degraded", "degraded": ["work"], "signing_certificate": None
        }  # fmt: skip
        assert client.get("/readyz").status_code == 200
        house.execute(sa.update(tables.work).values(state="done", waits_for=None))
        becomes(client, "work", "ok")
        assert client.get("/healthz").json()["status"] == "ok"


def test_a_damaged_file_is_answered_as_what_it_is_and_heals(house: Lived) -> None:
    accepted = house.events("accepted")[1]
    (row,) = house.rows(sa.select(tables.submission.c.id).where(tables.submission.c.body.is_not(None)).where(
        tables.submission.c.acknowledgement == accepted["acknowledgement"]
    ))  # fmt: skip
    with opened(house.settings) as (gateway, client):
        key = {"Authorization": f"Bearer {gateway.partners.add_key('medina', 'test', AT)}"}
        body = client.get(f"/v1/submissions/{row.id}/body", headers=key).content
        acknowledgement = client.get(f"/v1/submissions/{row.id}/acknowledgement", headers=key).content
        path = gateway.store.path(accepted["body"]["sha256"])
        path.chmod(0o600)
        path.write_bytes(b"")
        refused = client.get(f"/v1/submissions/{row.id}/body", headers=key)
        (finding,) = refused.json()["findings"]
        assert (refused.status_code, finding["code"]) == (503, "STO01")
        assert accepted["body"]["sha256"] in finding["message"]["en"] and int(refused.headers["retry-after"]) > 60
        assert wait_for("it is told", lambda: "damaged_files" in ready(client)[1]["warnings"])
        sent = client.post("/v1/submissions", content=body, headers=key | {"Content-Type": "application/xml"})
        assert sent.status_code == 202 and sent.json()["id"] == row.id
        assert client.get(f"/v1/submissions/{row.id}/acknowledgement", headers=key).content == acknowledgement
        assert client.get(f"/v1/submissions/{row.id}/body", headers=key).content == body
        path = gateway.store.path(accepted["acknowledgement"])
        shutil.copy(path, house.settings.data / "copy")
        path.unlink()
        again = client.post("/v1/submissions", content=body, headers=key | {"Content-Type": "application/xml"})
        assert (again.status_code, again.json()["findings"][0]["code"]) == (503, "STO01")
        source = house.settings.data / "backup" / path.parent.name
        source.mkdir(parents=True)
        (house.settings.data / "copy").rename(source / path.name)
        code, _ = house.command("--only", "store", "--heal-from", str(house.settings.data / "backup"))
        assert code == 0
        again = client.post("/v1/submissions", content=body, headers=key | {"Content-Type": "application/xml"})
        assert again.status_code == 202


def test_a_mark_that_cannot_be_written(tmp_path: Path) -> None:
    with opened(settings_at(tmp_path)) as (gateway, client):
        aside = gateway.mark.file.with_name("aside")
        gateway.mark.file.rename(aside)
        gateway.partners.add("atlas", ["partner"], AT)  # what was committed stands
        with pytest.raises(OSError, match="the mark cannot be written"):
            gateway.partners.add("rif", ["partner"], AT)
        code, told = ready(client)
        assert (code, told["status"], told["parts"]["mark"]["state"]) == (503, "not_ready", "not_written")
        aside.rename(gateway.mark.file)
        wait_for("it is ready again", lambda: ready(client)[0] == 200)
