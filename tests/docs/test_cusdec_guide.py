"""The guide of CUSDEC is enough to write a message by hand: its order, what it requires, its examples."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from referencekit.cusdec_segments import fields
from typer.testing import CliRunner, Result

from gateway.cli import app
from schemas.edifact_mapping import rows
from tests.docs.sources import CHECKOUT

PAGES = {"en": "cusdec.md", "fr": "cusdec.fr.md", "ar": "cusdec.ar.md"}
LANGUAGES = list(PAGES)
YES = {"en": "yes", "fr": "oui", "ar": "نعم"}
CELLS = re.compile(r"(?<!\\)\|")


def _page(language: str) -> str:
    return (CHECKOUT / "docs" / PAGES[language]).read_text(encoding="utf-8")


def _table(language: str, number: int) -> list[list[str]]:
    """The cells of the table of a section: 1 is that of the segments, 2 that of the boxes."""
    section = _page(language).split("\n## ")[number]
    lines = [line for line in section.splitlines() if line.startswith("| ")][1:]
    return [[cell.strip().replace("\\|", "|").strip("`") for cell in CELLS.split(line)[1:-1]] for line in lines]


def _message(language: str) -> str:
    (block,) = re.findall(r"```text\n(.*?)```", _page(language), re.DOTALL)
    return str(block)


def _validated(text: str, folder: Path) -> Result:
    (folder / "a.edi").write_text(text, encoding="latin-1")
    return CliRunner().invoke(app, ["validate", str(folder / "a.edi"), "--language", "en"])


def _of_form(text: str, folder: Path) -> list[str]:
    """The codes of the findings on the syntax and on the form, what refuses and what warns; the law's are others."""
    return re.findall("^(?:Refused|Warning) ((?:EDI|XSD)[0-9]+)", _validated(text, folder).output, re.MULTILINE)


def _interchange(segments: list[str]) -> str:
    """Segments of the guide, its envelope included, with the count of those that are there."""
    counted = re.sub("^UNT[+][0-9]+", f"UNT+{len(segments) - 2}", "'\n".join(segments), flags=re.MULTILINE)
    return f"UNA:+.? '\n{counted}'\n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_has_every_segment_in_the_order_of_the_message(language: str) -> None:
    shown = [cells[1] for cells in _table(language, 1)]
    assert [each[:3] for each in (*shown[:3], *shown[-2:])] == ["UNA", "UNB", "UNH", "UNT", "UNZ"]
    assert shown[3:-2] == [row.template for row in rows()]


def test_the_examples_in_the_order_of_the_guide_are_one_message(tmp_path: Path) -> None:
    """Every segment at once: none is at a wrong place, badly formed, of no box, or another value than its box's."""
    every = [cells[-1] for cells in _table("en", 1)[1:] if cells[3] != "with `Request"]
    assert _of_form(_interchange(every), tmp_path) == []
    wrong = [*every[:2], *reversed(every[2:-2]), *every[-2:]]
    assert "EDI15" in _of_form(_interchange(wrong), tmp_path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_message_of_the_guide_is_sound(language: str, tmp_path: Path) -> None:
    message = _message(language)
    assert message == _message("en")
    done = _validated(message, tmp_path)
    assert (done.exit_code, "0 findings" in done.output) == (0, True), done.output


def test_what_the_guide_requires_makes_a_message_and_nothing_of_it_may_be_missing(tmp_path: Path) -> None:
    needed = [cells[-1] for cells in _table("en", 1) if cells[3] == "yes"]
    assert _of_form(_interchange(needed), tmp_path) == []
    for segment in needed:
        rest = [each for each in needed if each != segment]
        assert _of_form(_interchange(rest), tmp_path), segment


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_element_that_the_form_always_requires_is_marked(language: str) -> None:
    def always(path: str) -> bool:
        parts = path.split("/")
        above = ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]
        return all(each in fields() and fields()[each].minimum > 0 for each in above)

    boxes = _table(language, 2)
    marked = [cells[1] for cells in boxes if cells[2] == YES[language]]
    assert sorted(marked) == sorted({cells[1] for cells in boxes if always(cells[1])})
    assert {"GoodsItem/PackagesAndDescription/Kind", "DeclarantSignature/Place"} <= set(marked)
    (name,) = (cells[2] for cells in boxes if cells[1] == "OtherPerson/Name")
    assert name.endswith("`OtherPerson")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("path", "before"),
    [
        ("GoodsItem/WasteRate", "CST…` `GIS+DCH:109:ZZZ"),
        ("DeclarationTotal/Total", "TAX+4"),
        ("Importer/ICE", "NAD+IM…"),
        ("GoodsItem/PackagesAndDescription/MarksAndNumbers", "CST…` `PAC…"),
        ("TotalDeclaredValue", "–"),
    ],
)
def test_what_must_stand_before_a_segment_is_said(language: str, path: str, before: str) -> None:
    assert before in [cells[3] for cells in _table(language, 2) if cells[1] == path]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rules_of_reading_are_told(language: str) -> None:
    head = _page(language).split("\n## ")[0]
    assert all(re.search(rf"\b{said}\b", head) for said in ("101", "102", "203", "204", "EDI80", "EDI86"))
    assert "`!A|B`" in head and "`{~Path%list}`" in head and "`RFF+ABT:::0`" in head


@pytest.mark.parametrize(
    ("named", "sound"),
    [("RFF+ABT:::0'\n", True), ("RFF+ABT:30901020260000001S::0'\n", True), ("", False)],
)
def test_a_request_names_its_declaration_as_the_guide_says(named: str, sound: bool, tmp_path: Path) -> None:
    segments = ["DTM+137:20260703090500:204", "FTX+CHG+++Marchandises"]
    begins = ["UNB+UNOC:3+A:ZZZ+DUMGATE:ZZZ+260703:0905+7", "UNH+1+CUSDEC:D:96B:UN:MADUM1", "BGM+913+IMP-2026-0142+1"]
    whole = [*begins, *segments, *filter(None, [named[:-2]]), "UNS+D", "UNS+S", "UNT+0+1", "UNZ+1+7"]
    text = re.sub("UNT[+]0", f"UNT+{len(whole) - 2}", "'\n".join(whole) + "'\n")
    done = _validated(text, tmp_path)
    assert (done.exit_code == 0) == sound, done.output
    assert sound or "XSD01" in done.output


def test_what_the_page_says_to_send_works_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "examples").symlink_to(CHECKOUT / "examples")
    monkeypatch.chdir(tmp_path)
    page = (CHECKOUT / "docs" / "edifact.md").read_text(encoding="utf-8").partition("## Send one")[2]
    commands = re.findall(r"^\$ dumgate ([^#\n]+)", page.partition("\n## ")[0], re.MULTILINE)
    assert [each.split()[0] for each in commands] == ["convert", "validate"]
    for command in commands:
        done = CliRunner().invoke(app, shlex.split(command))
        assert done.exit_code == 0, done.output
