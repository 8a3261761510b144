"""What was not judged is judged once the fault is mended: a second response, the first one as it was."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lxml import etree

from gateway.documents.verification import verify
from gateway.dossier.acts.submit_act import Acts
from gateway.history.as_of import ledger_as_of
from gateway.ledger import database, tables
from gateway.pipeline import tasks
from gateway.pipeline.reading import Reading
from gateway.queries.log_events import streams_of
from gateway.work import kinds
from tests.ledger.comparing import assert_gapless, assert_rebuild_changes_nothing
from tests.offices import anywhere
from tests.pipeline.edifact.interchanges import Sent, declared, request, values
from tests.service.declaring import small
from tests.service.messages import act
from tests.service.running import wait_for

from . import failing
from .conftest import House

pytestmark = pytest.mark.service


def failed(house: House, monkeypatch: pytest.MonkeyPatch, content: Any, claim: str | None = None) -> Any:
    """Send it where judging fails, and wait until it is a dead letter."""
    with monkeypatch.context() as patched:
        patched.setattr(tasks, "judge_by_law_of", failing.raises)
        patched.setattr(tasks, "judge_edifact_by_law_of", failing.raises)
        accepted = house.send(content, claim)
        house.dead()
    return accepted


def names(house: House, accepted: Any, stem: str = "dum") -> set[str]:
    """The files of the outbox that bear a submission's id, without what is common to all."""
    begin = f"{stem}.{accepted.submission}."
    found = {each.name.removeprefix(begin) for each in house.outbox.iterdir() if each.name.startswith(begin)}
    return {each for each in found if not each.endswith(".delivery.json")}


FILES = {"response.xml", "findings.json", "findings.fr.html", "findings.en.html", "findings.ar.html"}
SECOND = {each.replace("response", "response-2").replace("findings", "findings-2") for each in FILES}


