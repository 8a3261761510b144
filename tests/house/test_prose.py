"""Pages written by hand: one sentence a line, at most 120 characters a line, and every path they name is there."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from itertools import pairwise

import pytest

from tests.checkout import CHECKOUT
from tests.house.test_floors import FLOOR

MOST_CHARACTERS = 120

GENERATED = re.compile(r"docs/(?:findings|settings|cli|gallery|(?:form|rules|regimes|cusdec)(?:\.\w\w)?)\.md")
"""Pages that a script writes whole: scripts/reference.py and scripts/pictures.py."""

MADE = re.compile(r"<!-- Made by .*?<!-- The end of what is made\. -->", re.DOTALL)
CODE_BLOCK = re.compile(r"^ *```.*?^ *```", re.DOTALL | re.MULTILINE)
NO_PROSE = ("|", "#", ">", "<", "![")
"""How lines begin that are no prose: tables, headings, quoted licences, comments, pictures."""

UNBREAKABLE = re.compile(r"`[^`]*`|!?\[[^\]]*\]\([^)\s]+\)")
SENTENCE_ENDS = re.compile(r"(?<!\be\.g)(?<!\bi\.e)(?<!\bcf)(?<!\bNo)(?<!^\d)(?<!^\d\d)[.?!][*_)\"”»’\]]* (?=\S)")

PATH = re.compile(r"`([A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*\.(?:py|csv|md))`")
STANDS_FOR_A_NAME = re.compile(r"\b(?:NAME(?:_\w+)?|TOPIC|FAMILY|my-tables)\b")


def _listed() -> list[str]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout.splitlines()
    return sorted({name for name in listed if (CHECKOUT / name).is_file()})


FILES = _listed()
PAGES = [name for name in FILES if name.endswith(".md") and not GENERATED.fullmatch(name)]
ABOUT_OTHER_FILES = {"CHANGELOG.md", "tests/parsers/edifact/foreign/README.md"}
"""Pages that name files of earlier versions, or of others."""


def _text(name: str) -> str:
    return (CHECKOUT / name).read_text(encoding="utf-8")


def prose(text: str) -> Iterator[str]:
    """The lines of a page that are prose."""
    for line in CODE_BLOCK.sub("", MADE.sub("", text)).splitlines():
        if line.strip() and not line.lstrip().startswith(NO_PROSE):
            yield line


def too_long(line: str) -> bool:
    """True for a line that is too long though it could be broken."""
    return len(line) > MOST_CHARACTERS and " " in UNBREAKABLE.sub("", re.sub(r"^\s*(?:[-*]|\d+\.)? *", "", line))


def holds_two(line: str) -> bool:
    """True for a line in which a sentence ends and another one begins."""
    said = re.sub(r"^\s*(?:[-*]|\d+\.) +", "", line)
    return SENTENCE_ENDS.search(UNBREAKABLE.sub("x", said)) is not None


@pytest.mark.parametrize("name", PAGES)
def test_one_sentence_a_line_and_no_long_line(name: str) -> None:
    lines = list(prose(_text(name)))
    assert [line for line in lines if too_long(line) or holds_two(line)] == []


@pytest.mark.parametrize("name", [name for name in PAGES if name not in ABOUT_OTHER_FILES])
def test_each_path_that_a_page_names_is_there(name: str) -> None:
    """A page may leave out the first folders of a path."""
    named = {path for path in PATH.findall(_text(name)) if not STANDS_FOR_A_NAME.search(path)}
    assert [path for path in named if not any(f"/{file}".endswith(f"/{path}") for file in FILES)] == []


def test_two_sentences_and_a_long_line_are_seen() -> None:
    assert holds_two("It waits. Then it goes on.")
    assert holds_two("- **One thing.** Because of another.")
    assert not holds_two("1. CUSDEC D.96B, `a. b`, e.g. this.")
    assert too_long("a " * 61)
    assert not too_long(f"- [a page]({'x' * 130})")
    assert list(prose("# A heading\n\n```\ncode. More code.\n```\nText.\n")) == ["Text."]


def test_the_architecture_names_each_room_of_the_gateway_once_from_the_top_down() -> None:
    rows = re.findall(r"^\| \d+ \| (`.+?`) \| ", _text("docs/architecture.md"), re.MULTILINE)
    named = [name for row in rows for name in re.findall("`(.+?)`", row)]
    rooms = [name.removesuffix(".py").rstrip("/").replace("/", ".") for name in named]
    assert sorted(rooms) == sorted(FLOOR)
    assert all(FLOOR[above] <= FLOOR[below] for above, below in pairwise(rooms))


def test_each_decision_is_in_the_index() -> None:
    pages = {path.name for path in (CHECKOUT / "docs" / "decisions").glob("[0-9]*.md")}
    assert set(re.findall(r"\((\d{4}-[a-z-]+\.md)\)", _text("docs/decisions/README.md"))) == pages


def test_paths_are_told_from_other_code() -> None:
    assert PATH.findall("`pipeline/road.py`, `x.py --all`, `*.csv`, `NAME.csv`") == ["pipeline/road.py", "NAME.csv"]
