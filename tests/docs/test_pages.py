"""The pages for people: links lead somewhere, commands exist, and the house keeps its measures."""

from __future__ import annotations

import re
import statistics
from pathlib import Path
from urllib.parse import unquote

import pytest
from referencekit.service_page import commands

from tests.docs.sources import CHECKOUT, tracked

PAGES = tracked(".md")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
MOST_LINES = 300
LONGER_WITH_A_REASON: dict[str, str] = {}
"""Files of more than 300 lines, each with the reason; none has one so far."""


def _name(path: Path) -> str:
    return str(path.relative_to(CHECKOUT))


def _anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match("[a-z]+:", link):
            continue
        path, _, anchor = unquote(link).partition("#")
        target = page if not path else page.parent / path
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            broken.append(link)
    assert not broken


def test_links_are_found() -> None:
    assert len(LINK.findall((CHECKOUT / "README.md").read_text(encoding="utf-8"))) >= 8


def _blocks(page: Path) -> list[str]:
    return re.findall(r"^```sh\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_targets_of_make_exist(page: Path) -> None:
    known = set(re.findall(r"^(\w+):", (CHECKOUT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"`make (\w+)", text)) | set(
        re.findall(r"^make (\w+)", "\n".join(_blocks(page)), re.MULTILINE)
    )
    assert named <= known


def test_the_two_commands_are_in_the_readme() -> None:
    text = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    assert "make demo" in text and "make test" in text


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_commands_and_options_of_dumgate_exist(page: Path) -> None:
    known = dict(commands())
    groups = {path.split()[1] for path in known if path.count(" ") > 1}
    text = page.read_text(encoding="utf-8")
    lines = [line for block in _blocks(page) for line in block.replace("\\\n", " ").splitlines()]
    wrong = []
    for line in [*lines, *re.findall(r"`((?:\.venv/bin/)?dumgate [^`]+)`", text)]:
        for said in re.findall(r"\bdumgate ((?:[a-z][a-z-]* ?)+)((?:(?!\bdumgate\b|[|;)]).)*)", line):
            words = said[0].split()
            command = f"dumgate {' '.join(words[:2] if words[0] in groups else words[:1])}"
            options = re.findall(r"(?<!\S)(--?[a-z][a-z-]*)", said[1])
            if command not in known or any(not re.search(rf"{each}(?![a-z-])", known[command]) for each in options):
                wrong.append(line)
    assert not wrong


def test_files_of_the_examples_in_the_pages_exist() -> None:
    named = {
        name
        for page in PAGES
        for name in re.findall(r"\bexamples/[\w.-]+\.(?:xml|pdf)", page.read_text(encoding="utf-8"))
    }
    assert named
    assert not [name for name in named if not (CHECKOUT / name).exists()]


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_paths_in_the_pages_exist(page: Path) -> None:
    rooms = "gateway|schemas|parsers|renderers|tests|docs|scripts"
    named = re.findall(rf"`((?:{rooms})/[a-z0-9_./-]*)`", page.read_text(encoding="utf-8"))
    assert not [name for name in named if not (CHECKOUT / name).exists()]


@pytest.mark.service  # git names the files
def test_files_are_small() -> None:
    lengths = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in tracked(".py")}
    assert {name for name, lines in lengths.items() if lines > MOST_LINES} == set(LONGER_WITH_A_REASON)
    assert statistics.median(lengths.values()) < 150


@pytest.mark.service
def test_pictures_are_small() -> None:
    pictures = tracked(".png")
    assert pictures
    assert not [_name(picture) for picture in pictures if picture.stat().st_size > 200_000]
