"""One partner's broken folder stops nobody else, is told once, and is told to whoever checks."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from gateway.doors.folder.folder_health import folder_faults
from gateway.partners import Partner
from gateway.settings import Settings
from tests.doors.folder.dropping import House, dum
from tests.doors.folder.test_turns import Street


def a_link(folder: Path) -> None:
    (folder.parent / "elsewhere").mkdir()
    folder.symlink_to(folder.parent / "elsewhere")


def a_dangling_link(folder: Path) -> None:
    folder.symlink_to(folder.parent / "nowhere")


def a_file(folder: Path) -> None:
    folder.write_bytes(b"x")


BREAKING = {"link": a_link, "dangling": a_dangling_link, "file": a_file}


def partners(street: Street) -> list[Partner]:
    return [Partner(each, ("partner",)) for each in street.partners]


def settings(root: Path, **given: Any) -> Settings:
    return Settings(data=root / "data", inbox=root / "inbox", outbox=root / "outbox", **given)


@pytest.mark.parametrize("door", ["inbox", "outbox"])
@pytest.mark.parametrize("how", sorted(BREAKING))
def test_a_broken_folder_stops_nobody_else(tmp_path: Path, how: str, door: str) -> None:
    street = Street(tmp_path, "atlas", "rif", scan_interval=1)
    (tmp_path / "outbox").mkdir()
    broken = tmp_path / door / "atlas"
    if broken.exists():
        broken.rmdir()
    BREAKING[how](broken)
    street.drop("rif", "one.xml")
    with capture_logs() as logs:
        assert street.until("rif", "one.xml") <= 1.0
        for _ in range(20):
            street.clock.now += 1
            street.intake.scan_once()
    told = [each["what"] for each in logs if each["event"] == "folder.failed"]
    assert told == ["atlas/" if door == "inbox" else "outbox"]
    assert (tmp_path / "outbox" / "rif").is_dir()
    wrong = [(each.partner, each.folder, each.what) for each in folder_faults(settings(tmp_path), partners(street))]
    assert wrong == [("atlas", broken, "no_folder" if how == "file" else "link")]
    # the remedy: what lies in the way goes, and the gateway makes the folder
    broken.unlink()
    street.clock.now += 61
    street.intake.scan_once()
    street.drop("atlas", "two.xml")
    street.until("atlas", "two.xml")
    assert folder_faults(settings(tmp_path), partners(street)) == []


@pytest.mark.parametrize("problem", [errno.ESTALE, errno.EIO, errno.EACCES, errno.ENOTCONN])
def test_a_share_that_is_away_stops_nobody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem: int) -> None:
    street = Street(tmp_path, "atlas", "rif")
    street.drop("rif", "one.xml")
    street.drop("atlas", "mine.xml")
    scandir = os.scandir
    away = (tmp_path / "inbox" / "atlas").stat().st_ino

    def failing(where: Any) -> Any:
        if (os.fstat(where) if isinstance(where, int) else where.stat()).st_ino == away:
            raise OSError(problem, os.strerror(problem))
        return scandir(where)

    with monkeypatch.context() as patch, capture_logs() as logs:
        patch.setattr(os, "scandir", failing)
        assert street.until("rif", "one.xml") <= 1.0
        for _ in range(10):
            street.clock.now += 1
            street.intake.scan_once()
        (wrong,) = folder_faults(settings(tmp_path), partners(street))
    assert [each["what"] for each in logs if each["event"] == "folder.failed"] == ["atlas/"]
    assert (wrong.partner, wrong.what, wrong.stops) == ("atlas", "away", True)
    assert os.strerror(problem) in wrong.message["en"]
    street.clock.now += 61
    street.until("atlas", "mine.xml")


@pytest.mark.parametrize("length", [151, 241, 242, 246, 250, 251, 254, 255])
@pytest.mark.parametrize("ending", [".xml", ".pdf", ".txt"])
def test_a_name_of_any_length_gets_its_answer(house: House, length: int, ending: str) -> None:
    name = "é" * ((length - 5) // 2) + "a" * (1 + (length - 5) % 2) + ending
    assert len(name.encode()) == length
    for _ in range(3):
        house.drop(name, dum())
        if length <= 250:
            house.drop(name + ".done", b"")
        house.scan(4, 4)
    assert house.left() == []
    refused = house.refusals()
    assert len(refused) == 3
    for each in refused:
        assert "FLD04" in house.findings(each)
        assert each.endswith(ending)
        assert each[:60] == name[:60]
        assert len(each.encode()) <= 160


def damaged_plans() -> dict[str, bytes]:
    """Contents of a `.plan.json` that no taking ever wrote."""
    return {
        "no JSON": b"{",
        "empty": b"",
        "another shape": b'{"a": 1}',
        "too short": b"[{}, {}]",
        "names are numbers": b"[[1], [2], [3]]",
        "contents are words": b'[{"f.pdf": ["a", "b", "c"]}, {}, []]',
        "half a surrogate": b'[{}, {}, ["\\ud800"]]',
        "deep": b"[" * 5000,
        "no text": b"\xff\xfe",
        "large": b" " * 1_000_001,
    }


@pytest.mark.parametrize("what", sorted(damaged_plans()))
def test_a_plan_that_cannot_be_read_is_told_and_blocks_nothing(house: House, what: str) -> None:
    claim = house.inbox / ".claimed" / "1-1-1-a.xml"
    claim.mkdir(parents=True)
    (claim / "a.xml").write_bytes(dum("f.pdf"))
    (claim / "f.pdf").write_bytes(b"f")
    (claim / ".plan.json").write_bytes(damaged_plans()[what])
    house.drop("b.xml", dum())
    house.scan(4)
    assert house.accepting.names == ["b.xml"]
    assert (house.findings("a.xml"), house.findings("f.pdf")) == (["FLD08"], ["FLD08"])
    assert house.left() == []
    # the remedy: they are dropped again
    for name, content in (("a.xml", dum("f.pdf")), ("f.pdf", b"f")):
        house.drop(name, content)
    house.scan(4)
    assert house.accepting.names == ["a.xml", "b.xml"]


def test_a_plan_with_a_code_that_no_door_gives_is_taken_without_it(house: House) -> None:
    claim = house.inbox / ".claimed" / "1-1-1-a.xml"
    claim.mkdir(parents=True)
    (claim / "a.xml").write_bytes(dum())
    (claim / ".plan.json").write_text(json.dumps([{}, {"f.pdf": "NONE01", "g.pdf": "PDF01"}, []]))
    house.scan()
    assert dict(house.accepting.one().rejected) == {"g.pdf": "PDF01"}


def test_a_large_file_is_not_copied_to_another_disk(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Others would wait for it: it stays on its own, and its findings say so in the outbox."""
    rename, inbox = os.rename, house.inbox.stat().st_ino

    def crossing(source: Any, target: Any, *, src_dir_fd: int, dst_dir_fd: int) -> None:
        is_rejected = house.rejected.exists() and os.fstat(dst_dir_fd).st_ino == house.rejected.stat().st_ino
        if is_rejected and os.fstat(src_dir_fd).st_ino == inbox:
            raise OSError(errno.EXDEV, "another file system")
        rename(source, target, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)

    monkeypatch.setattr(os, "rename", crossing)
    with (house.inbox / "large.xml").open("wb") as file:
        file.truncate(10_000_001)
    house.scan()
    assert (house.inbox / ".rejected" / "large.xml").stat().st_size == 10_000_001
    assert (house.rejected / "large.xml.findings.json").exists()
    assert not (house.rejected / "large.xml").exists()


