"""The score card: the right points, pages whole by themselves in three languages, and no harm from outside."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from lxml import html
from rich.console import Console

from gateway.certify.answers import Answer, NoAnswerError
from gateway.certify.card import Card, name_of, say
from gateway.certify.compare_answers import Result, compared, failed
from gateway.certify.contrl_answers import Difference
from gateway.certify.kit import Kit, Told, Vector
from gateway.certify.page import card_html
from gateway.certify.running import Run
from gateway.certify.terminal import show_card
from gateway.clock import CASABLANCA
from schemas.vocabulary import LANGUAGES

HOSTILE = "<script>alert(1)</script>\u202eevil\x1b[31m"
AT = datetime(2026, 7, 15, 9, 5, tzinfo=CASABLANCA)
WORDS = {"fr": "Une phrase.", "en": "A sentence.", "ar": "جملة \u2066x\u2069."}


def vector(name: str, family: str, *findings: Told) -> Vector:
    return Vector(f"{family}/{name}.xml", Path(name), family, "rule", "010", bool(findings), findings, WORDS, (), "")


def results() -> tuple[Result, ...]:
    here = Told("B07-1", "7", None, 12)
    return (
        compared(vector("a", "transit"), Answer(False, ())),
        compared(vector("b", "transit", here), Answer(True, (Told("B07-1", "7", None, 13),))),
        compared(vector("c", "any", here), Answer(False, (Told(HOSTILE, HOSTILE, 3, 1),))),
        failed(vector("d", "any"), NoAnswerError("address", HOSTILE)),
    )


def card(stopped: str = "") -> Card:
    run = Run(results(), stopped, HOSTILE)
    return Card.of(
        run, against=f"http://x/{HOSTILE}", at=AT, kit="0123456789abcdef", only="", total=5 if stopped else 4
    )


def test_points_are_counted_by_family_and_kind() -> None:
    assert (card().points, [each.vector.file for each in card().lost]) == (
        1,
        ["transit/b.xml", "any/c.xml", "any/d.xml"],
    )
    assert [(each.name, each.points, each.total) for each in card().by("family")] == [("any", 0, 2), ("transit", 1, 2)]
    assert [(each.name, each.points, each.total) for each in card().by("kind")] == [("rule", 1, 4)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stopped", ["", "interrupted", "gone", "key-refused", "no-folder"])
def test_a_page_is_whole_by_itself_and_escapes_what_is_foreign(language: str, stopped: str) -> None:
    text = card_html(card(stopped), language).decode()
    root = html.fromstring(text.encode())
    assert (root.get("lang"), root.get("dir")) == (language, "rtl" if language == "ar" else "ltr")
    assert not root.xpath("//script|//link|//img|//iframe|//object|//@src|//@href|//@onload")
    assert "url(" not in text and "@import" not in text
    assert "\x1b" not in text and "\u202e" not in text
    said = " ".join(root.text_content().split())
    assert say(language, "no-certificate") in said and "1 / " in said and "0123456789abcdef" in said
    assert "<script>alert(1)" in said  # shown as what it is
    assert WORDS[language] in said and (say(language, "misplaced") in said) and (say(language, "unexpected") in said)
    if stopped:
        assert say(language, stopped, detail="\0").partition("\0")[0].strip() in said
    bars = re.findall(r"--part: ([\d.]+)%", text)
    assert bars == ["0.0", "50.0", "25.0", "25.0"]


def test_on_a_terminal_nothing_foreign_steers_it() -> None:
    out = Console(file=io.StringIO(), force_terminal=True, markup=False, highlight=False, no_color=True, width=200)
    show_card(out, card("no-folder"), "en")
    said = out.file.getvalue() if isinstance(out.file, io.StringIO) else ""
    assert "\x1b[31m" not in said and "\u202e" not in said
    assert "1/2" in said and "Points: 1 / 5" in said and "Misplaced: B07-1" in said


def test_every_family_and_kind_of_the_kit_has_a_name(kit: Kit) -> None:
    for language in LANGUAGES:
        for attribute in ("family", "kind", "form"):
            for name in {str(getattr(each, attribute)) for each in kit.vectors}:
                assert name_of(attribute, name, language) not in (name, f"{attribute}.{name}")


def test_a_contrl_that_differs_is_shown(tmp_path: Path) -> None:
    differing = replace(results()[0], contrl=(Difference(2, "UCI+A+B+C+7", f"UCI+A+B+C+4{HOSTILE}"),))
    run = Run((differing,))
    told = Card.of(run, against="x", at=AT, kit="k", only="", total=1, form="edifact")
    assert told.points == 0
    for language in LANGUAGES:
        text = card_html(told, language).decode()
        said = " ".join(html.fromstring(text.encode()).text_content().split())
        assert say(language, "contrl", number="2") in said and "UCI+A+B+C+7" in said and "UCI+A+B+C+4" in said
        assert say(language, "form.edifact") in said and "\x1b" not in text and "\u202e" not in text
    data = told.as_dict()
    assert data["lost"][0]["contrl"][0]["expected"] == "UCI+A+B+C+7" and data["form"] == "edifact"
    assert [(each["name"], each["points"], each["total"]) for each in data["forms"]] == [("xml", 0, 1)]


def test_the_card_as_data_is_complete() -> None:
    data = card().as_dict()
    assert (data["points"], data["tried"], data["total"], data["complete"]) == (1, 4, 4, True)
    assert data["at"] == "2026-07-15T09:05:00+01:00"
    misplaced = data["lost"][0]["misplaced"]
    assert [(each["expected"]["line"], each["told"]["line"]) for each in misplaced] == [(12, 13)]
    assert data["lost"][1]["verdict"] == {"expected": "refused", "came": "valid"}
    assert data["lost"][2]["failure"] == {"key": "address", "detail": HOSTILE}
