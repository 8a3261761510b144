"""The folder door: complete files are taken once, with the attachments that they name."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from gateway.doors.folder.folder_door import FolderIntake
from tests.doors.folder.dropping import PARTNER, Accepting, House, dum

pytestmark = pytest.mark.service


def test_a_file_is_taken_when_it_stood_still(house: House) -> None:
    house.drop("DUM_20260102030405.XML", dum())
    house.scan(1, 1)
    assert house.accepting.calls == 0
    house.scan(1)
    arrival = house.accepting.one()
    assert (arrival.partner, arrival.name, arrival.body) == (PARTNER, "DUM_20260102030405.XML", dum())
    assert (arrival.attachments, arrival.rejected, arrival.waited_out) == ((), {}, ())
    assert house.left() == []
    house.scan(10)
    assert house.accepting.calls == 1


def test_renamed_from_part_is_taken_at_once(house: House) -> None:
    part = house.drop("a.xml.part", dum())
    house.scan()
    part.rename(house.inbox / "a.xml")
    house.scan()
    assert house.accepting.names == ["a.xml"]


def test_a_marker_is_enough_and_goes_with_the_file(house: House) -> None:
    house.drop("a.xml", dum())
    house.drop("a.xml.done", b"")
    house.scan()
    assert house.accepting.names == ["a.xml"]
    assert house.left() == []


def test_the_same_name_again_is_another_arrival(house: House) -> None:
    for note in ("1", "2"):
        file = house.drop("a.xml", dum(note=note))
        os.utime(file, ns=(1, 1))  # as a copy that keeps times, on the same inode
        house.scan(4)
    assert sorted(each.body for each in house.accepting.arrivals.values()) == [dum(note="1"), dum(note="2")]


def test_it_waits_for_the_named_attachments(house: House) -> None:
    house.drop("a.xml", dum("f.pdf", "g.pdf"))
    house.scan(4, 30)
    house.drop("g.pdf", b"%PDF-g")
    house.drop("f.pdf", b"%PDF-f")
    house.scan(1)
    assert house.accepting.calls == 0
    house.scan(3)
    arrival = house.accepting.one()
    assert arrival.attachments == (("f.pdf", b"%PDF-f"), ("g.pdf", b"%PDF-g"))
    assert house.left() == []


def test_attachments_may_come_first_and_with_markers(house: House) -> None:
    house.drop("f.pdf", b"f")
    house.drop("f.pdf.done", b"")
    house.scan(60)
    house.drop("a.xml", dum("f.pdf"))
    house.drop("a.xml.done", b"")
    house.scan()
    assert house.accepting.one().attachments == (("f.pdf", b"f"),)
    assert house.left() == []


def test_the_wait_for_attachments_ends(house: House) -> None:
    house.drop("a.xml", dum("f.pdf", "gone.pdf", "../evil.pdf", "b.xml"))
    house.drop("f.pdf", b"f")
    house.scan(3, 119)
    assert house.accepting.calls == 0
    house.scan(1)
    arrival = house.accepting.one()
    assert arrival.attachments == (("f.pdf", b"f"),)
    assert arrival.waited_out == ("gone.pdf", "../evil.pdf", "b.xml")


def test_names_that_no_file_can_have_are_not_waited_for(house: House) -> None:
    house.drop("a.xml", dum("../evil.pdf", "a.xml", ".hidden.pdf", "x.pdf.part"))
    house.scan(3)
    assert len(house.accepting.one().waited_out) == 4


def test_what_cannot_be_scanned_is_accepted_alone(house: House) -> None:
    body = b"<!DOCTYPE a><a>" + dum("f.pdf") + b"</a>"
    house.drop("a.xml", body)
    house.scan(3)
    assert house.accepting.one().body == body


def test_an_attachment_that_several_name_goes_to_each(house: House) -> None:
    for name in ("a.xml", "b.xml", "c.xml"):
        house.drop(name, dum("f.pdf", note=name))
    house.drop("f.pdf", b"f")
    house.scan(3)
    assert house.accepting.names == ["a.xml", "b.xml", "c.xml"]
    assert all(each.attachments == (("f.pdf", b"f"),) for each in house.accepting.arrivals.values())
    assert house.left() == []


def test_an_attachment_stays_for_a_body_that_is_still_being_written(house: House) -> None:
    house.drop("a.xml", dum("f.pdf", note="a"))
    house.drop("f.pdf", b"f")
    house.scan(2)
    house.drop("b.xml", dum("f.pdf", note="b"))
    house.scan(1)
    assert house.accepting.names == ["a.xml"]
    assert "f.pdf" in house.left()
    house.scan(3)
    assert house.accepting.names == ["a.xml", "b.xml"]
    assert all(each.attachments for each in house.accepting.arrivals.values())
    assert house.left() == []


def test_an_attachment_kept_for_a_body_that_does_not_name_it_is_removed(house: House) -> None:
    house.drop("a.xml", dum("f.pdf"))
    house.drop("f.pdf", b"f")
    house.scan(2)
    house.drop("b.xml", dum())
    house.scan(1, 3, 1)
    assert house.accepting.names == ["a.xml", "b.xml"]
    assert (house.left(), house.refusals()) == ([], [])


def test_an_unfinished_upload_keeps_nothing_for_ever(house: House) -> None:
    house.drop("never.xml.part", b"")
    house.drop("a.xml", dum("f.pdf"))
    house.drop("f.pdf", b"f")
    house.scan(3, 60, 61)
    assert house.accepting.names == ["a.xml"]
    assert (house.left(), house.refusals()) == (["never.xml.part"], [])


def test_a_failing_acceptance_is_tried_again_and_stops_nobody(house: House) -> None:
    house.accepting.failing = RuntimeError("no database")
    house.drop("a.xml", dum("f.pdf"))
    house.drop("f.pdf", b"f")
    with capture_logs() as logs:
        house.scan(3, 0.5, 0.6, 5, 20)
    assert house.accepting.calls == 4
    assert len([each for each in logs if each["event"] == "folder.failed"]) == 1
    house.accepting.failing = None
    house.scan(60)
    assert house.accepting.one().attachments == (("f.pdf", b"f"),)
    assert house.left() == []


def test_a_thousand_files_are_each_taken_once(house: House) -> None:
    for number in range(1000):
        house.drop(f"{number}.xml", dum(f"{number}.pdf" if number % 2 else "shared.pdf", note=str(number)))
        if number % 2:
            house.drop(f"{number}.pdf", b"%d" % number)
    house.drop("shared.pdf", b"s")
    started = time.monotonic()
    house.scan(3, 1)
    assert time.monotonic() - started < 30
    assert house.accepting.calls == 1000
    assert len(set(house.accepting.names)) == 1000
    assert all(len(each.attachments) == 1 for each in house.accepting.arrivals.values())
    assert house.left() == []


@pytest.mark.parametrize("use_events", [True, False])
def test_a_slow_writer_in_real_time(tmp_path: Path, use_events: bool) -> None:
    inbox = tmp_path / "inbox" / PARTNER
    inbox.mkdir(parents=True)
    accepting = Accepting()
    stop = threading.Event()
    intake = FolderIntake(
        tmp_path / "inbox",
        tmp_path / "outbox",
        lambda: [PARTNER],
        accepting,
        stable_for=0.8,
        scan_interval=0.1,
        use_events=use_events,
    )
    loop = threading.Thread(target=intake.run, args=(stop,))
    loop.start()
    try:
        with (inbox / "slow.xml").open("wb", buffering=0) as file:
            for byte in dum()[:8]:
                file.write(bytes([byte]))
                time.sleep(0.25)
                assert accepting.calls == 0
        until = time.monotonic() + 10
        while not accepting.calls and time.monotonic() < until:
            time.sleep(0.02)
    finally:
        stop.set()
        loop.join(10)
    assert not loop.is_alive()
    assert accepting.one().body == dum()[:8]


def test_events_wake_the_scan_long_before_its_interval(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox" / PARTNER
    inbox.mkdir(parents=True)
    accepting = Accepting()
    stop = threading.Event()
    intake = FolderIntake(tmp_path / "inbox", tmp_path / "outbox", lambda: [PARTNER], accepting, scan_interval=60)
    loop = threading.Thread(target=intake.run, args=(stop,), daemon=True)
    loop.start()
    time.sleep(0.5)
    (inbox / "a.xml.part").write_bytes(dum())
    time.sleep(0.5)
    (inbox / "a.xml.part").rename(inbox / "a.xml")
    until = time.monotonic() + 10
    while not accepting.calls and time.monotonic() < until:
        time.sleep(0.02)
    stop.set()
    assert accepting.names == ["a.xml"]


def test_partners_that_are_no_folder_names_and_folders_that_are_links_stop_nobody(tmp_path: Path) -> None:
    accepting = Accepting()
    inbox = tmp_path / "inbox"
    (inbox / "good").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.xml").write_bytes(dum())
    (inbox / "link").symlink_to(tmp_path / "elsewhere")
    (inbox / "good" / "b.xml").write_bytes(dum())
    partners = ["../elsewhere", "link", "..", "good", "new"]
    intake = FolderIntake(inbox, tmp_path / "outbox", lambda: partners, accepting, stable_for=0, use_events=False)
    with capture_logs() as logs:
        intake.scan_once()
    assert accepting.names == ["b.xml"]
    assert len([each for each in logs if each["log_level"] == "error"]) == 3
    assert (inbox / "new").is_dir()
