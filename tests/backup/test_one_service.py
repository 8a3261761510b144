"""One database, one service; and one signer of its register."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from gateway.ledger import tables
from gateway.ledger.database import write
from gateway.ledger.lease import AlreadyRunning, hold_database
from gateway.ledger.opening import open_database
from gateway.work.work_rows import add
from tests.backup.conftest import NewService
from tests.backup.test_went_back import refused, register
from tests.documents.keys import write_operator
from tests.ledger.postgres import Cluster
from tests.service.running import Service, wait_for

pytestmark = pytest.mark.service


Database = Callable[[], dict[str, Any]]


def pair(database: Database, new_service: NewService) -> tuple[Service, Service]:
    """Two gateways with data folders of their own and one database."""
    shared = database()
    first = new_service("first", shared)
    return first, new_service("second", shared or {"database": f"sqlite:///{first.data / 'gateway.sqlite'}"})


def test_a_second_service_is_refused(database: Database, new_service: NewService) -> None:
    first, second = pair(database, new_service)
    key = first.add_partner("atlas")
    first.start()
    assert "DUMGATE_DATABASE" in refused(second)
    assert not (second.data / "keys").exists()
    assert first.run("partners", "list").returncode == 0, "commands work beside it"
    for alone in (["signer", "accept"], ["check", "--rebuild", "--only", "series"]):
        assert "DUMGATE_DATABASE" in refused(second, *alone)
    register(first, key)
    first.kill()
    assert "dumgate signer accept" in refused(second), "and then its own authority is"


def test_after_a_restart_of_the_database_it_is_held_again(new_service: NewService, postgres: Cluster) -> None:
    shared = {"database": postgres.url("restarted_lease")}
    first, second = new_service("first", shared), new_service("second", shared)
    key = first.add_partner("atlas")
    first.start()
    postgres.stop()
    wait_for("it is missed", lambda: "it is held again when it is back" in first.log_text())
    postgres.start()
    wait_for("it is held again", lambda: "the database is held again" in first.log_text())
    assert "DUMGATE_DATABASE" in refused(second)
    register(first, key)
    assert first.stop() == 0


def test_a_service_whose_database_another_one_took_stops(new_service: NewService, postgres: Cluster) -> None:
    shared = {"database": postgres.url("taken_lease")}
    service = new_service("first", shared)
    service.add_partner("atlas")
    service.start()
    process = service.process
    assert process is not None
    process.send_signal(signal.SIGSTOP)  # so that another one is faster
    postgres.stop()
    postgres.start()
    held = hold_database(shared["database"])
    try:
        process.send_signal(signal.SIGCONT)
        wait_for("it stops itself", lambda: process.poll() is not None)
        assert process.returncode == 2
        assert "taken_lease" in service.log_text().splitlines()[-1], "the last line says why"
    finally:
        held.close()


def test_a_lease_that_is_lost_is_told(postgres: Cluster) -> None:
    url = postgres.url("lost_lease")
    lease = hold_database(url)
    lease._drop()  # type: ignore[union-attr]
    other = hold_database(url)
    with pytest.raises(AlreadyRunning):
        lease.keep(threading.Event())
    other.close()
    lease.close()


def test_nothing_is_written_before_the_database_is_held_again(postgres: Cluster) -> None:
    url = postgres.url("bound_lease")
    engine = open_database(url)
    lease, stop = hold_database(url), threading.Event()
    lease.bind(engine)

    def written() -> bool:
        try:
            write(engine, lambda connection: add(connection, "read", "a", 0, None, None))
        except sa.exc.OperationalError:
            return False
        return True

    assert written()
    postgres.stop()
    postgres.start()
    other = hold_database(url)
    assert not written(), "another service was faster"
    other.close()
    assert not written(), "nobody holds it"
    keeping = threading.Thread(target=lease.keep, args=(stop,))
    keeping.start()
    wait_for("it is held again", written)
    stop.set()
    keeping.join()
    lease.close()
    engine.dispose()


@pytest.fixture
def kept(database: Database, new_service: NewService) -> tuple[Service, Service]:
    """A gateway that has registered, stopped; and another one, with its own data folder, on its database."""
    first, second = pair(database, new_service)
    key = first.add_partner("atlas")
    first.start()
    register(first, key)
    assert first.stop() == 0
    return first, second


def signers(service: Service) -> list[bool]:
    return [row["current"] for row in service.rows(tables.register_signer)]


def test_the_key_of_another_installation_is_refused(kept: tuple[Service, Service], tmp_path: Path) -> None:
    first, second = kept
    said = refused(second)
    assert "dumgate signer accept" in said
    assert not (second.data / "keys").exists(), "no new authority is made"
    (tmp_path / "own").mkdir()
    key, chain = write_operator(tmp_path / "own", "SPECIMEN other")
    second.settings |= {"signing_key": key, "signing_certificates": chain, "mark": first.data / "mark.sqlite"}
    assert "SPECIMEN other" in refused(second)
    assert signers(first) == [True]
    first.start()
    assert first.stop() == 0


def test_keys_that_are_lost_for_ever(kept: tuple[Service, Service]) -> None:
    first, _ = kept
    aside = first.data.with_name("keys.aside")
    (first.data / "keys").rename(aside)
    assert "dumgate signer accept" in refused(first)
    assert not (first.data / "keys").exists()
    accepted = first.run("signer", "accept", "--why", "burnt")
    assert accepted.returncode == 0, accepted.stderr
    first.start()
    assert first.stop() == 0
    assert sorted(signers(first)) == [False, True]
    assert first.run("signer", "show").stdout.count("\n") == 2
