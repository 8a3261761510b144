"""What an operator runs into by hand: nothing ends in a traceback, opens by mistake, or puts back half of something."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import sqlalchemy as sa

from gateway.backup.evidence import is_series
from gateway.backup.taken_files import MAKING, ClaimsBack
from gateway.ledger.mark import Mark, Reached
from tests.backup.conftest import NewService
from tests.backup.test_went_back import refused, register
from tests.service.running import Service

pytestmark = pytest.mark.service


CLAIM = "1-2-3-import.xml"


def said(service: Service, *command: str, code: int = 2) -> str:
    ended = service.run(*command)
    assert (ended.returncode, "Traceback" in ended.stderr) == (code, False), ended.stderr
    return ended.stderr


@pytest.fixture
def stopped(database: Callable[[], dict[str, Any]], new_service: NewService) -> Service:
    """A service with two registered declarations, stopped."""
    service = new_service("it", database())
    key = service.add_partner("atlas")
    service.start()
    register(service, key, 2)
    assert service.stop() == 0
    return service


def test_database_and_mark_are_gone_together(
    stopped: Service, database: Callable[[], dict[str, Any]], tmp_path: Path
) -> None:
    for each in stopped.data.glob("*.sqlite*"):
        each.unlink()
    stopped.settings |= database()
    said(stopped, "series", code=1)
    if "database" in stopped.settings:
        assert sa.inspect(sa.create_engine(stopped.settings["database"])).get_table_names() == [], (
            "looking makes nothing"
        )
    else:
        assert not (stopped.data / "gateway.sqlite").exists()
    assert "but the store holds files" in refused(stopped)
    checked = json.loads(stopped.run("check", "--json", "--only", "mark").stdout)["checks"][0]
    assert [each["code"] for each in checked["faults"]] == ["mark.emptied"]
    said(stopped, "series", code=1)
    said(stopped, "series", "continue", "--accept-proposed", code=0)
    key = stopped.add_partner("anew")
    stopped.start()
    (number,) = register(stopped, key)
    assert int(number[10:17]) == 3


def test_a_mark_that_cannot_be_made(stopped: Service, tmp_path: Path) -> None:
    assert stopped.run("backup", str(tmp_path / "backup")).returncode == 0
    (tmp_path / "file").write_bytes(b"")
    stopped.settings["mark"] = tmp_path / "file" / "mark.sqlite"
    assert "DUMGATE_MARK" in refused(stopped)
    assert "DUMGATE_MARK" in said(stopped, "series", "continue", "--accept-proposed")
    stopped.settings["mark"] = tmp_path / "folder"
    (tmp_path / "folder").mkdir()
    assert "DUMGATE_MARK" in said(stopped, "series", "continue", "--accept-proposed")
    del stopped.settings["mark"]
    assert stopped.run("series", "gaps", "--json").stdout == '{"gaps": []}\n'


def test_a_damaged_mark_is_told(stopped: Service, tmp_path: Path) -> None:
    for each in stopped.data.glob("mark.sqlite*"):
        each.unlink()
    (stopped.data / "mark.sqlite").write_bytes(b"?" * 9_999)
    assert "Move the file aside" in said(stopped, "backup", str(tmp_path / "backup"))
    assert not (tmp_path / "backup" / "manifest.json").exists()
    checked = json.loads(stopped.run("check", "--json", "--only", "mark").stdout)["checks"][0]
    assert [each["code"] for each in checked["faults"]] == ["mark.damaged"]
    (stopped.data / "mark.sqlite").rename(tmp_path / "aside")
    said(stopped, "series", "continue", "--accept-proposed", code=0)
    assert stopped.run("check", "--only", "mark").returncode == 0


def test_a_damaged_database_is_not_backed_up(new_service: NewService, tmp_path: Path) -> None:
    service = new_service("it", {})
    service.add_partner("atlas")
    (service.data / "gateway.sqlite").write_bytes(b"?" * 9_999)
    assert "is damaged" in said(service, "backup", str(tmp_path / "backup"))


def test_a_restore_has_to_be_told_from_where_the_numbers_go_on(
    stopped: Service, database: Callable[[], dict[str, Any]], new_service: NewService, tmp_path: Path
) -> None:
    assert stopped.run("backup", str(tmp_path / "backup")).returncode == 0
    new = new_service("new", database())
    said(new, "restore", str(tmp_path / "backup"), code=0)
    assert "dum:309:010:2026" in said(new, "series", "continue"), "nobody knows more, and it is said all the same"
    wrong = str(tmp_path / "nowhere")
    assert wrong in said(new, "series", "continue", "--accept-proposed", "--old-data", wrong)
    assert "dum:39:010:2026" in said(new, "series", "continue", "--from", "dum:39:010:2026=9")
    assert "series continue" in refused(new)
    said(new, "series", "continue", "--from", "dum:309:010:2026=9", code=0)


def test_a_broken_off_restore_says_so_and_leaves_the_database_empty(
    database: Callable[[], dict[str, Any]], new_service: NewService
) -> None:
    service = new_service("it", database())
    Mark(service.data / "mark.sqlite").make(Reached(), "restoring")
    assert "A restore was broken off" in refused(service)
    assert not (service.data / "gateway.sqlite").exists()
    if "database" in service.settings:
        assert sa.inspect(sa.create_engine(service.settings["database"])).get_table_names() == []


def test_names_of_series() -> None:
    assert all(map(is_series, ("dum:309:010:2026", "quittance:309:2026", "assessment:309:2026", "dasf:301:2027")))
    assert not any(map(is_series, ("dum:309:2026", "quittance:309:010:2026", "nonsense", "dum:309:010:20261", "")))


def test_half_a_claim_is_never_put_back(tmp_path: Path) -> None:
    files = {name: tmp_path / name for name in ("import.xml", "invoice.pdf")}
    for name, file in files.items():
        file.write_text(name)
    claimed = tmp_path / "inbox" / "atlas" / ".claimed"
    paths = [PurePosixPath("claims", "atlas", CLAIM, name) for name in files]

    broken_off = ClaimsBack(tmp_path / "inbox")
    assert broken_off.put(files["import.xml"], paths[0])
    assert [each.name for each in claimed.iterdir()] == [f"{MAKING}{CLAIM}"], "it has no name that is looked at"

    again = ClaimsBack(tmp_path / "inbox")
    assert all(again.put(file, path) for file, path in zip(files.values(), paths, strict=True))
    again.finish()
    assert {each.name for each in (claimed / CLAIM).iterdir()} == set(files)
    assert [each.name for each in claimed.iterdir()] == [CLAIM]
    assert not ClaimsBack(tmp_path / "inbox").put(files["import.xml"], paths[0]), "what is there is left"
