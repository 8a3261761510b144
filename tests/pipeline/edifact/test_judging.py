"""Judging an EDIFACT body, without a ledger: attachments shared out, test interchanges, all findings in one answer."""

from __future__ import annotations

import hashlib
import time
from datetime import date

import pytest

from gateway.edifact_terms import EdifactTerms
from gateway.judging.attached import Attached
from gateway.judging.edifact_file import MOST_FINDINGS, EdifactBody, InterchangeJudged, at_once, judge_edifact
from gateway.judging.judge import Judgement, judge
from parsers.edifact.interchange_records import EdifactLimits
from parsers.root_name import is_edifact
from parsers.xml import XmlLimits
from schemas.attachments import Received
from schemas.findings import finding
from schemas.law import shipped
from tests.pipeline.edifact.interchanges import Sent, broken, declared, miscounted
from tests.service.declaring import Sending, example, small, whole

LAW = shipped().on(date(2026, 7, 1))


def judged(content: bytes, attached: Attached | None = None, effective: bool = False) -> list[InterchangeJudged]:
    """The interchanges, by what a gateway takes when nothing is agreed."""
    body = EdifactBody(content, EdifactTerms().agreement(("DUMGATE", "ZZZ"), tests=True), effective)
    return judge_edifact(body, attached, LAW, EdifactLimits(), 200)


def only(content: bytes, **given: bool) -> Judgement:
    """The judgement on the only message."""
    ((message,),) = (each.messages for each in judged(content, **given))
    return message.judgement


def as_xml(sending: Sending) -> Judgement:
    """The judgement on the same declaration as XML."""
    return judge(sending.body, None, LAW, XmlLimits(), 200)


@pytest.mark.parametrize("name", ["import-on-credit", "transit", "inward-processing", "temporary-admission"])
def test_the_verdict_is_that_on_the_same_declaration_as_xml(name: str) -> None:
    sending = example(name)
    by_xml, by_edifact = as_xml(sending), only(declared(sending))
    assert by_edifact.outcome == by_xml.outcome
    assert by_edifact.facts == by_xml.facts
    told, again = (
        sorted((each.code, each.box, each.article, each.value) for each in judgement.findings if each.box)
        for judgement in (by_xml, by_edifact)
    )
    assert again == told


def test_every_finding_names_its_segment() -> None:
    sending = small()
    sending.body = sending.body.replace(b">FOB<", b">ZZZ<")
    content = declared(small(), sending)
    for each in judged(content)[0].messages[1].judgement.findings:
        assert each.position is not None and each.position.segment is not None
        place = each.position.segment
        assert (place.interchange, place.message, place.reference) == (1, 2, "2")
        assert content[each.position.offset :].startswith((each.value or "").encode())


def test_a_fault_of_form_names_its_box_and_article() -> None:
    content = declared(small()).replace(b":113:ZZZ+", b":1139:ZZZ+", 1).replace(b"MOA+40:", b"MOA+40:1,2,3", 1)
    found = [(each.code, each.box, each.article) for each in only(content).findings]
    assert found == [("EDI39", "4", None), ("EDI19", "31", 1)]


def _attached(*names: str) -> Attached:
    files = tuple(Received(name, hashlib.sha256(name.encode()).hexdigest()) for name in names)
    found = tuple(finding("PDF03", file=name) for name in names)
    return Attached(files, {}, found, tuple({"sha256": each.sha256} for each in files))


def test_each_message_has_the_attachments_that_it_names() -> None:
    first, second = whole(), example("export")
    attached = _attached("invoice-2026-0417.pdf", "invoice-SF-2026-088.pdf", "named-by-nobody.pdf")
    messages = judged(declared(first, second), attached)[0].messages
    given = [[each.name for each in message.attached.received] for message in messages]
    assert given == [["invoice-2026-0417.pdf", "named-by-nobody.pdf"], ["invoice-SF-2026-088.pdf"]]
    codes = [[(each.code, each.file) for each in message.judgement.findings if each.file] for message in messages]
    assert ("ATT03", "named-by-nobody.pdf") in codes[0] and not any(code == "ATT03" for code, _ in codes[1])
    assert ("PDF03", "invoice-SF-2026-088.pdf") in codes[1]


