"""A claim is never thrown away for its looks, and never leads out of the partner's folder."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.doors.folder.dropping import House


def test_a_file_from_before_1970_is_taken_like_any_other(house: House) -> None:
    house.drop("old.xml")
    os.utime(house.inbox / "old.xml", (-3600, -3600))
    house.scan(4, 4, 4)
    assert house.accepting.names == ["old.xml"]


def test_a_claim_that_holds_something_strange_is_left_as_it_is(house: House) -> None:
    strange = house.inbox / ".claimed" / "1-1-1-gone.xml"
    strange.mkdir(parents=True)
    (strange / "something.xml").write_bytes(b"precious")
    house.scan(4, 4, 4)
    assert (strange / "something.xml").read_bytes() == b"precious"
    assert house.accepting.names == []


def test_a_plan_made_by_hand_opens_nothing_outside_the_folder(house: House, tmp_path: Path) -> None:
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(b"private")
    state = secret.stat()
    claim = house.inbox / ".claimed" / "1-1-1-evil.xml"
    claim.mkdir(parents=True)
    (claim / "evil.xml").write_bytes(b"<x/>")
    plan = [{str(secret): [state.st_ino, state.st_size, state.st_mtime_ns]}, {}, []]
    (claim / ".plan.json").write_text(json.dumps(plan))
    house.scan(4, 4, 4)
    assert house.accepting.one().attachments == ()
    assert secret.read_bytes() == b"private"
