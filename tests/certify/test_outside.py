"""What else comes from outside: kits of other shapes, keys, addresses, names in a list, documents that are no DUM."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from typer.testing import CliRunner

from gateway.certify.answers import Answer, NoAnswerError
from gateway.certify.by_folder import FolderDoor
from gateway.certify.card import say
from gateway.certify.fresh import Numbers, refreshed
from gateway.certify.kit import Kit, KitError, read_kit
from gateway.certify.running import certify
from gateway.cli import app
from schemas.vocabulary import LANGUAGES

from .conftest import KIT

FINDING = {"code": "B07-1", "box": "7", "article": None, "line": 12}


def kit_with(folder: Path, **changed: Any) -> Kit:
    """A kit of one vector whose entry is the first one's of the true kit, changed."""
    manifest = json.loads((KIT / "manifest.json").read_bytes())
    entry = next(each for each in manifest["vectors"] if not each["attachments"])
    (folder / entry["file"]).parent.mkdir()
    (folder / entry["file"]).write_bytes((KIT / entry["file"]).read_bytes())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"vectors": [entry | changed], "interchanges": []}))
    return read_kit(folder)


def test_a_kit_of_the_right_shape_is_read(tmp_path: Path) -> None:
    assert len(kit_with(tmp_path, findings=[FINDING], verdict="refused").vectors[0].findings) == 1


@pytest.mark.parametrize(
    "changed",
    [{"findings": [FINDING | {"code": 7}]}, {"findings": [FINDING | {"box": []}]},
     {"findings": [FINDING | {"box": {}}]},
     {"findings": [FINDING | {"line": "12"}]}, {"findings": [FINDING | {"article": 1.5}]}, {"findings": [[]]},
     {"findings": None}, {"verdict": "perhaps"}, {"verdict": []}, {"verdict": None}, {"attachments": ["a.pdf"]},
     {"file": "a\0b"}],
)  # fmt: skip
def test_a_kit_of_another_shape_is_told_before_anything_is_sent(changed: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(KitError, match="no manifest of a kit"):
        kit_with(tmp_path, **changed)


@pytest.mark.parametrize(
    "changed",
    [{"contrl": None}, {"contrl": [{"interchange": "1", "file": "a", "sha256": "b"}]}, {"contrl": [7]},
     {"contrl": [{"interchange": True, "file": "a", "sha256": "b"}]}, {"declarations": []}, {"declarations": "x"},
     {"findings": [FINDING | {"line": "12"}]}],
)  # fmt: skip
def test_interchanges_of_another_shape_are_told_too(changed: dict[str, Any], tmp_path: Path) -> None:
    manifest = json.loads((KIT / "manifest.json").read_bytes())
    entry = manifest["interchanges"][0]
    (tmp_path / entry["file"]).parent.mkdir()
    for file in (entry["file"], *(each["file"] for each in entry["contrl"])):
        (tmp_path / file).write_bytes((KIT / file).read_bytes())
    for content in (entry, entry | changed):
        (tmp_path / "manifest.json").write_text(json.dumps(manifest | {"vectors": [], "interchanges": [content]}))
        if content is entry:
            assert read_kit(tmp_path).vectors[0].contrl
        else:
            with pytest.raises(KitError, match="no manifest of a kit"):
                read_kit(tmp_path)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("against", "key", "told", "detail"),
    [
        ("http://127.0.0.1:9", "clé", "key-unusable", ""),
        ("http://127.0.0.1:9", "sk_test_a\nX-Other: b", "key-unusable", ""),
        ("http://127.0.0.1:9", "sk\ud800", "key-unusable", ""),
        ("HTTP://127.0.0.1:9", "k", "nobody", "http://127.0.0.1:9"),  # no folder of that name
        ("/nowhere/inbox", "", "no-folder", "/nowhere/inbox"),
    ],
)
def test_what_makes_it_useless_is_told_in_the_language(
    against: str, key: str, told: str, detail: str, language: str
) -> None:
    command = ["certify", "--against", against, "--kit", str(KIT), "--key", key, "--language", language]
    ran = CliRunner().invoke(app, command)
    begin, _, end = say(language, told, detail="\0").partition("\0")
    assert ran.exit_code == 2 and begin + detail in ran.output and ran.output.rstrip().endswith(end), ran.output


@pytest.mark.parametrize("name", ["kit\0", "\ud800"])
def test_a_name_that_no_file_can_have_ends_in_words(name: str, tmp_path: Path, kit: Kit) -> None:
    inbox, outbox = tmp_path / "inbox" / "erp", tmp_path / "outbox" / "erp"
    inbox.mkdir(parents=True)
    outbox.mkdir(parents=True)
    door = FolderDoor(inbox, None, 0.5, Event())
    listed = json.dumps({"files": [{"name": f"{name}.findings.json"}]})
    (outbox / f"kit-{door.run}-3.x.delivery.json").write_text(listed)
    with pytest.raises(NoAnswerError) as caught:
        door.send(kit.vectors[0], b"x", 3)
    assert caught.value.key == "no-time"


@pytest.mark.parametrize("name", ["another-namespace", "no-namespace"])
def test_a_document_of_another_namespace_is_fresh_too(name: str, kit: Kit) -> None:
    (vector,) = (each for each in kit.vectors if each.file == f"any/{name}.xml")
    content = vector.path.read_bytes()
    one, other = refreshed(content, 10**14 + 1), refreshed(content, 10**14 + 2)
    assert len({content, one, other}) == 3 and len(content) == len(one) == len(other)


def test_an_interruption_while_the_first_are_sent_sends_no_more(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    from gateway.certify import running

    class Quick:
        """A door that answers at once."""

        def check(self) -> None: ...

        def send(self, *_: Any) -> Answer:
            return Answer(True, ())

        def close(self) -> None: ...

    class Pressed(running.ThreadPoolExecutor):
        """A pool at whose fifth vector somebody presses Ctrl-C."""

        handed = 0

        def submit(self, *given: Any, **named: Any) -> Any:
            self.handed += 1
            if self.handed == 5:
                raise KeyboardInterrupt
            return super().submit(*given, **named)

    monkeypatch.setattr(running, "ThreadPoolExecutor", Pressed)
    stop = Event()
    run = certify(kit, Quick(), Numbers(), stop, lambda _: None)
    assert (run.stopped, stop.is_set()) == ("interrupted", True)
