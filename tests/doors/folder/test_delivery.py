"""Delivery: whole files, the list last, no way out of the folder."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from gateway.delivery.outbox import deliver

FILES = [("a.xml.sub_1.ack.xml", b"<a/>"), ("a.xml.sub_1.1.response.xml", b"<r/>")]


def contents(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def test_a_batch_ends_with_its_list(tmp_path: Path) -> None:
    deliver(tmp_path / "outbox" / "atlas", FILES)
    found = contents(tmp_path / "outbox" / "atlas")
    listed = json.loads(found.pop("a.xml.sub_1.ack.xml.delivery.json"))
    assert found == dict(FILES)
    assert listed == {
        "files": [
            {"name": name, "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
            for name, content in FILES
        ]
    }


def test_the_same_again_gives_the_same_bytes(tmp_path: Path) -> None:
    deliver(tmp_path, FILES)
    before = contents(tmp_path)
    deliver(tmp_path, FILES)
    assert contents(tmp_path) == before


def test_planted_links_are_replaced_and_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"mine")
    folder = tmp_path / "outbox"
    folder.mkdir()
    for name in (FILES[0][0], FILES[0][0] + ".delivery.json"):
        (folder / name).symlink_to(victim)
    (folder / FILES[1][0]).hardlink_to(victim)
    deliver(folder, FILES)
    assert victim.read_bytes() == b"mine"
    assert not any(each.is_symlink() for each in folder.iterdir())
    assert (folder / FILES[1][0]).read_bytes() == FILES[1][1]


def test_a_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "outbox").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match=r"Not a directory|symbolic"):
        deliver(tmp_path / "outbox", FILES)
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("name", ["", ".", "..", "../a", "a/b", ".hidden", "a\0", "x" * 250])
def test_names_that_are_no_plain_file_names(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="file name"):
        deliver(tmp_path / "o", [FILES[0], (name, b"")])
    assert not (tmp_path / "o").exists()


def test_an_empty_batch(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one"):
        deliver(tmp_path, [])


@pytest.mark.parametrize("call", ["rename", "fsync"])
def test_what_fails_leaves_no_list_and_is_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    works = getattr(os, call)
    for failing_at in range(1, 4):
        folder = tmp_path / f"{failing_at}"
        calls = 0

        def failing(*arguments: Any, at: int = failing_at, **named: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == at:
                raise OSError(28, "No space left on device")
            return works(*arguments, **named)

        with monkeypatch.context() as patch:
            patch.setattr(os, call, failing)
            with pytest.raises(OSError, match="No space"):
                deliver(folder, FILES)
        assert not any(name.endswith((".delivery.json", ".tmp")) for name in contents(folder))
        deliver(folder, FILES)
        assert len(contents(folder)) == 3
