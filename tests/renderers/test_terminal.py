"""Findings on a terminal and in a pipe: the caret under its character, long lines cut, and the forms of `validate`."""

from __future__ import annotations

import io
import itertools
import json
from pathlib import Path

import pytest
from lxml import etree
from rich.cells import cell_len
from rich.console import Console
from typer.testing import CliRunner, Result

from gateway.cli import app
from gateway.cli.show import excerpt, show_findings
from parsers.source_map import SourceText
from schemas.findings import Position, finding

from .judged import EXAMPLES


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments], env={"LANG": "en_GB.UTF-8"})


def under(line: str, column: int, width: int = 100) -> str:
    """The character that a caret stands under, by the cells before it."""
    text, before = excerpt(line, column, width)
    cells = 0
    for character in text:
        if cells == before and cell_len(character):
            return character
        cells += cell_len(character)
    return ""


@pytest.mark.parametrize(
    "line",
    [
        "<a>X</a>",
        "\t\t<a>X</a>",
        "<名>日本X</名>",
        "e\u0301e\u0301X",
        "<نص>قيمةX",
        "\u202e\x1b\u200bX",
        "😀👍X",
        "X",
        "한글한글X!",
    ],
)
@pytest.mark.parametrize("padding", ["", "-" * 300, "日" * 200, "e\u0301" * 200])
def test_the_caret_stands_under_its_character(line: str, padding: str) -> None:
    whole = padding + line + padding
    assert under(whole, whole.index("X") + 1) == "X"


@pytest.mark.parametrize("width", [20, 41, 100])
def test_a_long_line_is_cut_around_the_caret_and_says_so(width: int) -> None:
    line = "日" * 500 + "X" + "語" * 500
    text, before = excerpt(line, 501, width)
    assert text[0] == text[-1] == "…"
    assert before < cell_len(text) <= width + 2
    marked, _ = excerpt("e\u0301" * 500, 501, width)
    assert marked[:2] == "…e", "no mark stands without its letter"
    assert excerpt("<short/>", 3, width) == ("<short/>", 2)


def test_what_is_missing_behind_the_end_of_a_line_has_its_caret_there() -> None:
    assert excerpt("abc", 4, 80) == ("abc", 3)
    assert excerpt("", 1, 80) == ("", 0)


def test_a_narrow_terminal_wraps_no_source_line() -> None:
    out = Console(file=io.StringIO(), force_terminal=True, color_system=None, width=40, soft_wrap=True)
    content = ("<a>" + "x" * 300 + "</a>").encode()
    found = finding("XSD06", box="33", article=2, position=Position(1, 150, 149)).as_dict()
    show_findings(out, "a\x1b[31m.xml", [found], "en", SourceText(content, "utf-8"))
    assert isinstance(out.file, io.StringIO)
    shown = out.file.getvalue()
    assert "[33] article 2" in shown
    assert "\x1b[31m.xml" not in shown
    line, caret = next(pair for pair in itertools.pairwise(shown.splitlines()) if pair[1].strip() == "^")
    assert len(line) <= 40
    assert line[caret.index("^")] == "x"


def test_a_pipe_gets_plain_text() -> None:
    assert "\x1b" not in run("validate", EXAMPLES / "faulty.xml").output


@pytest.mark.service
def test_the_forms_of_validate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLES.parent)
    sarif = run("validate", EXAMPLES / "faulty.xml", "--format", "sarif")
    assert sarif.exit_code == 1
    results = json.loads(sarif.output)["runs"][0]["results"]
    assert results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "examples/faulty.xml"
    html = run("validate", EXAMPLES / "faulty.xml", "--format", "html", "--language", "ar")
    assert html.exit_code == 1
    page = etree.HTML(html.output)
    assert page.get("dir") == "rtl"
    assert len(page.xpath("//article")) == len(results)
    told = [run("validate", EXAMPLES / "faulty.xml", *how).output for how in (["--json"], ["--format", "json"])]
    assert told[0] == told[1]
    assert len(json.loads(told[0])["findings"]) == len(results)
    assert run("validate", EXAMPLES / "faulty.xml", "--format", "pdf").exit_code == 2
    sound = run("validate", EXAMPLES / "import.xml", "--format", "html")
    assert sound.exit_code == 0
    assert "Nothing was registered" in sound.output


def test_a_file_elsewhere_is_named_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "a.xml").write_bytes(b"<a")
    monkeypatch.chdir(tmp_path / "in")
    (result,) = json.loads(run("validate", tmp_path / "a.xml", "--format", "sarif").output)["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a.xml"
