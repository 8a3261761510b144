"""Starting: one service per data folder, private keys, no real key beside a sandbox, a full disk, a clean end."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.ledger import tables
from gateway.serve import CannotListen, PartBroke
from gateway.store.modes import NoSuchGroup
from gateway.worded import WordedError
from tests.documents.keys import write_operator
from tests.service.declaring import pay, payment, small
from tests.service.running import Service, alive, wait_for

pytestmark = pytest.mark.service


def refused_start(service: Service, *arguments: str) -> str:
    """What a service, or another command, that must not start says; it ends with 2 and without a traceback."""
    command = [sys.executable, "-m", "gateway", *(arguments or ("serve",))]
    ended = subprocess.run(
        command,
        cwd=service.root,
        env=service.environment | {"LANG": "en_GB.UTF-8"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ended.returncode == 2, ended.stderr
    assert "Traceback" not in ended.stderr
    return ended.stderr


def test_a_second_service_on_the_same_data_is_refused(service: Service) -> None:
    said = refused_start(Service(service.root))
    assert said.startswith("dumgate serve: Another service runs on")
    assert str(service.data) in said


def test_a_port_that_another_has_is_told(service: Service, tmp_path: Path) -> None:
    second = Service(tmp_path)
    second.port = service.port
    said = refused_start(second)
    assert said.startswith(f"dumgate serve: Cannot listen on 127.0.0.1 port {service.port}: Address already in use.")
    unknown = refused_start(Service(tmp_path, {"host": "no.such.host.invalid"}))
    assert "Cannot listen on no.such.host.invalid" in unknown and "Unknown error" not in unknown


@pytest.mark.parametrize(
    "why",
    [
        CannotListen("serve.cannot_listen", host="::1", port=80, reason="Permission denied"),
        PartBroke("serve.part_broke", part="runner", error="KeyError()"),
        NoSuchGroup("serve.no_group", group="nobodys"),
    ],
    ids=lambda each: each.key,
)
def test_why_a_service_does_not_run_is_told_in_three_languages(why: WordedError) -> None:
    assert set(why.words) == {"fr", "en", "ar"}
    for said in why.words.values():
        assert all(str(fact) in said for fact in why.facts.values())


def test_keys_are_their_owner_s_alone(service: Service) -> None:
    def mode(path: Path) -> int:
        return stat.S_IMODE(path.stat().st_mode)

    assert mode(service.data) == 0o700
    assert mode(service.data / "keys") == 0o700
    keys = list((service.data / "keys").glob("*-key.pem"))
    assert len(keys) == 2
    assert [mode(key) for key in keys] == [0o600, 0o600]
    assert mode(service.data / "store") == 0o700


def test_a_real_key_beside_the_sandbox_administration_is_refused(tmp_path: Path) -> None:
    key, chain = write_operator(tmp_path)
    said = refused_start(Service(tmp_path, {"signing_key": key, "signing_certificates": chain}))
    assert "The administration is a sandbox, but" in said
    assert "no SPECIMEN certificate" in said


def test_a_key_without_its_certificates_is_refused(tmp_path: Path) -> None:
    key, _ = write_operator(tmp_path)
    assert "DUMGATE_SIGNING_CERTIFICATES" in refused_start(Service(tmp_path, {"signing_key": key}))


@pytest.mark.parametrize("command", ["serve", "partners add atlas", "demo --examples . --folder demo"])
def test_a_key_that_cannot_be_used_is_told_in_one_clean_line_by_each_command(tmp_path: Path, command: str) -> None:
    name = os.fsdecode(b"key\x1b[2J\n\xff.pem")
    service = Service(tmp_path, {"signing_key": tmp_path / name, "signing_certificates": tmp_path / "chain.pem"})
    said = refused_start(service, *command.split())
    assert said.startswith(f"dumgate {command.split()[0]}: ")
    assert said.count("\n") == 1 and said.rstrip("\n").isprintable()
    assert "key\ufffd[2J \ufffd.pem cannot be read" in said


@pytest.mark.parametrize("command", ["serve", "partners add atlas"])
def test_a_damaged_bundle_is_told_in_one_line_by_each_command(tmp_path: Path, command: str) -> None:
    service = Service(tmp_path)
    (service.data / "trust").mkdir(parents=True)
    (service.data / "trust" / "served-specimen.pem").write_bytes(b"")
    said = refused_start(service, *command.split())
    assert said.count("\n") == 1 and "Restore it from a backup" in said


def test_a_setting_that_makes_no_sense_is_told_without_a_traceback(tmp_path: Path) -> None:
    assert "DUMGATE_STABLE_FOR" in refused_start(Service(tmp_path, {"stable_for": "soon"}))


def test_a_store_that_is_away_stops_the_start(tmp_path: Path) -> None:
    service = Service(tmp_path)
    key = service.add_partner("atlas")
    try:
        service.start()
        with service.client(key) as client:
            small().post(client)
        service.wait_until_idle()
        service.stop()
        store = service.data / "store"
        store.rename(tmp_path / "away")
        assert f"The store {store} is empty, but the ledger names documents in it" in refused_start(service)
        store.rmdir()
        store.touch()
        assert f"The store {store} cannot be read" in refused_start(service)
        store.unlink()
        (tmp_path / "away").rename(store)
        service.start()
    finally:
        service.kill()


def test_nothing_is_accepted_on_a_full_disk(tmp_path: Path) -> None:
    full = Service(tmp_path, {"min_free_bytes": 1 << 60})
    key = full.add_partner("atlas")
    try:
        full.start()
        small().drop(full.inbox / "atlas", "late.xml")
        with full.client(key) as client:
            answer = small().post(client)
            assert (answer.status_code, answer.json()["findings"][0]["code"]) == (507, "API06")
            assert int(answer.headers["retry-after"]) > 0
        wait_for("the folder door tried it", lambda: "folder.failed" in full.log_text())
        assert full.rows(tables.submission) == []
        assert not any((full.outbox / "atlas").iterdir())
    finally:
        full.kill()
    # with room again, what was dropped is taken
    full.settings = {}
    try:
        full.start()
        wait_for("the answer", lambda: list((full.outbox / "atlas").glob("late.*.response.xml.delivery.json")))
    finally:
        full.kill()


def test_it_ends_cleanly_and_its_children_with_it(tmp_path: Path) -> None:
    service = Service(tmp_path)
    partner, office = service.add_partner("atlas"), service.add_partner("office", "office")
    try:
        service.start()
        with service.client(partner) as client, service.client(office) as counter:
            submission = small().post(client).json()["id"]

            def due() -> dict[str, str] | None:
                found = client.get(f"/v1/submissions/{submission}").json()["declarations"]
                return found[0] if found else None

            found = wait_for("a verdict", due)
            assert pay(counter, payment(found["dum_number"], found["due"])).status_code == 201
        family = service.processes()
        assert service.stop() == 0
    finally:
        service.kill()
    wait_for("no process is left", lambda: not any(alive(each) for each in family), 10)
    assert "Traceback" not in service.log_text()


def test_killed_alone_its_children_end_too(tmp_path: Path) -> None:
    service = Service(tmp_path)
    key = service.add_partner("atlas")
    try:
        service.start()
        with service.client(key) as client:
            small().post(client)
        wait_for("workers", lambda: len(service.processes()) > 1)
        family = service.processes()
        assert service.process is not None
        service.process.kill()
        wait_for("no process is left", lambda: not any(alive(each) for each in family), 20)
    finally:
        service.kill()