def test_a_second_response_by_folder_and_by_http(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    sending = small()
    accepted = failed(house, monkeypatch, sending, "1-dum.xml")
    first = house.declaration(accepted)
    wanted = {f"1.{each}" for each in FILES}
    assert names(house, accepted) == {"ack.xml", *wanted}
    with house.client() as client:
        one = client.get(f"/v1/declarations/{first.id}/response").content
    house.retry(accepted)
    second = house.declaration(accepted)
    assert (second.outcome, second.state) == ("registered", "due")
    assert second.earlier_answers == [first.answers]
    assert {f"1.{each}" for each in SECOND} < names(house, accepted)
    with house.client() as client:
        newest = client.get(f"/v1/declarations/{first.id}/response")
        view = client.get(f"/v1/declarations/{first.id}").json()
        assert [(each["number"], each["outcome"]) for each in view["responses"]] == [
            (1, "not_judged"),
            (2, "registered"),
        ]
        contents = [client.get(each["url"]).content for each in view["responses"]]
        assert contents == [one, newest.content]
        assert f'<{view["responses"][0]["url"]}>; rel="predecessor-version"' in newest.headers["link"]
        assert f'<{view["responses"][1]["url"]}>; rel="latest-version"' in newest.headers["link"]
        assert client.get(f"/v1/declarations/{first.id}/responses/3").status_code == 404
        assert client.get(f"/v1/submissions/{accepted.submission}").json()["state"] == "answered"
        history = client.get(f"/v1/declarations/{first.id}/history").json()["events"]
    assert [each["event"] for each in history].count("judged") == 2
    folder = house.outbox / f"dum.{accepted.submission}.1.response"
    assert folder.with_suffix(".response.xml").read_bytes() == one
    assert folder.with_suffix(".response-2.xml").read_bytes() == newest.content
    assert all(verify(each, house.gateway.material.bundle_pem).ok for each in contents)
    batches = [json.loads(each.read_bytes()) for each in house.outbox.glob("*.delivery.json")]
    of_second = [each for each in batches if any("response-2" in file["name"] for file in each["files"])]
    assert len(of_second) == 1
    assert {file["name"].partition(".1.")[2] for file in of_second[0]["files"]} == SECOND
    house.send(sending, "2-later.xml")
    house.idle()
    assert names(house, accepted) == {"ack.xml", *wanted, *(f"1.{each}" for each in SECOND)}
    assert_rebuild_changes_nothing(house.gateway.engine)
    assert_gapless(house.gateway.engine)


def test_by_the_operators_commands(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    accepted = failed(house, monkeypatch, small(), "1-dum.xml")
    (dead,) = json.loads(house.dumgate("work", "list", "--dead", "--json", code=1))["work"]
    assert (dead["kind"], dead["submission"], dead["waits_for"]) == (kinds.READ, accepted.submission, "operator")
    house.dumgate("work", "retry", str(dead["id"]))
    row = wait_for("there is a second", lambda: (now := house.declaration(accepted)).earlier_answers and now)
    house.idle()
    assert row.outcome == "registered"
    assert {f"1.{each}" for each in SECOND} < names(house, accepted)
    with house.client() as client:
        assert b"not_judged" in client.get(f"/v1/declarations/{row.id}/responses/1").content
        assert b"not_judged" not in client.get(f"/v1/declarations/{row.id}/response").content
    assert json.loads(house.dumgate("work", "list", "--json"))["work"] == []


def test_a_retry_that_fails_again_leaves_the_first_response(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    accepted = failed(house, monkeypatch, small(), "1-dum.xml")
    first, files = house.declaration(accepted), names(house, accepted)
    with monkeypatch.context() as patched:
        patched.setattr(tasks, "judge_by_law_of", failing.raises)
        house.retry(accepted)
    assert house.work().state == "dead"
    assert (house.declaration(accepted), names(house, accepted)) == (first, files)
    house.retry(accepted)
    assert house.codes(accepted) == [("registered", [])]
    house.retry(accepted)  # what is judged is not judged again
    assert len(house.declaration(accepted).earlier_answers) == 1


def test_a_number_that_was_used_meanwhile_is_used(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    sending = small()
    accepted = failed(house, monkeypatch, sending)
    other = house.send(small(message_number=sending.message_number))
    house.idle()
    assert house.codes(other) == [("registered", [])]  # it was free
    house.retry(accepted)
    assert house.codes(accepted) == [("refused", ["MSG01"])]


def test_broken_off_between_verdict_and_response_nothing_is_done_twice(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted = failed(house, monkeypatch, small(), "1-dum.xml")
    with monkeypatch.context() as patched:
        patched.setattr(tasks, "make_answer", failing.is_without_disk)
        house.gateway.runner.retry(kinds.READ, accepted.submission)
        house.gateway.reading.read(accepted.submission)  # twice at the same time
        row = house.declaration(accepted)
        assert (row.outcome, row.answers, len(row.earlier_answers)) == ("registered", {}, 1)
        wait_for("the response waits", lambda: house.work(kinds.ANSWER).waits_for == "disk")
        with house.client() as client:
            assert b"not_judged" in client.get(f"/v1/declarations/{row.id}/response").content
            assert client.get(f"/v1/submissions/{accepted.submission}").json()["state"] == "waiting"
    house.idle()
    events = tables.event
    told = database.read(
        house.gateway.engine,
        events.select().where(events.c.stream == f"declaration:{row.id}").order_by(events.c.version),
    )
    counted = [each.kind for each in told]
    assert (counted.count("judged"), counted.count("answered"), counted.count("registered")) == (2, 2, 1)


def test_an_instant_between_the_two_shows_the_first(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    accepted = failed(house, monkeypatch, small())
    row = house.declaration(accepted)
    streams, engine = streams_of(house.gateway.engine, row.id), house.gateway.engine
    between = house.gateway.clock()
    later = between.replace(hour=between.hour + 1)
    house.clock.now = later
    house.retry(accepted)
    for instant, outcome in ((between, "not_judged"), (later, "registered")):
        with ledger_as_of(engine, streams, instant) as past:
            assert database.one(past, tables.declaration, row.id).outcome == outcome


def test_an_answer_that_was_given_up_hides_no_later_verdict(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(tasks, "make_answer", failing.raises)
        accepted = failed(house, monkeypatch, small(), "1-dum.xml")
    assert house.work(kinds.ANSWER).state == "dead"
    house.retry(accepted)  # the reading alone
    row = house.declaration(accepted)
    assert (row.outcome, row.earlier_answers) == ("registered", [])
    assert "1.response.xml" in names(house, accepted)
    assert b"not_judged" not in house.gateway.store.get(row.answers["xml"])


def test_edifact_without_a_message_is_refused_when_it_is_read(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    empty, header = Sent(asks=True).to_bytes(), b"UNA:+.? '"
    sent = [failed(house, monkeypatch, each, f"{nth}-dum.xml") for nth, each in enumerate((empty, header, empty * 2))]
    for each in sent:
        assert house.codes(each) == [("not_judged", ["GWY01"])]
        house.retry(each)
    assert [house.codes(each) for each in sent] == [
        [("refused", ["EDI32"])],
        [("refused", ["EDI00"])],
        [("refused", ["EDI32"]), ("refused", ["EDI32"])],
    ]
    assert {"contrl-1.edi", "1.response.xml", "1.response-2.xml"} < names(house, sent[0])
    assert "1.response-2.xml" in names(house, sent[1])
    assert {"contrl-2.edi", "1.response-2.xml", "2.response.xml"} < names(house, sent[2])
    assert_rebuild_changes_nothing(house.gateway.engine)


def test_edifact_that_was_not_read_is_read_and_acknowledged(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    accepted = failed(house, monkeypatch, Sent(asks=True).declares(small(), small()).to_bytes(), "1-dum.xml")
    assert house.codes(accepted) == [("not_judged", ["GWY01"])]
    house.retry(accepted)
    assert house.codes(accepted) == [("registered", []), ("registered", [])]
    one, two = house.declarations(accepted)
    assert (len(one.earlier_answers), len(two.earlier_answers)) == (1, 0)
    found = names(house, accepted)
    assert {"contrl-1.edi", "1.response.xml", "1.response-2.xml", "1.cusres-0-2.edi", "2.cusres-0.edi"} < found
    assert "1.cusres-0.edi" not in found  # it was not known then which message it is
    assert_rebuild_changes_nothing(house.gateway.engine)


def test_what_contrl_acknowledged_is_answered_and_is_no_refusal(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Our own fault after the first message was written down: the others are not judged, and are later."""
    whole = Reading._record

    def fails(self: Reading, *given: Any, origin: Any) -> None:
        if origin.ordinal > 1 and given[1].outcome != "not_judged":
            raise failing.OwnFault("of", "ours")
        whole(self, *given, origin=origin)

    with monkeypatch.context() as patched:
        patched.setattr(Reading, "_record", fails)
        accepted = house.send(declared(small(), small(), small()), "1-dum.xml")
        house.dead()
    codes = house.codes(accepted)
    assert codes == [("registered", []), ("not_judged", ["GWY01"]), ("not_judged", ["GWY01"])]
    second = house.declarations(accepted)[1]
    said = house.gateway.store.get(second.answers["cusres"])
    assert values(said, "BGM", "961")[0][0] == ["961"]
    assert values(said, "BGM", "961")[0][2] == ["12"]  # received, not yet processed
    assert values(said, "GIS", "34")
    assert values(said, "RFF", "ACW") == [[["ACW", "2"]]]
    house.retry(accepted)
    assert [outcome for outcome, _ in house.codes(accepted)] == ["registered"] * 3
    again = house.declarations(accepted)[1]
    assert {"2.cusres-0.edi", "2.cusres-0-2.edi", "3.cusres-0-2.edi"} < names(house, accepted)
    answer = house.gateway.store.get(again.answers["cusres"])
    assert _reference(answer) != _reference(said)
    with house.client() as client:
        view = client.get(f"/v1/declarations/{again.id}").json()
        assert [client.get(each["cusres_url"]).content for each in view["responses"]] == [said, answer]
        assert client.get(view["cusres_url"]).content == answer
    assert_rebuild_changes_nothing(house.gateway.engine)


def test_one_message_that_fails_keeps_no_other_from_its_verdict(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, tried = Reading._record, []

    def fails(self: Reading, *given: Any, origin: Any) -> None:
        tried.append(origin.ordinal)
        if origin.ordinal == 2 and given[1].outcome != "not_judged":
            raise failing.OwnFault("of", "ours")
        whole(self, *given, origin=origin)

    with monkeypatch.context() as patched:
        patched.setattr(Reading, "_record", fails)
        second = small()
        messages = (small(), second, small(), request("cancel", second), small())
        accepted = house.send(declared(*messages), "1-dum.xml")
        house.dead()
    assert tried[:4] == [1, 2, 1, 2], "before the last try none goes past another"
    registered, ours = ("registered", []), ("not_judged", ["GWY01"])
    assert house.codes(accepted) == [registered, ours, registered, ours, ours], "the request is on the second"
    assert {"1.cusres-0.edi", "2.cusres-0.edi", "3.cusres-0.edi"} < names(house, accepted)
    house.retry(accepted)
    assert house.codes(accepted) == [registered, registered, registered, ("accepted", []), registered]
    assert [len(each.earlier_answers) for each in house.declarations(accepted)] == [0, 1, 0, 1, 1]
    assert_gapless(house.gateway.engine)
    assert_rebuild_changes_nothing(house.gateway.engine)


def test_an_act_by_folder(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = house.send(small())
    house.idle()
    number = house.declaration(sent).dum_number
    content = act("visa", dum_number=number, done_at="2026-07-01T09:30:00", text="Vu au bureau")

    def fails(*_: object) -> None:
        raise OverflowError("year overflow")

    with monkeypatch.context() as patched:
        patched.setattr(Acts, "submit", fails)
        accepted = house.send(content, "1-act.xml", "bureau")
        house.dead()
    assert house.codes(accepted) == [("not_judged", ["GWY01"])]
    house.retry(accepted)
    assert house.codes(accepted) == [("accepted", [])]
    row = house.declaration(accepted)
    xml = etree.fromstring(house.gateway.store.get(row.answers["xml"]))
    assert xml.findtext("{*}Asked/{*}Kind") == "visa"
    assert house.gateway.acts.submit(anywhere(), content).again


def _reference(interchange: bytes) -> str:
    """0020 of UNB."""
    return interchange.decode("latin-1").partition("UNB+")[2].split("+")[4].partition("'")[0]
