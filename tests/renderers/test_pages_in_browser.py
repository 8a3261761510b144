"""Every page that we write, in Chromium, on a telephone and on a desk: axe finds nothing, nothing sticks out."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gateway.certify.page import card_html
from renderers.findings_pages import findings_html
from renderers.labels import ways_to_pay
from renderers.records import Due
from renderers.waiting_notice import Waiting, waiting_html
from tests.certify.test_card import card
from tests.documents.examples import NOON, QUITTANCE
from tests.documents.tooling import NODE_MODULES, need, run

from .judged import LANGUAGES, declared, response

pytestmark = pytest.mark.outside

WIDTHS = (320, 1280)
"""CSS pixels: a small telephone (as is a desk, enlarged four times), a desk."""
LOOK = NODE_MODULES.parent / "look-at-page.mjs"
HOSTILE = "\u202e<b>&" + "W" * 5_000 + " تصريح " * 400
DUE = Due("SPECIMEN-301L20260000001", Decimal("99999999999.99"), date(2026, 12, 1), "301", "301000456", ways_to_pay())
WAITING = Waiting("sub_20261125_aaaaaaaaaaaaaaaaaaaa", "N" * 150 + ".xml", "key", NOON, NOON, NOON, True)


def with_findings(language: str) -> bytes:
    return findings_html(response(), language, declared("faulty.xml"))


def without_findings(language: str) -> bytes:
    given = {"specimen": True, "outcome": "registered", "dum_number": "30901020260000123K", "registered_at": NOON}
    record = replace(response("import.xml"), **given, due=DUE, assessment=QUITTANCE.assessment)
    return findings_html(record, language, declared("import.xml"))


def without_form(language: str) -> bytes:
    return findings_html(replace(response(), findings=(), findings_total=0), language)


def hostile(language: str) -> bytes:
    root = copy.deepcopy(declared("import.xml"))
    for each in root.iter():
        if len(each) == 0:
            each.text = HOSTILE
    found = tuple(replace(each, value=HOSTILE, file=HOSTILE) for each in response().findings)
    return findings_html(replace(response(), findings=found, message_number=HOSTILE), language, root)


PAGES: Mapping[str, Callable[[str], bytes]] = {
    "with findings": with_findings,
    "without findings": without_findings,
    "without form": without_form,
    "hostile": hostile,
    "waiting": lambda _: waiting_html(WAITING),
    "score card": lambda language: card_html(card("interrupted"), language),
}


@pytest.mark.parametrize("kind", PAGES)
def test_axe_finds_nothing_and_nothing_sticks_out(kind: str, tmp_path: Path) -> None:
    for seen in looked_at({language: PAGES[kind](language) for language in LANGUAGES}, tmp_path):
        where = (seen["file"], seen["width"])
        assert seen["violations"] == [], where
        assert seen["unsure"] == [], where
        assert seen["wide"] == seen["width"], f"{where}: the page scrolls sideways"
        assert seen["out"] == [], where
        assert seen["passes"] > 10, where


def test_axe_would_have_found_it(tmp_path: Path) -> None:
    page = with_findings("fr").replace(b"<html lang=", b"<html data-lang=")
    page = page.replace(b"--soft: #", b"--soft: #eee; --no: #")
    page = page.replace(b"<main>", b'<main><p style="width: 2000px">wide</p>')
    for seen in looked_at({"broken": page}, tmp_path):
        found = " ".join(seen["violations"])
        assert "html-has-lang" in found and "color-contrast" in found
        assert seen["wide"] >= 2000


def looked_at(pages: Mapping[str, bytes], folder: Path) -> list[dict[str, Any]]:
    """What Chromium and axe find of each page at each width."""
    program = shutil.which("chromium")
    need(None if program else "no chromium")
    need(None if (NODE_MODULES / "axe-core").is_dir() else "no axe-core: scripts/node-packages")
    files = []
    for name, content in pages.items():
        files.append(folder / f"{name}.html")
        files[-1].write_bytes(content)
    looked = run("node", LOOK, str(program), ",".join(map(str, WIDTHS)), *files)
    assert looked.returncode == 0, looked.stderr
    seen: list[dict[str, Any]] = json.loads(looked.stdout)
    assert len(seen) == len(pages) * len(WIDTHS)
    return seen