def test_what_is_wrong_with_folders_is_told_with_its_remedy(tmp_path: Path) -> None:
    who = [Partner("atlas", ("partner",)), Partner("bureau", ("office",)), Partner("archive", ("archivist",))]
    wanted = settings(tmp_path)
    faults = folder_faults(wanted, who)
    assert [(each.partner, each.what, each.stops) for each in faults] == [
        (partner, "missing", False) for partner in ("atlas", "atlas", "bureau", "bureau")
    ]
    for partner in ("atlas", "bureau"):
        for root in (wanted.inbox, wanted.outbox):
            (root / partner).mkdir(parents=True, mode=0o755)
            (root / partner).chmod(0o755)
    faults = folder_faults(wanted, who)
    assert {each.what for each in faults} == {"wider"} and len(faults) == 4
    (wanted.inbox / "atlas" / ".claimed").symlink_to(tmp_path)
    (wanted.outbox / "bureau" / "rejected").write_bytes(b"x")
    faults = folder_faults(wanted, who)
    assert {(each.folder.name, each.what) for each in faults if each.stops} == {
        (".claimed", "link"),
        ("rejected", "no_folder"),
    }
    for each in faults:
        for language in ("fr", "en", "ar"):
            assert str(each.folder) in each.message[language]
            assert each.remedy[language]
            assert "{" not in each.message[language] + each.remedy[language]
    # the remedy of the mode, as it says
    for each in faults:
        if each.what == "wider":
            each.folder.chmod(int(each.remedy["en"].split()[1], 8))
    assert {each.what for each in folder_faults(wanted, who)} == {"link", "no_folder"}


def test_a_group_that_is_none_is_told_once_for_all(tmp_path: Path) -> None:
    street = Street(tmp_path, "atlas")
    street.intake.scan_once()
    wanted = settings(tmp_path, folder_group="no-such-group-here")
    (wrong,) = folder_faults(wanted, partners(street))
    assert (wrong.partner, wrong.what) == ("", "no_group")
    assert "no-such-group-here" in wrong.message["fr"]


def test_nobody_may_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As root everything is allowed, so the answer of the system is given here."""
    street = Street(tmp_path, "atlas")
    street.intake.scan_once()
    access: Callable[..., bool] = os.access
    monkeypatch.setattr(os, "access", lambda path, *rest, **named: False if path.name == "atlas" else access(path))
    assert [each.what for each in folder_faults(settings(tmp_path), partners(street))] == ["not_writable"] * 2
