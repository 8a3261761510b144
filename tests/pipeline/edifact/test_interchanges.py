"""Interchanges in the ledger: each message a declaration of its own, one bad one stops no other, each answered once."""

from __future__ import annotations

import json
from functools import partial
from types import SimpleNamespace

import pytest

from gateway.doors.http.addresses import address
from gateway.ledger import tables
from gateway.pipeline import papers
from gateway.pipeline.accept import File
from gateway.queries.submissions import contents
from gateway.views.submission_views import submission_view
from gateway.work import kinds
from tests.ledger.comparing import assert_rebuild_changes_nothing
from tests.ledger.together import at_the_same_time
from tests.pipeline.edifact.conftest import House
from tests.pipeline.edifact.interchanges import Sent, broken, declared, miscounted, parties, segments, values
from tests.service.declaring import small

pytestmark = pytest.mark.service


CUSRES = ("CUSRES", "D", "96B", "UN", "MADUM1")


def codes(row: object) -> list[str]:
    """The codes of what was found."""
    return [each["code"] for each in row.findings]  # type: ignore[attr-defined]


def test_a_contrl_is_written_and_delivered_once_however_often_it_is_asked_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted = house.send(declared(small()), claim="1-2-3-x.edi")
    (row,) = house.interchanges(accepted)
    unwritten = SimpleNamespace(**{**row._mapping, "contrl": None})  # as it is read before another has committed
    monkeypatch.setattr(papers, "interchange", lambda *_: unwritten)
    written = partial(house.gateway.papers.handlers()[kinds.CONTRL], f"{accepted.submission}|1")
    at_the_same_time(*[written] * 3)
    house.idle()
    events = house.rows(tables.event, stream=f"submission:{accepted.submission}", kind="contrl-written")
    assert len(events) == 1
    assert len(list(house.outbox.glob("*.contrl-1.edi"))) == 1


def test_what_is_noted_of_an_interchange_is_told_of_a_rejected_message_too(house: House) -> None:
    (row,) = house.declarations(house.send(b"\xef\xbb\xbf" + broken(declared(small()), 1)))
    assert sorted(codes(row)) == ["EDI39", "EDI82"]


def test_one_sender_is_one_however_he_is_written(house: House) -> None:
    """The internal identification (0008) and separators with nothing behind are no other sender."""
    spelled = [("ATLAS", "ZZZ", "DESK-7"), ("ATLAS", "ZZZ"), ("ATLAS", "ZZZ", "DESK-8")]
    accepted = [house.send(Sent(reference="ONCE", sender=each).declares(small()).to_bytes()) for each in spelled]
    assert [house.interchanges(each)[0].action for each in accepted] == ["7", "4", "4"]


def test_a_bad_message_does_not_stop_the_others(house: House) -> None:
    sent = [small(), small(), small(duties=False)]
    accepted = house.send(broken(declared(*sent), 2), claim="1-2-3-x.edi")
    first, second, third = house.declarations(accepted)
    assert [each.id[-2:] for each in (first, second, third)] == ["-1", "-2", "-3"]
    assert [each.state for each in (first, second, third)] == ["due", "refused", "settled"]
    assert first.dum_number and third.dum_number and codes(second) == ["EDI39"]
    assert second.edifact["rejected"] and second.dum is None
    place = second.findings[0]["position"][3]
    named = ("interchange", "message", "reference", "tag", "element")
    assert [place[name] for name in named] == [1, 2, "2", "LOC", 2]
    (interchange,) = house.interchanges(accepted)
    contrl = segments(house.stored(interchange.contrl))
    assert contrl[0][1][3] == ["7"]
    assert [(tag, said[0][0]) for tag, said in contrl[1:3]] == [("UCM", "2"), ("UCS", str(place["segment"]))]
    assert {"cusres"} <= set(first.answers) & set(third.answers) and "cusres" not in second.answers
    assert values(house.stored(first.answers["cusres"]), "RFF", "ABT")[0][0][1] == first.dum_number
    assert_rebuild_changes_nothing(house.gateway.engine)


