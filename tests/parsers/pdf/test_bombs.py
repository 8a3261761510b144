"""Decompression bombs: found by counting, at a bounded cost for the service and for the machine."""

from __future__ import annotations

import base64
import re
import resource
import signal
import threading
import time
from functools import cache
from pathlib import Path

import pytest
from pypdf._codecs._codecs import LzwCodec

from parsers.pdf import PdfLimits, examine_pdf, examiner
from tests.parsers.pdf.building import PAGES, flate_bomb, handwritten, scan, stream

pytestmark = pytest.mark.service


ROOM = 64 << 20
"""How much more memory (bytes) than before an examination may take, here and in its process."""


@cache
def bomb(levels: int) -> bytes:
    return flate_bomb(levels=levels)


FILTERS = {1: b"/Filter /FlateDecode", 2: b"/Filter [/FlateDecode /Fl]"}
PLACES = {
    "page content": (b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>", b""),
    "orphan": (PAGES[2], b""),
    "image": (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /XObject << /I 4 0 R >> >> >>",
        b"/Type /XObject /Subtype /Image /Width 30000 /Height 30000 /ColorSpace /DeviceGray /BitsPerComponent 8",
    ),
    "metadata": (PAGES[2], b"/Type /Metadata /Subtype /XML"),
    "object stream": (PAGES[2], b"/Type /ObjStm /N 1 /First 4"),
}


class PeakOfHost:
    """The largest memory (bytes resident) of any examining process while the block ran."""

    peak = 0

    def __enter__(self) -> PeakOfHost:
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._watch)
        self.thread.start()
        return self

    def _watch(self) -> None:
        while not self.stopped.wait(0.005):
            host = examiner._examiner.host
            if host is None:
                continue
            children = Path(f"/proc/{host.process.pid}/task/{host.process.pid}/children")
            for child in children.read_text().split():
                try:
                    status = Path(f"/proc/{child}/status").read_text()
                except OSError:
                    continue
                if found := re.search(r"VmHWM:\s+(\d+) kB", status):
                    self.peak = max(self.peak, int(found[1]) * 1024)

    def __exit__(self, *_: object) -> None:
        self.stopped.set()
        self.thread.join()


@pytest.mark.parametrize("levels", [1, 2])
@pytest.mark.parametrize("place", PLACES)
def test_one_gigabyte_costs_nothing(place: str, levels: int) -> None:
    page, entries = PLACES[place]
    packed = bomb(levels)
    content = handwritten(*PAGES[:2], page, stream(packed, entries + FILTERS[levels]))
    examine_pdf(scan(), "warm.pdf")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    with PeakOfHost() as watched:
        started = time.monotonic()
        found = examine_pdf(content, "bomb.pdf").findings
        elapsed = time.monotonic() - started
    assert [(each.code, each.facts) for each in found] == [("PDF07", {"limit": 256_000_000})]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before < ROOM
    assert elapsed < 15
    if place != "object stream":  # what the library opens whole is bounded by the process's own limit instead
        assert 0 < watched.peak < 2 * ROOM + (64 << 20)


def test_a_bomb_in_the_cross_reference_stream() -> None:
    entries = b"/Type /XRef /Size 9 /W [1 1 1] /Root 1 0 R /Filter /FlateDecode"
    content = b"%PDF-1.7\n1 0 obj\n" + stream(bomb(1), entries) + b"\nendobj\nstartxref\n9\n%%EOF\n"
    assert "PDF07" in [each.code for each in examine_pdf(content, "a.pdf").findings]


def test_many_streams_count_together() -> None:
    part = flate_bomb(50_000_000)
    many = [stream(part, FILTERS[1]) for _ in range(6)]
    assert [each.code for each in examine_pdf(handwritten(*PAGES, *many), "a.pdf").findings] == ["PDF07"]
    assert examine_pdf(handwritten(*PAGES, *many[:5]), "a.pdf").findings == ()


def test_bombs_of_the_older_filters() -> None:
    limits = PdfLimits(max_expanded_bytes=2_000_000)
    runs = stream(b"\x81x" * 900_000 + b"\x80", b"/Filter /RunLengthDecode")
    lzw = stream(LzwCodec().encode(bytes(2_500_000)), b"/Filter /LZWDecode")
    coded = base64.a85encode(flate_bomb(10_000_000)) + b"~>"
    behind_text = stream(coded, b"/Filter [/ASCII85Decode /FlateDecode]")
    for bomb_stream in (runs, lzw, behind_text):
        content = handwritten(*PAGES, bomb_stream)
        assert len(content) < 2_000_000
        assert [each.code for each in examine_pdf(content, "a.pdf", limits).findings] == ["PDF07"]


def test_a_bomb_does_not_hide_active_content() -> None:
    page, _ = PLACES["page content"]
    content = handwritten(*PAGES[:2], page, stream(bomb(1), FILTERS[1]), b"<< /S /Launch >>")
    assert [each.code for each in examine_pdf(content, "a.pdf").findings] == ["PDF05", "PDF07"]


def test_the_processor_time_is_bounded_and_told() -> None:
    limits = PdfLimits(max_bytes=4_000_000, max_expanded_bytes=1 << 40, cpu_seconds=1)
    large = handwritten(*PAGES, *[stream(bomb(1), FILTERS[1])] * 3)
    (found,) = examine_pdf(large, "a.pdf", limits).findings
    assert (found.code, "more than 1 second of processing" in found.message("en")) == ("PDF08", True)
    assert examine_pdf(scan(), "a.pdf", limits).findings == ()


def test_a_machine_that_gives_no_time_is_not_the_files_fault() -> None:
    with pytest.raises(examiner.ExaminerAway) as raised:
        examine_pdf(scan(), "a.pdf", PdfLimits(wall_seconds=0.001))
    assert (raised.value.part, "processor time" in str(raised.value)) == ("memory", True)
    assert examine_pdf(scan(), "a.pdf").findings == ()


def test_a_host_that_stands_still_is_not_the_files_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    assert examine_pdf(scan(), "a.pdf").findings == ()
    monkeypatch.setattr(examiner, "GRACE_SECONDS", 0.5)
    host = examiner._examiner.host
    assert host is not None
    host.process.send_signal(signal.SIGSTOP)
    with pytest.raises(examiner.ExaminerAway):
        examine_pdf(scan(), "a.pdf", PdfLimits(wall_seconds=0.5))
    monkeypatch.undo()
    assert examine_pdf(scan(), "a.pdf").findings == ()
    assert examiner._examiner.host is not host


def test_the_memory_is_bounded() -> None:
    limits = PdfLimits(memory_bytes=32 << 20)
    found = examine_pdf(handwritten(*PAGES, b"[" + b"0 " * 900_000 + b"]"), "a.pdf", limits).findings
    assert [each.code for each in found] == ["PDF08"]
