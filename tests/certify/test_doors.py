"""A real service, certified with the whole kit by HTTP, and by folder with what the folder could do otherwise: full
points; again, and nothing is registered."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.certify.kit import EDIFACT, INTERCHANGES, XML, Kit
from gateway.ledger import tables

from .conftest import Certified, Tried

pytestmark = pytest.mark.service


def full(certified: Certified, count: int) -> bool:
    """True where the card has every point."""
    card = certified.card
    assert card.get("lost") == [], (certified.said[-3000:], card.get("lost"))
    return (certified.code, card["points"], card["total"], card["complete"]) == (0, count, count, True)


@pytest.mark.timeout(200)
def test_by_http_all_xml_has_full_points(tried: Tried, kit: Kit) -> None:
    pages = tried.service.root / "card.html"
    certified = tried.certify("--against", tried.service.url, "--form", XML, "--html", str(pages))
    assert full(certified, len(kit.of_form(XML).vectors))
    assert "no certificate of any administration" in certified.said
    for language in ("fr", "en", "ar"):
        assert pages.with_suffix(f".{language}.html").read_text().startswith("<!DOCTYPE html>")


@pytest.mark.timeout(300)
def test_by_http_all_edifact_has_full_points(tried: Tried, kit: Kit) -> None:
    certified = tried.certify("--against", tried.service.url, "--form", EDIFACT)
    assert full(certified, len(kit.of_form(EDIFACT).vectors))
    assert certified.card["forms"] == [
        {"name": EDIFACT, "points": certified.card["total"], "total": certified.card["total"]}
    ]


@pytest.mark.parametrize(
    ("form", "family"), [(XML, "any"), (XML, "economic-import"), (EDIFACT, INTERCHANGES), (EDIFACT, "any")]
)
@pytest.mark.timeout(200)
def test_by_folder_some_of_each_have_full_points_and_nothing_is_left(
    tried: Tried, kit: Kit, form: str, family: str
) -> None:
    """What is no XML, names of attachments, several answers to a file. How a declaration is judged is not the door's:
    all of them are sent by HTTP."""
    certified = tried.certify("--against", str(tried.inbox), "--form", form, "--only", family)
    sent = kit.of_form(form).of_family(family).for_door("folder").vectors
    assert full(certified, len(sent))
    assert family == INTERCHANGES or any(each.attachments for each in sent)
    assert not [path for path in tried.inbox.iterdir() if path.is_file()]


@pytest.mark.timeout(200)
def test_again_no_stored_answer_comes_back(tried: Tried) -> None:
    before = {row["id"] for row in tried.service.rows(tables.submission)}
    certified = tried.certify("--against", tried.service.url, "--only", "transit")
    assert (certified.code, certified.card["only"], certified.card["form"]) == (0, "transit", None)
    assert len(certified.card["forms"]) == 2
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