def test_the_files_of_the_outbox_are_those_of_the_contract(house: House) -> None:
    accepted = house.send(broken(declared(small(duties=False), small()), 2), claim="1-2-3-x.edi")
    base = f"x.{accepted.submission}"
    answer = ["response.xml", "findings.json", "findings.fr.html", "findings.en.html", "findings.ar.html"]
    (registered, _) = house.declarations(accepted)
    batches = [
        [f"{base}.ack.xml"],
        [f"{base}.contrl-1.edi"],
        [*(f"{base}.1.{each}" for each in answer), f"{base}.1.cusres-0.edi"],
        [f"{base}.2.{each}" for each in answer],
        [f"SPECIMEN-{registered.dum_number}-1.dum.{kind}" for kind in ("xml", "pdf")],
    ]
    expected = {name for batch in batches for name in batch} | {f"{batch[0]}.delivery.json" for batch in batches}
    assert {path.name for path in house.outbox.iterdir()} == expected
    listed = json.loads((house.outbox / f"{base}.1.response.xml.delivery.json").read_bytes())["files"]
    assert [each["name"] for each in listed] == batches[2]


def test_a_second_arrival_of_the_same_bytes_is_answered_under_its_own_name(house: House) -> None:
    content = declared(small(duties=False))
    first = house.send(content, claim="1-2-3-x.edi")
    before = {path.name: path.read_bytes() for path in house.outbox.iterdir()}
    again = house.send(content, claim="4-5-6-x.edi")
    assert again.again and again.acknowledgement == first.acknowledgement
    assert {path.name: path.read_bytes() for path in house.outbox.iterdir()} == before
    assert len(house.interchanges(first)) == len(house.declarations(first)) == 1


def test_two_interchanges_are_answered_each_and_a_rejected_one_is_one_row(house: House) -> None:
    good, bad = declared(small(), small()), miscounted(declared(small(), small()))
    accepted = house.send(b"\xef\xbb\xbf" + good + b"\r\n" + bad + b"\r\n" + declared(small()))
    assert [(each.action, each.first, each.declarations) for each in house.interchanges(accepted)] == [
        ("7", 1, 2),
        ("4", 3, 1),
        ("7", 4, 1),
    ]
    rows = house.declarations(accepted)
    assert [row.state for row in rows] == ["due", "due", "refused", "due"]
    assert codes(rows[2]) == ["EDI29"] and codes(rows[0]) == ["EDI82"]
    rejected = segments(house.stored(house.interchanges(accepted)[1].contrl))
    assert [tag for tag, _ in rejected] == ["UCI"]
    assert [rejected[0][1][at][0] for at in (3, 4, 5)] == ["4", "29", "UNZ"]
    (sent,) = house.rows(tables.submission, id=accepted.submission)
    view = submission_view(sent, contents(house.gateway.engine, sent.id), address)
    assert view["state"] == "answered"
    assert [each["contrl_url"][-2:] for each in view["interchanges"]] == ["/1", "/2", "/3"]


def test_a_reference_used_before_rejects_the_whole_interchange(house: House) -> None:
    house.send(declared(small(), reference="ONCE"))
    accepted = house.send(declared(small(), small(), reference="ONCE"))
    (row,) = house.declarations(accepted)
    assert codes(row) == ["EDI26"] and row.findings[0]["position"][3]["tag"] == "UNB"
    contrl = segments(house.stored(house.interchanges(accepted)[0].contrl))
    assert [said[0] for said in contrl[0][1][3:6]] == ["4", "26", "UNB"]
    another = house.send(declared(small(), reference="ONCE", sender=("OTHER", "ZZZ")))
    assert house.interchanges(another)[0].action == "7", "each sender counts for himself"


def test_of_several_interchanges_with_one_reference_at_the_same_time_one_is_taken(house: House) -> None:
    bodies = [declared(small(), reference="RACE") for _ in range(6)]
    gateway = house.gateway
    accepted = at_the_same_time(
        *(partial(gateway.acceptance.take, house.partner, File("x.edi", body), []) for body in bodies)
    )
    house.idle()
    actions = sorted(house.interchanges(each)[0].action for each in accepted)
    assert actions == ["4"] * 5 + ["7"]
    assert sorted(house.declarations(each)[0].state for each in accepted) == ["due"] + ["refused"] * 5


def test_a_reference_twice_in_one_file_is_used_once(house: House) -> None:
    accepted = house.send(declared(small(), reference="TWICE") + declared(small(), reference="TWICE"))
    assert [each.action for each in house.interchanges(accepted)] == ["7", "4"]
    assert [row.state for row in house.declarations(accepted)] == ["due", "refused"]


def test_a_rejected_interchange_may_come_again_corrected_under_its_reference(house: House) -> None:
    content = declared(small(), reference="AGAIN")
    house.send(miscounted(content))
    accepted = house.send(content)
    assert [row.state for row in house.declarations(accepted)] == ["due"]


