"""A real service, certified through both doors with the whole kit: full points, twice, and nothing is registered."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.certify.kit import Kit
from gateway.ledger import tables

from .conftest import Certified, Tried


def full(certified: Certified, count: int) -> bool:
    """True where the card has every point."""
    card = certified.card
    assert card.get("lost") == [], (certified.said[-3000:], card.get("lost"))
    return (certified.code, card["points"], card["total"], card["complete"]) == (0, count, count, True)


@pytest.mark.timeout(200)
def test_by_http_the_whole_kit_has_full_points(tried: Tried, kit: Kit) -> None:
    pages = tried.service.root / "card.html"
    certified = tried.certify("--against", tried.service.url, "--html", str(pages))
    assert full(certified, len(kit.vectors))
    assert "no certificate of any administration" in certified.said
    for language in ("fr", "en", "ar"):
        assert pages.with_suffix(f".{language}.html").read_text().startswith("<!DOCTYPE html>")


@pytest.mark.timeout(200)
def test_by_folder_the_whole_kit_has_full_points_and_nothing_is_left(tried: Tried, kit: Kit) -> None:
    certified = tried.certify("--against", str(tried.inbox))
    assert full(certified, len(kit.for_door("folder").vectors))
    assert not [path for path in tried.inbox.iterdir() if path.is_file()]


@pytest.mark.timeout(200)
def test_again_no_stored_answer_comes_back(tried: Tried) -> None:
    before = {row["id"] for row in tried.service.rows(tables.submission)}
    certified = tried.certify("--against", tried.service.url, "--only", "transit")
    assert (certified.code, certified.card["only"]) == (0, "transit")
    after = {row["id"] for row in tried.service.rows(tables.submission)} - before
    assert len(after) == certified.card["total"] == certified.card["points"]
    assert not [row for row in tried.service.rows(tables.declaration) if row["dum_number"]]


def test_a_wrong_key_family_or_kit_is_told_in_words(tried: Tried, tmp_path: Path) -> None:
    for arguments in (
        ("--against", tried.service.url, "--key", "sk_test_wrong"),
        ("--against", tried.service.url, "--only", "nowhere"),
        ("--against", str(tmp_path)),
        ("--against", tried.service.url, "--kit", str(tmp_path)),
    ):
        certified = tried.certify(*arguments)
        assert certified.code == 2 and "Traceback" not in certified.said, certified.said
