"""CUSRES: every outcome and every finding, in a message that our own tables take and another parser reads the same."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.dossier.states import steps
from renderers.edifact.cusres import codes_for, render_cusres
from renderers.edifact.free_text import free_text, text_lines
from renderers.edifact.notice_records import Envelope
from renderers.records import Assessment, DutyLine, FileReceived, Notice, Outcome, Response
from schemas import words
from schemas.edifact_faults import fault_finding
from schemas.findings import Finding, Position, SegmentPlace, finding

from .written import Plain, by_pydifact, sound

AT = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)
NUMBER = "30101020260000001S"
ENVELOPE = Envelope(("DUMGATE", "ZZZ"), ("TRANSIT01", "ZZ", "BACK"), "CR1", "IC0001", "7")
TITLE = {"fr": "Droit d'importation", "en": "Import duty", "ar": "رسم الاستيراد"}
DUES = Assessment(
    "SPECIMEN-A1",
    (
        DutyLine("000110", TITLE, Decimal("1000.00"), Decimal(20), Decimal(200)),
        DutyLine("006901", TITLE, None, None, Decimal(50)),
    ),
    Decimal(250),
)
PLACE = SegmentPlace(1, 1, "7", 44, "CST", 3, 1)


def response(outcome: Outcome, *found: Finding, **given: Any) -> Response:
    values: dict[str, Any] = {
        "submission": "sub_test_1",
        "declaration": "dec_test_00000000000000000001-1",
        "partner": "P",
        "issued_at": AT,
        "outcome": outcome,
        "message_number": "IC0001/7",
        "declarant_reference": "IMP-2026-0142",
        "function": "2",
        "body": FileReceived("a.edi", "0" * 64, 3),
        "findings": found,
        "findings_total": len(found),
        "dum_number": None,
        "registered_at": None,
        "assessment": None,
        "specimen": True,
    }
    return Response(**{**values, **given})


def notice(cause: str, **given: Any) -> Notice:
    values: dict[str, Any] = {
        "declaration": "dec_test_00000000000000000001-1",
        "number": 1,
        "issued_at": AT,
        "dum_number": NUMBER,
        "version": 1,
        "declarant_reference": "IMP-2026-0142",
        "cause": cause,
        "title": words.phrase(f"cause.{cause}", otherwise=f"act.{cause}"),
        "life": "registered",
        "state": "registered",
        "office": "301",
        "officer": "N. N.",
        "act_number": "V-12",
        "reason": "Motif",
        "details": {},
        "documents": (),
        "specimen": True,
    }
    return Notice(**{**values, **given})


def read(record: Response | Notice, envelope: Envelope = ENVELOPE, assessment: Assessment | None = None) -> Plain:
    """The CUSRES on `record` between UNH and UNT."""
    content = render_cusres(envelope, record, assessment)
    segments = sound(content)
    assert by_pydifact(content)[1:-1] == segments
    return segments[1:-1]


def only(segments: Plain, tag: str, first: str = "") -> list[list[list[str]]]:
    return [elements for name, elements in segments if name == tag and first in ("", elements[0][0])]


def test_a_registration_gives_number_date_and_duties() -> None:
    said = read(response("registered", dum_number=NUMBER, registered_at=AT, assessment=DUES))
    assert said[0] == ("BGM", [["962"], ["IMP-2026-0142"], ["29"]])
    assert only(said, "GIS") == [[["1", "120", "ZZZ"]]]
    assert said[said.index(("RFF", [["ABT", NUMBER]])) + 1] == ("DTM", [["148", "20260701103000", "204"]])
    assert said[-7:] == [
        ("TAX", [["3"], ["", "", "", TITLE["fr"]], ["000110", "ZZZ", "ZZZ"], [], ["", "", "", "20"]]),
        ("MOA", [["56", "1000.00", "MAD"]]),
        ("MOA", [["55", "200", "MAD"]]),
        ("TAX", [["3"], ["", "", "", TITLE["fr"]], ["006901", "ZZZ", "ZZZ"]]),
        ("MOA", [["55", "50", "MAD"]]),
        ("TAX", [["4"], ["TOT"]]),
        ("MOA", [["176", "250", "MAD"]]),
    ]


def test_a_finding_names_article_box_segment_and_remedy() -> None:
    at_fault = {"article": 3, "box": "30", "related_boxes": ("1",), "value": "999"}
    found = finding("LST01", position=Position(1, 1, 0, PLACE), facts={"place": "P", "list": "L"}, **at_fault)
    said = read(response("refused", found))
    assert said[0][1] == [["963"], ["IMP-2026-0142"], ["27"]]
    assert only(said, "GIS") == [[["2", "120", "ZZZ"]]]
    at = said.index(("ERP", [["10", "3", "30"], ["CST", "44", "5"]]))
    assert said[at + 1 : at + 4] == [
        ("RFF", [["ZZZ", "C30"]]),
        ("RFF", [["ZZZ", "C1"]]),
        ("ERC", [["LST01", "", "ZZZ"]]),
    ]
    texts = {elements[2][0]: " ".join(elements[3]) for elements in only(said[at:], "FTX", "AAO")}
    assert texts["WARNED"] == found.message("fr")
    assert texts["FIX"] == found.fix("fr")
    assert texts["PLACE"] == "segment 44 (CST), élément 3 (étiquette = 1), composant 1"
    assert texts["VALUE"] == "999"


def test_what_is_in_no_box_and_no_segment_is_said_of_the_heading() -> None:
    said = read(response("refused", finding("PDF02", file="x.pdf")))
    assert only(said, "ERP") == [[["1"]]]
    placed = fault_finding(29, segment=9, tag="CNT", value="3", at=Position(1, 1, 0, SegmentPlace(1, 1, "7", 9, "CNT")))
    assert only(read(response("refused", placed)), "ERP") == [[["6"], ["CNT", "9", "5"]]]


def test_findings_that_the_heading_has_no_room_for_stand_below_and_the_rest_is_counted() -> None:
    found = [finding("PDF02", file=f"{number}.pdf") for number in range(150)]
    said = read(response("refused", *found, findings_total=400))
    tags = [tag for tag, _ in said]
    assert tags.count("ERC") == 150
    assert tags[: tags.index("DOC")].count("ERP") == 99
    assert "250 autres constats" in only(said, "FTX", "AAI")[1][3][0]


def test_the_language_of_the_texts_is_the_partner_s_own() -> None:
    found = finding("PDF02", file="x.pdf")
    for language in ("fr", "en", "ar"):
        envelope = replace(ENVELOPE, language=language)
        (text, *_) = only(read(response("refused", found), envelope), "FTX", "AAO")
        assert text[4] == [language.upper()]
        assert " ".join(text[3]) == re.sub("[\u2066\u2069]", "", found.message(language))


def test_typography_does_not_force_a_set_on_the_partner() -> None:
    content = render_cusres(ENVELOPE, notice("visa", reason="« L’œuvre » – 5\u202f€…"))
    assert b"UNB+UNOC:3+" in content
    assert "FTX+ACD+++\"L?'oeuvre\" - 5 EUR...+FR'" in content.decode("latin-1")


@pytest.mark.parametrize(
    ("record", "codes"),
    [
        (response("draft"), ("961", "8", "17")),
        (response("valid"), ("961", "8", "1")),
        (response("pending"), ("961", "12", "34")),
        (response("accepted", asked={"kind": "amend"}), ("962", "29", "15")),
        (response("refused", asked={"kind": "cancel"}), ("963", "27", "16")),
        (notice("registered"), ("962", "29", "1")),
        (notice("registration-refused"), ("963", "27", "2")),
        (notice("examination", details={"stage": "ORDERED"}), ("961", "8", "5")),
        (notice("examination", details={"stage": "RESULT"}), ("961", "8", "44")),
        (notice("document-request", details={"status": "REQUESTED"}), ("961", "8", "6")),
        (notice("document-request", details={"status": "RECEIVED"}), ("961", "8", "44")),
        (notice("release"), ("961", "8", "4")),
        (notice("cancel"), ("961", "1", "15")),
        (notice("amend"), ("961", "4", "15")),
        (notice("payment"), ("961", "8", "44")),
    ],
)
def test_each_state_has_its_codes(record: Response | Notice, codes: tuple[str, str, str]) -> None:
    said = read(record)
    _, (document, _, function) = said[0]
    ((indicator,),) = only(said, "GIS")
    assert (document[0], function[0], indicator[0]) == codes


def test_a_notice_names_version_office_act_documents_and_what_is_due() -> None:
    record = notice("assessment", documents=(("SPECIMEN-Q1", "quittance"),), details={"total": "250"})
    said = read(record, assessment=DUES)
    assert ("RFF", [["ABT", NUMBER, "", "1"]]) in said
    assert ("LOC", [["22"], ["301", "113", "ZZZ"]]) in said
    assert ("RFF", [["ABO", "V-12"]]) in said
    assert ("RFF", [["ACE", "SPECIMEN-Q1"]]) in said
    assert only(said, "FTX", "ACD")[0][3] == ["Motif"]
    assert only(said, "FTX", "AAI")[1][3] == ["total: 250; quittance: SPECIMEN-Q1"]
    assert only(said, "MOA", "")[-1] == [["176", "250", "MAD"]]


def test_every_act_and_request_has_codes_and_a_sound_message() -> None:
    for cause in {doing for doing, _ in steps()} - {"registration", "request-decision"}:
        assert codes_for("notice", cause)[0] in ("961", "962", "963")
        assert read(notice(cause))


@given(st.text(max_size=1200), st.text(max_size=2000), st.sampled_from(["UNOA", "UNOC", "UNOI"]), st.integers(1, 4))
def test_any_value_and_any_reason_give_a_sound_message(value: str, reason: str, syntax: str, highest: int) -> None:
    envelope = replace(ENVELOPE, syntax=syntax, version=1, highest_version=highest)
    found = fault_finding(12, segment=2, tag=value[:40], value=value, at=Position(1, 1, 0, PLACE))
    assert read(response("refused", found, declarant_reference=None, message_number=None), envelope)
    assert read(notice("cancel", reason=reason, details={"x": value}), envelope)


@given(st.lists(st.text("abcé'", min_size=1, max_size=90).filter(lambda word: len(word) != 70), max_size=60))
def test_a_text_comes_back_from_its_lines(parts: list[str]) -> None:
    text = " ".join(parts)
    lines = text_lines(text)
    assert all(0 < len(line) <= 70 for line in lines)
    assert "".join(line if len(line) == 70 else line + " " for line in lines).rstrip() == text


def test_a_text_that_is_too_long_ends_with_an_ellipsis() -> None:
    (first, second) = free_text("AAO", "mot " * 400, "fr", most=2)
    assert len(first[1][3]) == len(second[1][3]) == 5  # type: ignore[arg-type]
    assert second[1][3][-1].endswith("...")  # type: ignore[index,union-attr]
