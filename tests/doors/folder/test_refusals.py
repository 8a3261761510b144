"""What cannot be taken goes to the rejected files with its findings; links are never followed."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from gateway.store import safe_files
from tests.doors.folder.dropping import House, dum


def test_strays(house: House) -> None:
    house.drop("readme.txt")
    house.drop("a.edifact", b"UNA")
    house.scan(2)
    assert house.refusals() == []
    house.scan(1)
    assert house.findings("readme.txt") == ["FLD01"]
    assert house.findings("a.edifact") == ["FLD01"]
    assert house.left() == []


def test_too_large_is_refused_while_it_still_grows(house: House) -> None:
    house.settings["max_body_bytes"] = 100
    house.start()
    house.drop("a.xml", b"x" * 101)
    house.drop("f.pdf", b"x" * 2_000_001)
    house.drop("g.pdf", b"x" * 2_000_000)
    house.drop("h.pdf.part", b"x" * 2_000_001)
    house.scan()
    assert house.findings("a.xml") == ["FLD02"]
    assert house.findings("f.pdf") == ["PDF01"]
    assert house.left() == ["g.pdf", "h.pdf.part"]


def test_a_body_does_not_wait_for_what_was_refused(house: House) -> None:
    (house.inbox / "dir.pdf").mkdir()
    house.drop("large.pdf", b"x" * 2_000_001)
    house.scan()
    house.drop("a.xml", dum("large.pdf", "dir.pdf"))
    house.scan(3)
    arrival = house.accepting.one()
    assert (dict(arrival.rejected), arrival.waited_out) == ({"large.pdf": "PDF01", "dir.pdf": "FLD03"}, ())


def test_a_refused_attachment_that_comes_again_is_waited_for(house: House) -> None:
    house.drop("f.pdf", b"x" * 2_000_001)
    house.scan()
    house.drop("f.pdf", b"good")
    house.drop("a.xml", dum("f.pdf"))
    house.scan(3)
    assert house.accepting.one().attachments == (("f.pdf", b"good"),)


def test_links_pipes_and_folders(house: House, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(dum())
    (house.inbox / "link.xml").symlink_to(secret)
    (house.inbox / "nowhere.xml").symlink_to(tmp_path / "nothing")
    os.mkfifo(house.inbox / "pipe.xml")
    (house.inbox / "folder.xml").mkdir()
    (house.inbox / "folder.xml" / "inside").write_bytes(b"x")
    house.scan()
    for name in ("link.xml", "nowhere.xml", "pipe.xml", "folder.xml"):
        assert house.findings(name) == ["FLD03"]
    assert (house.rejected / "link.xml").is_symlink()
    assert secret.read_bytes() == dum()
    assert house.left() == []
    assert house.accepting.calls == 0


def test_a_file_with_a_second_name(house: House, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(dum())
    (house.inbox / "a.xml").hardlink_to(tmp_path / "secret")
    house.scan()
    assert house.refusals() == []  # it may be a rename of the kind that links first
    house.scan(3)
    assert house.findings("a.xml") == ["FLD03"]
    assert house.accepting.calls == 0


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"a\nb.xml", "a_b.xml"),
        ("a\u202elmx.xml".encode(), "a_lmx.xml"),
        (b"caf\xe9.xml", "caf_.xml"),
        (b"a\\b.xml", "a_b.xml"),
        (b"x" * 147 + b".xml", "x" * 146 + ".xml"),
    ],
)
def test_names_that_cannot_be_used(house: House, name: bytes, shown: str) -> None:
    (house.inbox / os.fsdecode(name)).write_bytes(dum())
    house.scan(3)
    assert house.findings(shown) == ["FLD04"]
    assert house.left() == []


def test_arabic_and_accented_names_are_good_names(house: House) -> None:
    house.drop("تصريح é.xml", dum("فاتورة.pdf"))
    house.drop("فاتورة.pdf", b"f")
    house.drop("x" * 146 + ".xml", dum())
    house.scan(3)
    assert len(house.accepting.arrivals) == 2


def test_an_attachment_that_nobody_named(house: House) -> None:
    house.drop("f.pdf")
    house.scan(3, 120)
    assert house.refusals() == []
    house.scan(1)
    assert house.findings("f.pdf") == ["FLD05"]


def test_a_marker_without_its_file(house: House) -> None:
    house.drop("a.xml.done")
    house.scan(3, 120, 1)
    assert house.findings("a.xml.done") == ["FLD01"]


def test_the_same_name_again_gets_another_name(house: House) -> None:
    for content in (b"1", b"2", b"3"):
        house.drop("a.txt", content)
        house.drop("a.txt.done", b"")
        house.scan()
    assert house.refusals() == ["a-2.txt", "a-3.txt", "a.txt"]
    assert (house.rejected / "a-3.txt").read_bytes() == b"3"
    assert house.findings("a-3.txt") == ["FLD01"]
    assert house.left() == []


def test_a_stray_cannot_pass_for_the_findings_of_another(house: House) -> None:
    house.drop("a.txt.findings.json", b"[]")
    house.drop("a.txt", b"x")
    house.scan(3)
    assert house.findings("a.txt") == ["FLD01"]
    assert (house.rejected / "a.txt.findings.json_").read_bytes() == b"[]"


@pytest.mark.parametrize("where", ["outbox", "rejected"])
def test_a_planted_link_in_the_outbox_is_not_followed(house: House, tmp_path: Path, where: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    planted = house.outbox if where == "outbox" else house.rejected
    planted.parent.mkdir(parents=True, exist_ok=True)
    planted.symlink_to(elsewhere)
    house.drop("a.txt")
    house.drop("good.xml", dum())
    with capture_logs() as logs:
        house.scan(3, 1, 1, 1, 1)
    assert list(elsewhere.iterdir()) == []
    assert house.left() == ["a.txt"]
    assert house.accepting.names == ["good.xml"]
    assert [each["what"] for each in logs if each["event"] == "folder.failed"].count("a.txt") == 1
    planted.unlink()
    house.scan(60)
    assert house.findings("a.txt") == ["FLD01"]


def test_a_planted_link_under_a_name_in_the_rejected_files(house: House, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"mine")
    house.rejected.mkdir(parents=True)
    (house.rejected / "a.txt").symlink_to(victim)
    (house.rejected / "a-2.txt.findings.json").symlink_to(victim)
    house.drop("a.txt")
    house.scan(3)
    assert victim.read_bytes() == b"mine"
    assert house.findings("a-2.txt") == ["FLD01"]
    assert not (house.rejected / "a-2.txt.findings.json").is_symlink()


def test_a_planted_claim_is_not_followed(house: House, tmp_path: Path) -> None:
    (tmp_path / "secret.xml").write_bytes(b"secret")
    claim = house.inbox / ".claimed" / "1-2-3-a.xml"
    claim.mkdir(parents=True)
    (claim / "a.xml").symlink_to(tmp_path / "secret.xml")
    house.scan()
    assert house.accepting.calls == 0
    assert house.findings("a.xml") == ["FLD03"]
    assert (house.rejected / "a.xml").is_symlink()


@pytest.mark.parametrize("size", [2_000_001, 50_000_000_000])
def test_a_planted_plan_copies_nothing_large(house: House, size: int) -> None:
    pdf = house.inbox / "large.pdf"
    pdf.touch()
    os.truncate(pdf, size)  # of no blocks
    (house.inbox / "x.part").touch()  # may name it, so it would be copied and not moved
    claim = house.inbox / ".claimed" / "1-2-3-a.xml"
    claim.mkdir(parents=True)
    (claim / "a.xml").write_bytes(b"<a/>")
    noted = pdf.stat()
    (claim / ".plan.json").write_text(json.dumps([{pdf.name: [noted.st_ino, size, noted.st_mtime_ns]}, {}, []]))
    house.scan()
    arrival = house.accepting.one()
    assert (arrival.attachments, arrival.waited_out) == ((), (pdf.name,))


def test_what_grows_is_not_copied_for_ever(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 11)
    folder = os.open(tmp_path, os.O_RDONLY)
    try:
        with pytest.raises(safe_files.TooLargeError):
            safe_files.copy_plain(folder, "a", folder, "b", most=10)
    finally:
        os.close(folder)
    assert [each.name for each in tmp_path.iterdir()] == ["a"]


def test_between_file_systems_files_are_copied_and_links_stay(
    house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rename = os.rename
    inbox = house.inbox.stat().st_dev, house.inbox.stat().st_ino

    def crossing(source: Any, target: Any, *, src_dir_fd: int, dst_dir_fd: int) -> None:
        from_folder, to_folder = os.fstat(src_dir_fd), os.fstat(dst_dir_fd)
        is_rejected = house.rejected.exists() and to_folder.st_ino == house.rejected.stat().st_ino
        if (from_folder.st_dev, from_folder.st_ino) == inbox and is_rejected:
            raise OSError(errno.EXDEV, "another file system")
        rename(source, target, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)

    monkeypatch.setattr(os, "rename", crossing)
    house.drop("a.txt", b"x" * 3_000_000)
    (house.inbox / "b.xml").symlink_to(tmp_path)
    house.scan(3)
    assert house.findings("a.txt") == ["FLD01"]
    assert (house.rejected / "a.txt").read_bytes() == b"x" * 3_000_000
    assert (house.rejected / "b.xml.findings.json").exists()
    assert (house.inbox / ".rejected" / "b.xml").is_symlink()
    assert not os.path.lexists(house.inbox / "b.xml")


@pytest.mark.parametrize("problem", [errno.ENOSPC, errno.EACCES, errno.EROFS])
@pytest.mark.parametrize("call", ["mkdir", "rename", "unlink", "fsync"])
def test_a_full_or_closed_disk_loses_nothing_and_is_logged_once(
    house: House, monkeypatch: pytest.MonkeyPatch, call: str, problem: int
) -> None:
    (house.inbox / ".claimed").mkdir()
    house.drop("a.xml", dum("f.pdf"))
    house.drop("f.pdf", b"f")
    house.drop("b.txt", b"b")
    house.scan()

    def failing(*_: Any, **__: Any) -> None:
        raise OSError(problem, os.strerror(problem))

    with monkeypatch.context() as patch, capture_logs() as logs:
        patch.setattr(os, call, failing)
        house.scan(3, 2, 2, 2, 4)
    failures = [each["what"] for each in logs if each["event"] == "folder.failed"]
    assert failures
    assert len(failures) == len(set(failures))
    house.scan(60, 60)
    assert house.accepting.one().attachments == (("f.pdf", b"f"),)
    assert house.findings("b.txt") == ["FLD01"]
    assert house.left() == []


def test_reading_is_capped(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 11)
    with safe_files.opened(tmp_path) as folder:
        with pytest.raises(safe_files.TooLargeError):
            safe_files.read_plain(folder, "a", 10)
        assert safe_files.read_plain(folder, "a", 11) == b"x" * 11
