"""A crash at any step, then a new start: nothing lost, nothing twice, the same arrival."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.doors.folder.dropping import House, dum

pytestmark = pytest.mark.service


STEPS = ("mkdir", "rename", "unlink", "rmdir", "fsync", "open")


class Crash(BaseException):
    """The process ends here."""


class Counting:
    """Ends the process before or after the n-th step."""

    def __init__(self, at: int, after: bool) -> None:
        self.at = at
        self.after = after
        self.done = 0

    def wrap(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:
            self.done += 1
            if self.done == self.at and not self.after:
                raise Crash
            result = call(*arguments, **named)
            if self.done == self.at:
                raise Crash
            return result

        return counted


def drop_all(house: House) -> None:
    house.drop("a.xml", dum("f.pdf", "shared.pdf", "gone.pdf", note="a"))
    house.drop("b.xml", dum("shared.pdf", note="b"))
    house.drop("c.xml", dum(note="c"))
    house.drop("c.xml.done", b"")
    house.drop("f.pdf", b"f")
    house.drop("f.pdf.done", b"")
    house.drop("shared.pdf", b"s")
    house.drop("stray.txt", b"t")
    house.drop("large.pdf", b"x" * 2_000_001)


def crash_once(root: Path, at: int, after: bool) -> bool:
    """Crash at the given step, start again, check; False where there was no such step."""
    house = House(root)
    drop_all(house)
    counting = Counting(at, after)
    with pytest.MonkeyPatch.context() as patch:
        for step in STEPS:
            patch.setattr(os, step, counting.wrap(getattr(os, step)))
        house.intake._accept = counting.wrap(house.accepting)
        with suppress(Crash):
            house.scan(3, 121)
    house.start()
    house.scan(3, 121, 1, 121)
    taken = {each.name: each for each in house.accepting.arrivals.values()}
    assert len(house.accepting.arrivals) == 3, (at, after, sorted(house.accepting.arrivals))
    assert dict(taken["a.xml"].attachments) == {"f.pdf": b"f", "shared.pdf": b"s"}, (at, after)
    assert taken["a.xml"].waited_out == ("gone.pdf",)
    assert taken["b.xml"].attachments == (("shared.pdf", b"s"),)
    assert taken["c.xml"].body == dum(note="c")
    assert house.left() == [], (at, after)
    assert "stray.txt" in house.refusals()
    assert "large.pdf" in house.refusals()
    # An attachment kept for others may be refused as named by nobody after a crash: noise, but no loss.
    assert set(house.refusals()) <= {"stray.txt", "large.pdf", "shared.pdf"}, (at, after, house.refusals())
    return counting.done >= at


@pytest.mark.parametrize("after", [False, True])
def test_a_crash_at_each_step(tmp_path: Path, after: bool) -> None:
    at = 1
    while crash_once(tmp_path / str(at), at, after):
        at += 1
    assert at > 50


def test_a_claim_of_before_is_finished_first_with_the_same_arrival(house: House) -> None:
    house.accepting.failing = RuntimeError("away")
    house.drop("a.xml", dum("f.pdf"))
    house.drop("f.pdf", b"f")
    house.scan(3)
    (claim,) = (house.inbox / ".claimed").iterdir()
    house.drop("f.pdf", b"a newer one, for the next declaration")
    house.accepting.failing = None
    house.start()
    house.scan()
    arrival = house.accepting.one()
    assert arrival.claim.endswith(claim.name)
    assert arrival.attachments == (("f.pdf", b"f"),)
    assert house.left() == ["f.pdf"]


def test_unfinished_files_of_a_crash_are_swept_from_the_outbox(house: House) -> None:
    house.rejected.mkdir(parents=True)
    old, new = house.rejected / f".{'a' * 32}.tmp", house.outbox / f".{'b' * 32}.tmp"
    theirs = house.outbox / ".theirs.tmp"
    for each in (old, new, theirs):
        each.write_bytes(b"x")
    os.utime(old, (1, 1))
    os.utime(theirs, (1, 1))
    house.scan()
    assert (old.exists(), new.exists(), theirs.exists()) == (False, True, True)


def test_the_rest_of_a_finished_claim_is_removed(house: House) -> None:
    rest = house.inbox / ".claimed" / ".finished-1-2-3-a.xml"
    rest.mkdir(parents=True)
    (rest / "a.xml").write_bytes(dum())
    house.scan()
    assert house.accepting.calls == 0
    assert house.left() == []
