"""New folders are 0750 and new files 0640, or as it is set, whatever the umask; what is there is left as it is."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from gateway.delivery.outbox import deliver
from gateway.doors.folder.folder_door import FolderIntake
from gateway.doors.folder.names import LONGEST_NAME
from gateway.pipeline.deliveries import stem
from gateway.service import make_folders
from gateway.settings import Settings
from gateway.store.modes import Modes, NoSuchGroup, modes_of
from tests.doors.folder.dropping import Accepting, House, dum

pytestmark = pytest.mark.service


AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as other users")
ROLES = {"gateway": (7001, 7001), "atlas": (7002, 7002), "rif": (7003, 7003)}
"""User and group numbers of nobody else."""


@pytest.fixture(params=[0o000, 0o022, 0o077, 0o027])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.mark.parametrize(("folder", "file"), [(0o750, 0o640), (0o700, 0o600), (0o770, 0o660), (0o755, 0o644)])
def test_what_is_made_has_its_mode_whatever_the_umask(tmp_path: Path, umask: int, folder: int, file: int) -> None:
    house = House(tmp_path, modes=Modes(folder))
    house.inbox.rmdir()
    house.inbox.parent.rmdir()
    house.accepting.failing = RuntimeError("away")
    house.scan()
    house.drop("a.xml", dum("f.pdf"))
    house.drop("f.pdf", b"f")
    house.drop("stray.txt")
    house.scan(4)
    deliver(house.outbox, [("a.ack.xml", b"<a/>")], Modes(folder))
    made = [each for root in ("inbox", "outbox") for each in (tmp_path / root).rglob("*")]
    made += [tmp_path / "inbox", tmp_path / "outbox"]
    names = {each.name for each in made}
    assert {".claimed", "rejected", ".plan.json", "stray.txt.findings.json", "a.ack.xml.delivery.json"} <= names
    dropped = {"a.xml", "f.pdf", "stray.txt"}
    wrong = {str(each): oct(mode(each)) for each in made if each.is_dir() and mode(each) != folder}
    wrong |= {
        str(each): oct(mode(each))
        for each in made
        if each.is_file() and each.name not in dropped and mode(each) != file
    }
    assert wrong == {}


def test_what_is_there_is_left(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", inbox=tmp_path / "inbox", outbox=tmp_path / "outbox")
    (settings.outbox / "atlas").mkdir(parents=True)
    for each in (settings.outbox, settings.outbox / "atlas"):
        each.chmod(0o755)
    make_folders(settings, "atlas")
    deliver(settings.outbox / "atlas", [("a.xml", b"x")], modes_of(settings))
    assert (mode(settings.outbox), mode(settings.outbox / "atlas")) == (0o755, 0o755)
    assert mode(settings.outbox / "atlas" / "a.xml") == 0o640
    assert (mode(settings.inbox), mode(settings.inbox / "atlas")) == (0o750, 0o750)


@pytest.mark.parametrize("wrong", ["", "750x", "0850", "0640", "4750", "1770", "rwxr-x---", "07500", "0o750"])
def test_a_mode_by_which_the_gateway_could_not_work_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError):
        Settings(folder_mode=wrong)


def test_an_unknown_group_stops_a_start_with_its_remedy(tmp_path: Path) -> None:
    environment = {**os.environ, "DUMGATE_FOLDER_GROUP": "no-such-group-here", "LANG": "en"}
    ended = subprocess.run(
        [sys.executable, "-m", "gateway", "serve", "--port", "0"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    assert "no group no-such-group-here" in ended.stderr and "groupadd" in ended.stderr
    assert "Traceback" not in ended.stderr
    with pytest.raises(NoSuchGroup):
        modes_of(Settings(folder_group="no-such-group-here"))


@AS_ROOT
def test_the_group_that_is_set_is_given(tmp_path: Path) -> None:
    house = House(tmp_path, modes=Modes(0o2770, 7010))
    house.inbox.rmdir()
    house.scan()
    deliver(house.outbox, [("a.xml", b"x")], Modes(0o2770, 7010))
    for each in (house.inbox, house.outbox, house.inbox / ".claimed", house.outbox / "a.xml"):
        assert each.stat().st_gid == 7010
    assert (mode(house.inbox), mode(house.outbox / "a.xml")) == (0o2770, 0o660)


def may(who: str, groups: list[int], action: Callable[[], object]) -> bool:
    """Whether a user can do something: in a process of its own that becomes him."""
    child = os.fork()
    if child == 0:
        ended = 1
        try:
            os.setgroups(groups)
            os.setgid(ROLES[who][1])
            os.setuid(ROLES[who][0])
            os.umask(0o027)
            action()
            ended = 0
        except PermissionError:
            ended = 2
        finally:
            os._exit(ended)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, 2)
    return code == 0


@AS_ROOT
def test_the_recipe_for_partners_who_are_users_of_the_machine(tmp_path: Path) -> None:
    """docs/folders.md: a group for each, 2770, the gateway in all groups: each reaches his own folders and no other."""
    warm = House(tmp_path / "warm")  # what is loaded late is loaded: other users may not read where Python lies
    warm.drop("a.txt")
    warm.scan(4)
    for parent in (tmp_path, *tmp_path.parents):
        if mode(parent) & 0o001 == 0:
            parent.chmod(mode(parent) | 0o011)
    for root in ("inbox", "outbox"):
        (tmp_path / root).mkdir()
        (tmp_path / root).chmod(0o751)
        os.chown(tmp_path / root, *ROLES["gateway"])
        for partner in ("atlas", "rif"):
            folder = tmp_path / root / partner
            folder.mkdir()
            os.chown(folder, ROLES["gateway"][0], ROLES[partner][1])
            folder.chmod(0o2770)
    inbox, outbox = tmp_path / "inbox" / "atlas", tmp_path / "outbox" / "atlas"
    modes = Modes(0o2770)
    accepting = Accepting()
    names = ["answer.xml", "answer.xml.delivery.json", "rejected/a.txt", "rejected/a.txt.findings.json"]

    def drop() -> None:
        (inbox / "a.txt").write_bytes(b"x")
        (inbox / "b.xml").write_bytes(dum())

    def serve() -> None:
        partners, roots = ["atlas", "rif"], (tmp_path / "inbox", tmp_path / "outbox")
        FolderIntake(*roots, lambda: partners, accepting, stable_for=0, use_events=False, modes=modes).scan_once()
        assert accepting.names == ["b.xml"]
        deliver(outbox, [("answer.xml", b"<a/>")], modes)

    def fetch() -> None:
        for name in names:
            assert (outbox / name).read_bytes()
            (outbox / name).unlink()

    assert may("atlas", [], drop)
    assert not may("rif", [], drop)
    assert may("gateway", [ROLES["atlas"][1], ROLES["rif"][1]], serve)
    assert sorted(each.name for each in inbox.iterdir()) == [".claimed"]
    assert not may("rif", [], fetch)
    assert may("atlas", [], fetch)
    assert not any(each.is_file() for each in outbox.rglob("*"))


def test_the_longest_name_that_is_taken_leaves_room_for_all_its_answers() -> None:
    """A body of the longest name, the last of as many declarations as one file can hold."""
    name = "x" * (LONGEST_NAME - 4) + ".edi"
    base = f"{stem(name)}.sub_test_{'a' * 20}.100000"
    endings = ("response-2.xml", "findings.fr.html", "findings-2.json", "notice-1000000.xml", "cusres-1000000.edi")
    assert max(len(f"{base}.{ending}.delivery.json") for ending in endings) <= 255
    assert len(f".finished-{'f' * 16}-{'f' * 16}-{'f' * 16}-{name}") <= 255
