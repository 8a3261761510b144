"""Names in a drop folder: each entry is taken or refused with a finding, and answers can be named after it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from xml.sax.saxutils import escape

import structlog

from gateway.delivery.outbox import deliver
from gateway.doors.folder.completeness import is_temporary, marked_by
from gateway.doors.folder.names import kind
from gateway.doors.folder.taking import CLAIMED
from gateway.pipeline.deliveries import stem
from schemas.vocabulary import LANGUAGES
from tests.doors.folder.dropping import House, dum
from tests.fuzz.mutators import names
from tests.fuzz.targets import Door, Target
from tests.fuzz.verdict import NoVerdict

SUBMISSION = "sub_test_aaaaaaaaaaaaaaaaaaaa"
SCANS = (0, 4, 4, 130, 130, 130)
"""Seconds between the looks: a body may wait for an attachment, and then what spoke of it for its own time."""

ANSWERS = (f"{SUBMISSION}.ack.xml", f"{SUBMISSION}.1000.findings.ar.html", f"{SUBMISSION}.1000.response-2.xml")


def samples() -> Sequence[bytes]:
    """What partners drop."""
    return (
        b"fdum.xml/finvoice.pdf/fdum.xml.done",
        b"fcusdec.edi/fcusdec.edi.done/fb.pdf",
        b"fa.xml.part/fnotes.txt/dfolder/llink.xml/hsecond.xml/ppipe.edi",
        b"fa.pdf/fb.pdf/fa.xml/fb.xml/fA.XML",
    )


def dropped(content: bytes, root: Path) -> frozenset[str]:
    """Drop the entries and scan until nothing is waited for; what is left, and is no temporary name, had no answer."""
    house = House(root)
    try:
        with structlog.testing.capture_logs() as logs:
            entries = {name: what for what, name in map(_entry, content.split(b"/")) if name}
            made = [name for name, what in entries.items() if _make(house, what, name, list(entries))]
            house.scan(*SCANS)
        _all_answered(house, made, logs)
        return _told(house)
    finally:
        shutil.rmtree(root)


def _entry(entry: bytes) -> tuple[str, str]:
    name = entry[1:].replace(b"\0", b"")[: names.LONGEST]
    return entry[:1].decode("latin-1"), "" if name in (b".", b"..") else os.fsdecode(name)


def _make(house: House, what: str, name: str, others: Sequence[str]) -> bool:
    """Make one entry; False where its name is taken, or is that of the gateway's own folder: what stops a whole folder
    is told to the operator."""
    path = house.inbox / name
    if os.path.lexists(path) or (name == CLAIMED and what != "d"):
        return False
    if what == "d":
        path.mkdir()
    elif what == "p":
        os.mkfifo(path)
    elif what == "l":
        path.symlink_to("/etc/hostname")
    elif what == "h":
        (house.root / "elsewhere").write_bytes(b"<a/>")
        path.hardlink_to(house.root / "elsewhere")
    else:
        path.write_bytes(dum(*(_plain(each) for each in others if each.lower().endswith(".pdf"))))
    return True


def _plain(name: str) -> str:
    """As a declaration can name it."""
    return escape("".join(each for each in name if each.isprintable()))


def _all_answered(house: House, made: Sequence[str], logs: Sequence[object]) -> None:
    left = [name for name in made if os.path.lexists(house.inbox / name) and not _waits(house, name)]
    if left:
        raise NoVerdict(f"left in the inbox: {left!r} {logs!r}"[:2_000])
    bodies = sum(kind(name) == "declaration" for name in made if not _waits(house, name))
    answered = len(house.accepting.arrivals) + sum(kind(name) == "declaration" for name in house.refusals())
    if answered < bodies:
        raise NoVerdict(f"bodies are lost: {bodies} came and {answered} were answered")
    for arrival in house.accepting.arrivals.values():
        files = [(f"{stem(arrival.name)}.{answer}", b"x") for answer in ANSWERS]
        deliver(house.outbox, files)


def _waits(house: House, name: str) -> bool:
    """Whether it is still being written, or says of such a file that it is complete."""
    marked = marked_by(name)
    return is_temporary(name) or (marked is not None and is_temporary(marked) and os.path.lexists(house.inbox / marked))


def _told(house: House) -> frozenset[str]:
    codes = set()
    if house.rejected.exists():
        for path in house.rejected.glob("*.findings.json"):
            for found in json.loads(path.read_text(encoding="utf-8")):
                codes.add(found["code"])
                if not all(found[said][language] for said in ("message", "fix") for language in LANGUAGES):
                    raise NoVerdict(f"{found['code']} has no words")
    return frozenset(codes)


@contextmanager
def _opened(folder: Path) -> Iterator[Door]:
    yield lambda content: dropped(content, folder / "house")


NAMES = Target("names", samples, names.mutated, _opened, rb"(?<=/)")
