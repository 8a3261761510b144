"""`dumgate partners`: what an operator does and is shown, in his language."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.cli import app

pytestmark = pytest.mark.service


def run(data: Path, *arguments: str, language: str = "en") -> Result:
    environment = {"LANG": language, "DUMGATE_DATA": str(data / "data")}
    environment |= {f"DUMGATE_{name.upper()}": str(data / name) for name in ("inbox", "outbox")}
    return CliRunner().invoke(app, ["partners", *arguments], env=environment)


def test_what_stands_of_partners_and_keys(tmp_path: Path) -> None:
    added = run(tmp_path, "add", "bureau", "--role", "office", "--office", "309", "--office", "998")
    assert added.stdout.startswith("sk_test_")
    assert "998" in added.stderr and "309" not in added.stderr
    run(tmp_path, "key", "bureau", "--label", "spring", "--until", "2999-01-31")
    run(tmp_path, "role", "bureau", "--add", "archivist")
    assert run(tmp_path, "office", "bureau", "--add", "300", "--remove", "998").stdout == "300, 309\n"
    shown = run(tmp_path, "keys", "bureau").stdout
    assert "spring  active  until 2999-02-01 00:00, excluded" in shown
    run(tmp_path, "close", "bureau")
    (listed,) = json.loads(run(tmp_path, "list", "--json").stdout)["partners"]
    assert (listed["roles"], listed["offices"]) == (["archivist", "office"], ["300", "309"])
    assert listed["closed_at"]
    keys = json.loads(run(tmp_path, "keys", "bureau", "--json").stdout)
    assert keys["closed"] is True
    assert {each["label"]: each["state"] for each in keys["keys"]} == {"first": "active", "spring": "active"}
    for language, word in (("fr", "fermé depuis le"), ("en", "closed since"), ("ar", "مغلق منذ")):
        assert word in run(tmp_path, "list", language=language).stdout
    first = keys["keys"][0]["id"]
    assert run(tmp_path, "end", "bureau", first, "--until", "2999-01-01").exit_code == 0
    assert run(tmp_path, "revoke", "bureau", first).exit_code == 0
    assert "revoked" in run(tmp_path, "keys", "bureau").stdout
    assert run(tmp_path, "reopen", "bureau").exit_code == 0
    assert "closed" not in run(tmp_path, "list").stdout


@pytest.mark.parametrize(("language", "word"), [("fr", "dernier"), ("en", "last day"), ("ar", "اليوم الأخير")])
def test_what_cannot_be_done_is_told_in_one_line(tmp_path: Path, language: str, word: str) -> None:
    run(tmp_path, "add", "atlas")
    failed = run(tmp_path, "key", "atlas", "--until", "soon\x1b[2J", language=language)
    assert (failed.exit_code, failed.stdout) == (2, "")
    assert word in failed.stderr and "\x1b" not in failed.stderr
    assert len(failed.stderr.splitlines()) == 1


@pytest.mark.parametrize(("language", "word"), [("fr", "ajouté"), ("en", "is added"), ("ar", "أُضيف")])
def test_a_partner_whose_folders_cannot_be_made_is_added_and_it_is_said(
    tmp_path: Path, language: str, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "inbox").mkdir()
    broken = tmp_path / "inbox" / "bureau"
    broken.write_bytes(b"")
    added = run(tmp_path, "add", "bureau", "--role", "office", "--office", "309", language=language)
    assert added.exit_code == 2 and added.stdout.startswith("sk_test_")
    assert word in added.stderr and str(broken) in added.stderr and len(added.stderr.splitlines()) == 1
    monkeypatch.setenv("DUMGATE_FOLDER_GROUP", "no-such-group")
    other = run(tmp_path, "add", "atlas", language=language)
    assert other.exit_code == 2 and other.stdout.startswith("sk_test_")
    assert word in other.stderr and "no-such-group" in other.stderr and len(other.stderr.splitlines()) == 1
    monkeypatch.delenv("DUMGATE_FOLDER_GROUP")
    listed = json.loads(run(tmp_path, "list", "--json").stdout)["partners"]
    assert [each["id"] for each in listed] == ["atlas", "bureau"]


def test_an_office_gets_its_folders_and_an_archivist_none(tmp_path: Path) -> None:
    assert run(tmp_path, "add", "bureau", "--role", "office").exit_code == 0
    assert run(tmp_path, "add", "archive", "--role", "archivist").exit_code == 0
    for root in ("inbox", "outbox"):
        assert [each.name for each in (tmp_path / root).iterdir()] == ["bureau"]


@pytest.mark.parametrize(("language", "word"), [("fr", "sans bureau"), ("en", "no bureau"), ("ar", "بلا مكتب")])
def test_an_office_without_a_bureau_is_warned_of(tmp_path: Path, language: str, word: str) -> None:
    added = run(tmp_path, "add", "bureau", "--role", "office", language=language)
    assert added.exit_code == 0 and word in added.stderr and added.stdout.startswith("sk_test_")
    for shown in ("list", "scope"):
        assert word in run(tmp_path, shown, language=language).stderr
    assert word in run(tmp_path, "keys", "bureau", language=language).stderr
    run(tmp_path, "office", "bureau", "--add", "309")
    for command in (["list"], ["scope"], ["keys", "bureau"]):
        assert run(tmp_path, *command, language=language).stderr == ""


def test_nothing_that_would_be_refused_is_said_plainly(tmp_path: Path) -> None:
    run(tmp_path, "add", "bureau", "--role", "office")
    shown = run(tmp_path, "scope", "--days", "30")
    assert shown.exit_code == 0
    assert "Days looked at: 30. Nothing would be refused." in shown.stdout
    told = json.loads(run(tmp_path, "scope", "--json").stdout)
    assert told == {"office_scope": "warned", "days": 90, "without_bureaux": ["bureau"], "acts": []}