def test_attachments_of_many_messages_go_where_they_are_named() -> None:
    """Sixty messages name a file each: that is more than one declaration may, and none is another one's."""
    named = [f"scan-{number}.pdf" for number in range(60)]
    sent = []
    for name in named:
        one = small()
        line = f"<Attachment><FileName>{name}</FileName></Attachment></Declaration>".encode()
        one.body = one.body.replace(b"</Declaration>", line)
        sent.append(one)
    messages = judged(declared(*sent), _attached(*named))[0].messages
    assert [[each.name for each in message.attached.received] for message in messages] == [[name] for name in named]


@pytest.mark.parametrize("function", ["0", "1", "2"])
def test_a_test_interchange_gets_its_verdict_where_registrations_have_effect(function: str) -> None:
    content = declared(small(function=function), test=True)
    judgement = only(content, effective=True)
    assert (judgement.outcome, dict(judgement.facts)) == ("valid", {})
    assert only(content).outcome == {"0": "draft", "1": "valid", "2": "registered"}[function]


def test_a_test_interchange_is_refused_where_it_is_not_agreed() -> None:
    body = EdifactBody(declared(small(), test=True), EdifactTerms().agreement(None, tests=False), effective=True)
    (interchange,) = judge_edifact(body, None, LAW, EdifactLimits(), 200)
    assert interchange.rejected and [each.code for each in interchange.refusal.findings] == ["EDI25"]


def test_all_that_a_body_holds_is_one_judgement_where_one_is_asked_for() -> None:
    wrong = small()
    wrong.body = wrong.body.replace(b"<TotalNetMass>", b"<TotalNetMass>1")
    content = broken(declared(small(), small()), 2) + miscounted(declared(small())) + declared(wrong)
    found = at_once(judged(content), 200)
    places = [each.position.segment for each in found.findings if each.position]
    told = [(each.code, place and place.interchange) for each, place in zip(found.findings, places, strict=True)]
    assert told[:2] == [("EDI39", 1), ("EDI29", 2)] and ("B07-1", 3) in told
    assert (found.outcome, found.total) == ("refused", len(told))
    assert at_once(judged(declared(small(), small())), 200).outcome == "valid"
    assert at_once(judged(declared(small())), 200).outcome == "registered", "alone it is what it is"


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (b"UNA:+.? '", "x.xml", True),
        (b"\xef\xbb\xbf \r\n\tUNB+UNOC:3", "", True),
        (b"una:+.? '", "", False),
        (b"", "x.edi", True),
        (b"%PDF-1.7", "x.EDI", True),
        (b"\xef\xbb\xbf<?xml?>", "x.edi", False),
        (b"\xff\xfe<\x00", "x.edi", False),
        (b" " * 70_000 + b"UNB", "", False),
        (b"<UNB", "", False),
    ],
)
def test_edifact_is_known_by_its_first_bytes(content: bytes, name: str, expected: bool) -> None:
    assert is_edifact(content, name) is expected


def test_a_body_with_more_faults_than_anybody_reads_costs_little_and_all_are_counted() -> None:
    one = Sent().says(("CUSDEC", "D", "96B", "UN", "MADUM1"), *[("ZZZ", ["1"])] * 250)
    one.messages *= 200
    begin = time.process_time()
    (interchange,) = judged(one.to_bytes())
    assert time.process_time() - begin < 30
    told = [each.judgement for each in interchange.messages]
    assert sum(len(each.findings) for each in told) < MOST_FINDINGS + len(told)
    assert all(each.findings and each.total == told[0].total > 100 for each in told)


def test_many_messages_share_out_attachments_in_little_time() -> None:
    one = Sent().declares(whole())
    one.messages *= 150
    begin = time.process_time()
    (interchange,) = judged(one.to_bytes(), _attached("invoice-2026-0417.pdf"))
    assert time.process_time() - begin < 30
    assert {len(each.attached.received) for each in interchange.messages} == {1}


def test_many_messages_and_one_long_line_are_judged_in_little_time() -> None:
    one = Sent().declares(small())
    one.messages *= 150
    interchange = judged(one.to_bytes())[0]
    assert len(interchange.messages) == 150 and {each.judgement.outcome for each in interchange.messages} == {
        "registered"
    }
