"""Folders take turns: however much one partner drops, another one waits for a turn of his, not for all of it."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from gateway.doors.folder import folder_door, looking
from gateway.doors.folder.folder_door import FolderArrival, FolderIntake
from gateway.doors.folder.retries import Retries
from tests.doors.folder.dropping import Clock, dum

pytestmark = pytest.mark.service


SECONDS_A_FILE = 0.05


class Street:
    """Several partners, and an accept that takes its time by a clock that nothing else moves."""

    def __init__(self, root: Path, *partners: str, **settings: Any) -> None:
        self.root, self.partners, self.clock = root, partners, Clock()
        self.accepted: list[tuple[str, str]] = []
        self.at: dict[tuple[str, str], float] = {}
        self.seconds = SECONDS_A_FILE
        for partner in partners:
            (root / "inbox" / partner).mkdir(parents=True)
            (root / "inbox" / partner).chmod(0o750)
        given = {"use_events": False, "clock": self.clock, "stable_for": 0, **settings}
        self.intake = FolderIntake(root / "inbox", root / "outbox", lambda: self.partners, self.accept, **given)

    def accept(self, arrival: FolderArrival) -> None:
        self.clock.now += self.seconds
        self.accepted.append((arrival.partner, arrival.name))
        self.at[(arrival.partner, arrival.name)] = self.clock.now

    def drop(self, partner: str, *names: str) -> None:
        for name in names:
            (self.root / "inbox" / partner / name).write_bytes(dum(note=f"{partner}/{name}"))

    def names(self, count: int, ending: str = "xml") -> list[str]:
        return [f"{number:05}.{ending}" for number in range(count)]

    def until(self, partner: str, name: str) -> float:
        """Give turns until this file is accepted; the seconds that it took."""
        began = self.clock.now
        while (partner, name) not in self.at:
            self.intake.scan_once()
            self.clock.now += 0.001
            assert self.clock.now - began < 600
        return self.at[(partner, name)] - began


def test_a_file_waits_for_one_turn_of_a_partner_with_hundreds(tmp_path: Path) -> None:
    street = Street(tmp_path, "atlas", "rif")
    street.drop("atlas", *street.names(400))
    assert street.intake.scan_once()
    street.drop("rif", "one.xml")
    assert street.until("rif", "one.xml") <= 1.0
    assert 0 < len(street.accepted) < 60
    street.until("atlas", "00399.xml")
    assert sorted(name for who, name in street.accepted if who == "atlas") == street.names(400)
    assert len(street.accepted) == 401


def test_nobody_comes_before_all_of_another_by_his_name(tmp_path: Path) -> None:
    """Of ten who each drop a hundred files, all are served side by side."""
    partners = [f"partner-{number}" for number in range(10)]
    street = Street(tmp_path, *partners, "zagora")
    for partner in partners:
        street.drop(partner, *street.names(100))
    for _ in range(3):
        street.intake.scan_once()
    street.drop("zagora", "one.xml")
    assert street.until("zagora", "one.xml") <= 2 * folder_door.ROUND
    done = [sum(who == partner for who, _ in street.accepted) for partner in partners]
    assert max(done) <= min(done) + 12


def test_claims_that_a_crash_left_take_turns_too(tmp_path: Path) -> None:
    street = Street(tmp_path, "atlas", "rif")
    for number, name in enumerate(street.names(300)):
        claim = tmp_path / "inbox" / "atlas" / ".claimed" / f"{number + 1:x}-1-1-{name}"
        claim.mkdir(parents=True)
        (claim / name).write_bytes(dum(note=name))
    street.drop("rif", "one.xml")
    assert street.until("rif", "one.xml") <= 1.0
    assert len(street.accepted) < 30
    for name in street.names(300):
        street.until("atlas", name)
    assert len(street.accepted) == 301


def test_refusals_take_turns_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    street = Street(tmp_path, "atlas", "rif")
    (tmp_path / "inbox" / "atlas").joinpath("first.txt").write_bytes(b"x")
    for name in street.names(300, "txt"):
        (tmp_path / "inbox" / "atlas" / name).write_bytes(b"x")
    rename = os.rename

    def slow(*arguments: Any, **named: Any) -> None:
        street.clock.now += SECONDS_A_FILE / 2  # two renames for each: its findings, and itself
        rename(*arguments, **named)

    monkeypatch.setattr(os, "rename", slow)
    street.drop("rif", "one.xml")
    assert street.until("rif", "one.xml") <= 1.0
    assert len(list((tmp_path / "outbox" / "atlas" / "rejected").glob("*.txt"))) < 60


def test_what_comes_meanwhile_is_seen_after_some_seconds(tmp_path: Path) -> None:
    """While a partner's own files are worked on: not after all of them."""
    street = Street(tmp_path, "atlas")
    street.drop("atlas", *street.names(400))
    street.intake.scan_once()
    street.drop("atlas", "late.txt")
    rejected = tmp_path / "outbox" / "atlas" / "rejected" / "late.txt"
    while not rejected.exists():
        assert street.intake.scan_once()
        street.clock.now += 0.001
    assert len(street.accepted) < 250


