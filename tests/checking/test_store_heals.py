"""A stored file that was damaged is whole again when its bytes come again; what killed writes left is swept."""

from __future__ import annotations

import hashlib
import os
import stat
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import structlog

from gateway.store.files import Damaged, FileStore, Missing
from gateway.store.sweeping import sweep, sweep_beside, temporaries
from gateway.work.failures import part_away

CONTENT = b"<Declaration/>" * 1_000


def overwritten(path: Path, content: bytes) -> None:
    path.chmod(0o600)
    path.write_bytes(content)


def flipped(path: Path) -> None:
    overwritten(path, b"!" + CONTENT[1:])


def emptied(path: Path) -> None:
    overwritten(path, b"")


def cut(path: Path) -> None:
    overwritten(path, CONTENT[:100])


def longer(path: Path) -> None:
    overwritten(path, CONTENT + b" ")


def leading_nowhere(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


def leading_astray(path: Path) -> None:
    path.unlink()
    path.with_name("other").write_bytes(b"another's")
    path.symlink_to("other")


@pytest.mark.parametrize("damage", [flipped, emptied, cut, longer, leading_nowhere, leading_astray, Path.unlink])
def test_what_was_damaged_heals_when_the_same_bytes_come_again(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    store = FileStore(tmp_path / "store")
    digest = store.put(CONTENT)
    path = store.path(digest)
    damage(path)
    assert not store.is_whole(digest)
    with pytest.raises(Damaged) as raised:
        store.get(digest)
    assert part_away(raised.value) == "store"
    assert store.put(CONTENT) == digest
    assert store.get(digest) == CONTENT
    state = path.lstat()
    assert stat.S_ISREG(state.st_mode) and stat.S_IMODE(state.st_mode) == 0o400
    assert [each.name for each in path.parent.iterdir() if each.name.startswith(".")] == []
    if path.with_name("other").exists():  # written to through no link
        assert path.with_name("other").read_bytes() == b"another's"


def test_what_is_whole_is_not_written_again(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "store")
    path = store.path(store.put(CONTENT))
    before = path.stat().st_ino
    store.put(CONTENT)
    assert path.stat().st_ino == before


def test_many_heal_the_same_file_at_once(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "store")
    path = store.path(store.put(CONTENT))
    begin = threading.Barrier(8)

    def heal(_: int) -> bytes:
        begin.wait()
        return store.get(store.put(CONTENT))

    with ThreadPoolExecutor(8) as pool:
        for _ in range(20):
            emptied(path)
            assert set(pool.map(heal, range(8))) == {CONTENT}
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_write_that_fails_leaves_the_damaged_file_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FileStore(tmp_path / "store")
    path = store.path(store.put(CONTENT))
    cut(path)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            store.put(CONTENT)
    assert path.read_bytes() == CONTENT[:100]
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_the_log_tells_each_file_once_until_it_is_whole_again(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "store")
    digest = store.put(CONTENT)
    with structlog.testing.capture_logs() as told:
        for _ in range(2):
            emptied(store.path(digest))
            for _ in range(3):
                store.tell(Damaged(digest))
            store.put(CONTENT)
        store.tell(Missing(hashlib.sha256(b"never came").hexdigest()))
    assert [each["event"] for each in told] == [
        "a stored file is damaged",
        "a stored file is whole again",
    ] * 2 + ["a stored file is missing"]


def test_only_what_was_left_an_hour_ago_is_swept(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "store")
    folder = store.path(store.put(CONTENT)).parent
    old, new = folder / ".killed", folder / ".writing"
    old.write_bytes(b"half")
    new.write_bytes(b"half")
    os.utime(old, (time.time() - 3700,) * 2)
    os.utime(folder / hashlib.sha256(CONTENT).hexdigest(), (0, 0))
    assert list(temporaries(store.folder)) == [old]
    sweep_beside(store.folder, threading.Event())
    assert not old.exists() and new.exists()
    assert store.get(hashlib.sha256(CONTENT).hexdigest()) == CONTENT
    assert sweep(store.folder) == 0
    assert sweep(tmp_path / "no store") == 0
