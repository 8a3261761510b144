"""`dumgate validate`: the verdict without a service, for people and for programs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.cli import app
from tests.checkout import EXAMPLES

pytestmark = pytest.mark.service


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments], env={"LANG": "en_GB.UTF-8"})


def test_a_sound_declaration_passes() -> None:
    result = run("validate", EXAMPLES / "import.xml")
    assert result.exit_code == 0, result.output
    assert "Nothing refuses it" in result.output


def test_a_faulty_one_shows_box_place_remedy_and_the_line_with_a_caret() -> None:
    result = run("validate", EXAMPLES / "faulty.xml")
    assert result.exit_code == 1
    assert "B03-1 [3]" in result.output
    assert "faulty.xml:20:22" in result.output
    assert "→ Put 3 in box 3" in result.output
    lines = result.output.splitlines()
    shown = next(place for place, line in enumerate(lines) if "<GoodsItemQuantity>2<" in line)
    assert lines[shown + 1].index("^") == lines[shown].index(">2<") + 1


@pytest.mark.parametrize(("language", "words"), [("fr", "articles annoncé"), ("en", "announced"), ("ar", "المعلن")])
def test_it_speaks_three_languages(language: str, words: str) -> None:
    assert words in run("validate", EXAMPLES / "faulty.xml", "--language", language).output


def test_json_for_programs() -> None:
    told = json.loads(run("validate", EXAMPLES / "faulty.xml", "--json").output)
    assert told["refused"] is True
    assert told["total"] == len(told["findings"]) > 10
    assert set(told["findings"][0]["message"]) == {"fr", "en", "ar"}


def test_the_attachments_beside_it_are_examined(tmp_path: Path) -> None:
    shutil.copy(EXAMPLES / "import.xml", tmp_path)
    missing = run("validate", tmp_path / "import.xml")
    assert missing.exit_code == 1
    assert "ATT02" in missing.output
    assert run("validate", tmp_path / "import.xml", "--no-attachments").exit_code == 0
    for scan in EXAMPLES.glob("*.pdf"):
        (tmp_path / scan.name).write_bytes(b"not a PDF")
    assert "PDF02" in run("validate", tmp_path / "import.xml").output


@pytest.mark.parametrize("content", [b"", b"\x00\xff", b"<a", b"<!DOCTYPE x><x/>", b"\xef\xbb\xbf", b"too long"])
def test_rubbish_gets_a_finding_and_no_traceback(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "rubbish.xml"
    file.write_bytes(b"x" * 10_000_001 if content == b"too long" else content)
    result = run("validate", file)
    assert result.exit_code == 1, result.output
    assert "XML0" in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_help_of_every_command_teaches() -> None:
    for name in ("validate", "serve", "submit", "status", "verify", "demo"):
        result = run(name, "--help")
        assert result.exit_code == 0
        assert len(result.output) > 600, name


def test_help_loads_nothing_heavy() -> None:
    import subprocess
    import sys

    heavy = ("fastapi", "sqlalchemy", "lxml", "pyhanko", "typst", "xmlschema", "pydantic_settings", "babel.messages")
    code = f"""
import sys
from typer.testing import CliRunner
from gateway.cli import app
assert CliRunner().invoke(app, ["serve", "--help"]).exit_code == 0
print([name for name in {heavy!r} if name in sys.modules])
"""
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "[]"