def test_a_file_that_changes_after_the_look_is_not_taken_by_it(tmp_path: Path) -> None:
    street = Street(tmp_path, "atlas", stable_for=3)
    street.drop("atlas", *street.names(40))
    street.intake.scan_once()
    street.clock.now += 4
    assert street.intake.scan_once()
    last = tmp_path / "inbox" / "atlas" / "00039.xml"
    last.write_bytes(dum(note="it is still being written"))
    for _ in range(5):
        street.intake.scan_once()
    assert ("atlas", "00038.xml") in street.accepted
    assert last.exists()
    street.clock.now += 4
    street.until("atlas", "00039.xml")


def test_what_is_still_being_written_costs_others_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of thousands of temporary names some are followed, the rest is counted; others have their turn between."""
    monkeypatch.setattr(looking, "MOST_TEMPORARY", 20)
    street = Street(tmp_path, "atlas", "rif")
    inbox = tmp_path / "inbox" / "atlas"
    for name in street.names(3000, "part"):
        (inbox / name).write_bytes(b"x")
    stats = 0
    stat = os.stat

    def counted(name: Any, *arguments: Any, **named: Any) -> os.stat_result:
        nonlocal stats
        if str(name).endswith(".part"):
            stats += 1
            street.clock.now += 0.01
        return stat(name, *arguments, **named)

    monkeypatch.setattr(os, "stat", counted)
    street.drop("rif", "one.xml")
    assert street.until("rif", "one.xml") <= 1.0
    assert stats <= 40


def test_a_large_folder_rests_after_a_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    street = Street(tmp_path, "atlas")
    inbox = tmp_path / "inbox" / "atlas"
    for name in street.names(3000, "part"):
        (inbox / name).write_bytes(b"x")
    looks = 0
    scandir = os.scandir

    def counted(where: Any) -> Any:
        nonlocal looks
        looks += 1
        return scandir(where)

    street.intake.scan_once()
    monkeypatch.setattr(os, "scandir", counted)
    for _ in range(50):  # as events would wake it
        street.intake.scan_once()
    assert looks == 0
    street.clock.now += 3000 * looking.SECONDS_AN_ENTRY
    street.intake.scan_once()
    assert looks > 0


def test_what_does_not_fit_into_a_look_gets_its_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "MOST_ENTRIES", 50)
    street = Street(tmp_path, "atlas")
    inbox = tmp_path / "inbox" / "atlas"
    for name in street.names(200, "part"):
        (inbox / name).write_bytes(b"x")
    street.drop("atlas", *street.names(130))
    (inbox / "names.xml").write_bytes(dum("far.pdf"))
    (inbox / "far.pdf").write_bytes(b"f")
    for _ in range(200):
        street.intake.scan_once()
        street.clock.now += 1
    assert len(street.accepted) == 131
    assert not (tmp_path / "outbox" / "atlas" / "rejected").exists()
    assert sorted({each.suffix for each in inbox.iterdir()}) == ["", ".part"]


def test_a_pause_never_grows_beyond_a_minute() -> None:
    retries, now = Retries(_Silent()), 0.0
    for _ in range(3000):  # two days of a share that is away

        def fails() -> None:
            raise OSError(116, "Stale file handle")

        assert not retries.attempt("atlas/", fails, now)
        now += 60
    assert retries.attempt("atlas/", lambda: None, now)


class _Silent:
    def error(self, *_: Any, **__: Any) -> None: ...
    def info(self, *_: Any, **__: Any) -> None: ...


def test_a_database_that_is_away_lets_the_door_wait(tmp_path: Path) -> None:
    """Where nobody knows who the partners are, there is no next turn at once."""
    street = Street(tmp_path, "atlas")
    street.drop("atlas", *street.names(40))
    assert street.intake.scan_once()

    def away() -> list[str]:
        raise RuntimeError("no database")

    street.intake._partners = away
    with capture_logs() as logs:
        assert not street.intake.scan_once()
        assert not street.intake.scan_once()
    assert [each["what"] for each in logs if each["event"] == "folder.failed"] == ["partners"]


def test_it_stops_between_two_files(tmp_path: Path) -> None:
    street = Street(tmp_path, "atlas")
    street.drop("atlas", *street.names(100))
    stop = threading.Event()
    street.seconds = 0
    accept = street.intake._accept

    def stopping(arrival: FolderArrival) -> None:
        accept(arrival)
        if len(street.accepted) == 3:
            stop.set()

    street.intake._accept = stopping
    street.intake.run(stop)
    assert len(street.accepted) == 3
