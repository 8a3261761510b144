"""A ledger that went back in time is not served, and the remedy that is told works."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from gateway.backup import databases
from gateway.ledger import tables
from tests.backup.conftest import NewService
from tests.service.declaring import small
from tests.service.running import Service, wait_for

pytestmark = pytest.mark.service


SERIES = "dum:309:010:2026"


def register(service: Service, key: str, count: int = 1) -> list[str]:
    """Declarations are registered by HTTP; their numbers."""
    found = []
    with service.client(key) as client:
        for _ in range(count):
            submission = small(duties=False).post(client).json()["id"]

            def number(submission: str = submission) -> str | None:
                views = client.get(f"/v1/submissions/{submission}").json()["declarations"]
                return views[0]["dum_number"] if views else None

            found.append(wait_for("a number", number))
    service.wait_until_idle()
    return found


def refused(service: Service, *command: str) -> str:
    """What a start says that is refused, or another command."""
    ended = service.run(*(command or ("serve",)))
    assert ended.returncode == 2, ended.stderr
    assert "Traceback" not in ended.stderr
    return ended.stderr


def go_on(service: Service) -> list[dict[str, Any]]:
    """As the refusal says."""
    looked = service.run("series", "--json")
    assert looked.returncode == 1, looked.stderr
    went_on = service.run("series", "continue", "--accept-proposed", "--json")
    assert went_on.returncode == 0, went_on.stderr
    gaps: list[dict[str, Any]] = json.loads(went_on.stdout)["gaps"]
    return gaps


def test_an_older_copy_put_back(
    database: Callable[[], dict[str, Any]], new_service: NewService, tmp_path: Path
) -> None:
    service = new_service("it", database())
    key = service.add_partner("atlas")
    service.start()
    register(service, key)
    given = service.settings.get("database") or f"sqlite:///{service.data / 'gateway.sqlite'}"
    copy = tmp_path / "older"
    databases.copy(sa.make_url(given), copy, lambda *_: None)
    lost = register(service, key, 2)
    assert service.stop() == 0
    if "database" in service.settings:
        service.settings |= database()
    else:
        for each in service.data.glob("gateway.sqlite*"):
            each.unlink()
    databases.put_back(sa.make_url(service.settings.get("database") or given), copy)

    said = refused(service)
    assert "went back in time" in said or "est revenu en arrière" in said
    assert "dumgate restore" in said
    gaps = {each["series"]: each for each in go_on(service)}
    assert (gaps[SERIES]["first"], gaps[SERIES]["last"]) == (2, 3)
    service.start()
    (number,) = register(service, key)
    assert number not in lost
    assert int(number[10:17]) == 4
    assert service.stop() == 0
    service.start()
    listed = json.loads(service.run("series", "gaps", "--json").stdout)["gaps"]
    assert SERIES in {each["series"] for each in listed}, "listed for ever"


@pytest.mark.parametrize("what", ["WAL removed", "file deleted", "another database", "mark deleted"])
def test_files_of_an_sqlite_ledger_are_gone(new_service: NewService, what: str) -> None:
    service = new_service("it", {})
    key = service.add_partner("atlas")
    service.start()
    register(service, key, 2)
    service.kill()
    ledger, wal = service.data / "gateway.sqlite", service.data / "gateway.sqlite-wal"
    if what == "WAL removed":
        assert wal.stat().st_size
        wal.unlink()
        (service.data / "gateway.sqlite-shm").unlink()
    elif what == "mark deleted":
        for each in service.data.glob("mark.sqlite*"):
            each.unlink()
    else:
        for each in service.data.glob("gateway.sqlite*"):
            each.unlink()
    if what == "another database":
        other = new_service("other", {})
        register_other = other.add_partner("other")
        other.start()
        register(other, register_other)
        assert other.stop() == 0
        shutil.copy(other.data / "gateway.sqlite", ledger)
    said = refused(service)
    assert "docs/backup.md" in said or "dumgate series continue --accept-proposed" in said
    assert ledger.exists() == (what != "file deleted"), "nothing is made in its place"
    went_on = service.run("series", "continue", "--accept-proposed")
    assert went_on.returncode == 0, went_on.stderr
    if what in ("file deleted", "another database"):
        accepted = service.run("signer", "accept")
        assert accepted.returncode == 0, accepted.stderr
    key = service.add_partner("anew")
    service.start()
    (number,) = register(service, key)
    assert int(number[10:17]) == 3


def test_a_restore_that_was_broken_off_starts_nothing(new_service: NewService, tmp_path: Path) -> None:
    service = new_service("it", {})
    key = service.add_partner("atlas")
    service.start()
    register(service, key)
    target = tmp_path / "backup"
    assert service.run("backup", str(target)).returncode == 0
    assert service.run("backup", str(target)).returncode == 2, "it is not empty"
    shared = tmp_path / "shared"
    assert service.run("backup", str(shared), "--previous", str(target)).returncode == 0
    assert all(each.stat().st_nlink == 2 for each in (shared / "data" / "store").glob("*/*"))
    shutil.rmtree(shared)
    assert service.stop() == 0
    stored = next((target / "data" / "store").glob("*/*"))
    new = new_service("new", {})
    content = stored.read_bytes()
    stored.write_bytes(content[:-1] + b"?")
    ended = new.run("restore", str(target))
    assert ended.returncode == 2
    assert stored.name in ended.stderr
    assert [each.name for each in new.data.iterdir() if not each.name.endswith(".lock")] == [], "nothing was written"
    stored.write_bytes(content)
    (target / "manifest.json").rename(tmp_path / "manifest.json")
    assert "manifest.json" in new.run("restore", str(target)).stderr
    (tmp_path / "manifest.json").rename(target / "manifest.json")
    ended = service.run("restore", str(target))
    assert ended.returncode == 2, "the data folder is in use"
    assert str(service.data) in ended.stderr
    (new.data / "store").write_text("in the way of the store, from within the restore")
    assert new.run("restore", str(target)).returncode == 2
    (new.data / "store").unlink()
    assert new.run("restore", str(target)).returncode == 0
    assert service.data.stat().st_mode & 0o077 == new.data.stat().st_mode & 0o077 == 0
    assert all(each.stat().st_mode & 0o077 == 0 for each in target.rglob("*"))


def test_a_claim_is_in_the_backup(new_service: NewService, tmp_path: Path) -> None:
    """What was taken from a folder and is not accepted yet is accepted after a restore."""
    service = new_service("it", {"min_free_bytes": 10**18})  # nothing is accepted
    service.add_partner("atlas")
    service.start()
    sending = small(duties=False)
    sending.drop(service.inbox / "atlas", "a.xml")
    wait_for("it is claimed", lambda: list((service.inbox / "atlas" / ".claimed").glob("*/a.xml")))
    assert service.run("backup", str(tmp_path / "backup")).returncode == 0
    service.kill()
    new = new_service("new", {})
    restored = new.run("restore", str(tmp_path / "backup"))
    assert restored.returncode == 0, restored.stderr
    assert new.run("series", "continue").returncode == 0
    new.start()
    wait_for("its answer", lambda: list((new.outbox / "atlas").glob("a.*.response.xml.delivery.json")))
    assert [row["body"]["name"] for row in new.rows(tables.submission)] == ["a.xml"]
