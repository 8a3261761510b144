"""EDIFACT on the command line: the verdict with a caret under the byte, and what is agreed with a partner."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.cli import app
from tests.pipeline.edifact.interchanges import broken, by_edifact, declared, miscounted
from tests.service.declaring import small, whole

pytestmark = pytest.mark.service


def run(*arguments: str | Path, data: Path | None = None) -> Result:
    environment = {"LANG": "en_GB.UTF-8", **({"DUMGATE_DATA": str(data)} if data else {})}
    return CliRunner().invoke(app, [str(each) for each in arguments], env=environment)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "x.edi"


def test_a_sound_file_passes(file: Path) -> None:
    file.write_bytes(declared(small(), small()))
    result = run("validate", file)
    assert result.exit_code == 0 and "Nothing refuses it" in result.output


def test_each_finding_is_shown_with_its_place_and_a_caret_under_the_byte(file: Path) -> None:
    wrong = small()
    wrong.body = wrong.body.replace(b">FOB<", "é&apos;FOB".join((">", "<")).encode())
    content = broken(declared(small(), small(), wrong), 2)
    assert b"\n" not in content and len(content) > 4000, "one long line"
    file.write_bytes(content)
    result = run("validate", file)
    assert result.exit_code == 1
    lines = result.output.splitlines()
    begin = next(number for number, line in enumerate(lines) if "EDI39" in line)
    offset = content.index(b"LOC+2222+") + 4
    assert lines[begin].endswith(f"x.edi:1:{offset + 1}")
    for said in ("interchange 1", "message 2", "segment 4", "LOC", "element 2"):
        assert said in lines[begin + 1].lower().replace("loc", "LOC"), lines[begin + 1]
    shown = next(number for number in range(begin, len(lines)) if "LOC+2222+" in lines[number])
    assert lines[shown + 1].index("^") == lines[shown].index("2222+")
    assert len(lines[shown]) < 120
    found = [line for line in lines[:begin] + lines[shown:] if "message 3" in line]
    assert found, "what is wrong with a box of the third message is placed there too"


def test_programs_are_told_the_place(file: Path) -> None:
    file.write_bytes(miscounted(declared(small(), small())) + broken(declared(small())))
    told = json.loads(run("validate", file, "--json").stdout)
    places = [(each["code"], each["edifact"]["interchange"], each["edifact"]["tag"]) for each in told["findings"]]
    assert (told["refused"], places) == (True, [("EDI29", 1, "UNZ"), ("EDI39", 2, "LOC")])


@pytest.mark.parametrize(
    "content",
    [b"", b"UNB", b"\xef\xbb\xbfUNA:+.? 'UNB+UNOY:4+\xff\xfe\x1b[31m'", b"UNB+UNOC:3+\r\n\r\n\x00\x07" * 50],
)
def test_whatever_is_in_the_file_is_told_without_control_characters(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    for form in ("text", "json", "sarif", "html"):
        result = run("validate", file, "--format", form)
        assert result.exit_code == 1 and result.exception.__class__ is SystemExit
        assert "\x1b[31m" not in result.output and "\x07" not in result.output


def test_the_attachments_beside_it_are_examined(file: Path) -> None:
    sending = by_edifact(whole())
    file.write_bytes(sending.body)
    assert "ATT02" in run("validate", file).output
    for name, content in sending.attachments.items():
        (file.parent / name).write_bytes(content)
    assert run("validate", file).exit_code == 0


def test_what_is_agreed_with_a_partner_is_set_and_shown(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert run("partners", "add", "atlas", data=data).exit_code == 0
    before = run("partners", "edifact", "atlas", data=data)
    assert before.exit_code == 0 and "associations: MADUM1" in before.output and "contrl: always" in before.output
    options = ("--association", "ABC123", "--association", "MADUM1", "--contrl", "asked", "--latin1", "--tests")
    whom = ("--identification", "ATLAS", "--qualifier", "ZZZ", "--answer-to", "HUB", "--language", "ar")
    assert run("partners", "edifact", "atlas", *options, *whom, data=data).exit_code == 0
    after = run("partners", "edifact", "atlas", data=data).output.splitlines()
    assert {"associations: ABC123, MADUM1", "contrl: asked", "latin1: yes", "tests: yes", "language: ar"} <= set(after)
    assert run("partners", "edifact", "atlas", "--no-tests", data=data).exit_code == 0
    assert "tests: no" in run("partners", "edifact", "atlas", data=data).output


@pytest.mark.parametrize(
    "options",
    [
        ("--contrl", "never"),
        ("--language", "es"),
        ("--association", "TOOLONG"),
        ("--identification", "x" * 36),
        ("--identification", "a\nb"),
        ("--qualifier", "ZZZ"),
        ("--answer-qualifier", "14"),
    ],
)
def test_what_cannot_be_agreed_is_told_and_changes_nothing(tmp_path: Path, options: tuple[str, ...]) -> None:
    run("partners", "add", "atlas", data=tmp_path)
    before = run("partners", "edifact", "atlas", data=tmp_path).output
    result = run("partners", "edifact", "atlas", *options, data=tmp_path)
    assert result.exit_code == 2 and result.stderr.startswith("dumgate partners: ")
    assert run("partners", "edifact", "atlas", data=tmp_path).output == before
    assert run("partners", "edifact", "nobody", data=tmp_path).exit_code == 2