def test_where_there_is_no_interchange_there_is_an_answer_and_no_contrl(house: House) -> None:
    accepted = house.send(b"UNB is not what this is")
    (row,) = house.declarations(accepted)
    assert row.state == "refused" and row.answers and all(code.startswith("EDI") for code in codes(row))
    unread = house.send(b"nothing of EDIFACT in here")
    (row,) = house.declarations(unread)
    assert codes(row) == ["EDI00"] and house.interchanges(unread)[0].contrl is None


def test_a_contrl_of_the_partner_is_taken_and_never_answered(house: House) -> None:
    answer = Sent().says(("CONTRL", "D", "3", "UN"), ("UCI", ["OURS", ["DUMGATE", "ZZZ"], ["ATLAS", "ZZZ"], "7"]))
    accepted = house.send(answer.to_bytes())
    (row,) = house.declarations(accepted)
    assert (row.outcome, row.asked) == ("accepted", {"kind": "control", "interchange": "OURS", "action": "7"})
    assert "cusres" not in row.answers
    (interchange,) = house.interchanges(accepted)
    assert (interchange.action, interchange.contrl_due, interchange.contrl) == ("7", False, None)


def test_an_answer_of_an_administration_is_not_taken_from_a_partner(house: House) -> None:
    sent = Sent().declares(small()).says(CUSRES, ("BGM", ["962", "X", "29"]))
    accepted = house.send(sent.to_bytes())
    assert [row.state for row in house.declarations(accepted)] == ["due", "refused"]
    contrl = segments(house.stored(house.interchanges(accepted)[0].contrl))
    assert [said[0] for said in contrl[1][1][2:5]] == ["4", "14", "UNH"]


@pytest.mark.parametrize(("asks", "answered"), [(True, True), (False, False)])
def test_where_it_is_agreed_so_a_contrl_comes_only_when_asked_for(house: House, asks: bool, answered: bool) -> None:
    house.agree(contrl="asked")
    accepted = house.send(declared(small(), asks=asks), claim="1-2-3-x.edi")
    (interchange,) = house.interchanges(accepted)
    assert bool(interchange.contrl) == answered
    assert any("contrl" in path.name for path in house.outbox.iterdir()) == answered
    assert house.declarations(accepted)[0].answers["cusres"]


def test_answers_go_back_by_the_way_that_was_given_or_agreed(house: House) -> None:
    accepted = house.send(declared(small()))
    for digest in (house.interchanges(accepted)[0].contrl, house.declarations(accepted)[0].answers["cusres"]):
        assert parties(house.stored(digest)) == (["DUMGATE", "ZZZ"], ["ATLAS", "ZZZ", "DESK-7"])
    house.agree(answer_to="HUB", answer_qualifier="14", answer_routing="QUAY", language="en")
    accepted = house.send(declared(small()))
    cusres = house.stored(house.declarations(accepted)[0].answers["cusres"])
    for content in (house.stored(house.interchanges(accepted)[0].contrl), cusres):
        assert parties(content)[1] == ["HUB", "14", "QUAY"]
    assert "registered" in values(cusres, "FTX", "AAH")[0][3][0]


@pytest.mark.parametrize(
    ("content", "terms", "code"),
    [
        (declared(small(), recipient=("ANOTHER", "ZZZ")), {}, "EDI07"),
        (declared(small(), sender=("STRANGER",)), {"identification": "ATLAS", "qualifier": "ZZZ"}, "EDI23"),
        (declared(small()).replace(b":MADUM1", b":OTHER1"), {}, "EDI14"),
        (declared(small()), {"associations": ("OTHER1",)}, "EDI14"),
    ],
    ids=["recipient", "sender", "association", "agreed otherwise"],
)
def test_what_was_not_agreed_is_rejected(house: House, content: bytes, terms: dict[str, object], code: str) -> None:
    house.agree(**terms)
    (row,) = house.declarations(house.send(content))
    assert (row.state, codes(row)) == ("refused", [code])


def test_who_may_not_send_declarations_is_refused_for_that(house: House) -> None:
    house.gateway.partners.add(f"office-{house.partner}", ["office"], house.gateway.clock())
    house.partner = f"office-{house.partner}"
    accepted = house.send(declared(small()))
    assert [codes(row) for row in house.declarations(accepted)] == [["ACT06"]]
    assert house.interchanges(accepted) == []
