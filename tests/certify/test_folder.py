"""The folder door: attachments of one name never meet, nothing foreign is touched, and any answer ends in words."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from gateway.certify.answers import Answer, NoAnswerError
from gateway.certify.by_folder import MOST_BYTES, FolderDoor
from gateway.certify.fresh import Numbers
from gateway.certify.kit import Kit, Vector
from gateway.certify.running import certify

SHARED = "shared.pdf"


@pytest.fixture
def door(tmp_path: Path) -> FolderDoor:
    inbox, outbox = tmp_path / "inbox" / "erp", tmp_path / "outbox" / "erp"
    inbox.mkdir(parents=True)
    outbox.mkdir(parents=True)
    return FolderDoor(inbox, None, 20, Event())


def deliver(outbox: Path, name: str, content: bytes) -> None:
    """Put an answer into the outbox as a gateway does, its list last."""
    (outbox / f"{name}.1.findings.json").write_bytes(content)
    listed = {"files": [{"name": f"{name}.1.response.xml"}, {"name": f"{name}.1.findings.json"}]}
    (outbox / f"{name}.1.response.xml.delivery.json").write_text(json.dumps(listed))


@contextmanager
def taking(door: FolderDoor, seen: list[tuple[bytes, bytes]]) -> Iterator[None]:
    """A gateway that takes one declaration after the other with its attachment, and answers with no findings."""
    done = Event()

    def run() -> None:
        while not done.wait(0.02):
            for path in sorted(door.inbox.glob("*.xml")):
                attachment = door.inbox / SHARED
                seen.append((path.read_bytes(), attachment.read_bytes()))
                path.unlink()
                attachment.unlink()
                deliver(door.outbox, f"{path.stem}.sub_1", b'{"outcome": "valid", "findings": []}')

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def test_attachments_of_one_name_go_in_turn_each_with_its_declaration(door: FolderDoor, tmp_path: Path) -> None:
    vectors = []
    for number in range(12):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "a.xml").write_bytes(b"<a>%d</a>" % number)
        (folder / SHARED).write_bytes(b"%d" % number)
        words = {"fr": "x", "en": "x", "ar": "x"}
        file = f"{number}/a.xml"
        vectors.append(Vector(file, folder / "a.xml", "any", "rule", None, False, (), words, (folder / SHARED,), ""))
    seen: list[tuple[bytes, bytes]] = []
    with taking(door, seen):
        run = certify(Kit("v", tuple(vectors)), door, Numbers(), door.stop, lambda _: None)
    assert all(each.is_right for each in run.results) and len(run.results) == 12
    assert sorted(seen) == sorted((b"<a>%d</a>" % number, b"%d" % number) for number in range(12))


def test_a_file_of_somebody_else_is_never_overwritten(door: FolderDoor, kit: Kit) -> None:
    vector = next(each for each in kit.vectors if each.attachments)
    (strange,) = (door.inbox / name for name in list(vector.files())[:1])
    strange.write_bytes(b"not ours")
    door.patience = 0.5
    with pytest.raises(NoAnswerError) as caught:
        door.send(vector, b"<a/>", 1)
    assert caught.value.key == "no-time"
    assert [(path.name, path.read_bytes()) for path in door.inbox.iterdir()] == [(strange.name, b"not ours")]


def test_what_was_rejected_is_an_answer(door: FolderDoor, kit: Kit) -> None:
    name = f"kit-{door.run}-5"
    (door.outbox / "rejected").mkdir()
    found = [{"code": "FLD01", "box": None, "article": None, "line": None}]
    (door.outbox / "rejected" / f"{name}.xml.findings.json").write_text(json.dumps(found))
    answer = door.send(_plain(kit), b"x", 5)
    assert (answer.refused, [each.code for each in answer.findings]) == (True, ["FLD01"])


@pytest.mark.parametrize(
    ("content", "key"),
    [(b"", "no-json"), (b"[]", "no-member"), (b"[" * 100_000, "no-json"), (b"{}", "no-member"),
     (b'{"outcome": "valid", "findings": [[]]}', "no-member"), (b" " * (MOST_BYTES + 1), "too-long")],
)  # fmt: skip
def test_other_shapes_end_in_words(content: bytes, key: str, door: FolderDoor, kit: Kit) -> None:
    deliver(door.outbox, f"kit-{door.run}-7.sub_1", content)
    with pytest.raises(NoAnswerError) as caught:
        door.send(_plain(kit), b"x", 7)
    assert caught.value.key == key


@pytest.mark.parametrize("listed", ['{"files": [{"name": "../../../secret.findings.json"}]}', '{"files": 7}', "7"])
def test_a_list_that_leads_elsewhere_is_not_followed(listed: str, door: FolderDoor, kit: Kit) -> None:
    (door.outbox / f"kit-{door.run}-9.x.delivery.json").write_text(listed)
    secret = b'{"outcome": "valid", "findings": []}'
    (door.outbox.parents[2] / "secret.findings.json").write_bytes(secret)
    door.patience = 0.5
    with pytest.raises(NoAnswerError):
        assert door.send(_plain(kit), b"x", 9) != Answer(False, ())


def test_all_declarations_and_contrls_of_an_interchange_are_waited_for(door: FolderDoor, kit: Kit) -> None:
    vector = next(each for each in kit.vectors if each.path.name == "bad-beside-good.edi")
    vector = replace(vector, declarations=2)
    name, door.patience = f"kit-{door.run}-11.sub_1", 0.5
    deliver(door.outbox, name, b'{"outcome": "valid", "findings": []}')
    with pytest.raises(NoAnswerError):
        door.send(vector, b"x", 11)
    found = b'{"outcome": "refused", "findings": [{"code": "EDI13", "box": null, "article": null, "line": 5}]}'
    files = {f"{name}.2.findings.json": found, f"{name}.contrl-1.edi": b"CONTRL"}
    for number, (file, content) in enumerate(files.items()):
        with pytest.raises(NoAnswerError):
            door.send(vector, b"x", 11)
        (door.outbox / file).write_bytes(content)
        listed = json.dumps({"files": [{"name": file}, {"name": f"../{name}.contrl-7.edi"}]})
        (door.outbox / f"{name}.{number}.delivery.json").write_text(listed)
    answer = door.send(vector, b"x", 11)
    assert (answer.refused, [each.code for each in answer.findings], dict(answer.contrl)) == (
        True, ["EDI13"], {1: b"CONTRL"}
    )  # fmt: skip


def test_an_interchange_that_was_rejected_at_the_door_is_an_answer(door: FolderDoor, kit: Kit) -> None:
    vector = next(each for each in kit.vectors if each.contrl)
    (door.outbox / "rejected").mkdir()
    found = [{"code": "FLD06", "box": None, "article": None, "line": None}]
    (door.outbox / "rejected" / f"kit-{door.run}-13.edi.findings.json").write_text(json.dumps(found))
    answer = door.send(vector, b"x", 13)
    assert (answer.refused, len(answer.findings), dict(answer.contrl)) == (True, 1, {})
    assert (door.inbox / f"kit-{door.run}-13.edi").read_bytes() == b"x"


def test_folders_that_are_not_there_are_told(tmp_path: Path, kit: Kit) -> None:
    door = FolderDoor(tmp_path / "gone", tmp_path, 1, Event())
    with pytest.raises(NoAnswerError) as caught:
        door.send(_plain(kit), b"x", 1)
    assert caught.value.key == "no-file"


def _plain(kit: Kit) -> Vector:
    return replace(kit.vectors[0], attachments=())
