"""Our own exception in a step behind the verdict, three times: its sender is told that it waits, until it is mended."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from typer.testing import CliRunner

from gateway.cli import app
from gateway.pipeline import road, tasks
from gateway.work import kinds
from tests.pipeline.edifact.interchanges import Sent, declared
from tests.service.declaring import Sending, small
from tests.service.running import wait_for

from . import failing
from .conftest import House

pytestmark = pytest.mark.service


@pytest.fixture
def cli(house: House, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    settings = house.gateway.settings
    monkeypatch.setenv("DUMGATE_DATA", str(settings.data))
    monkeypatch.setenv("DUMGATE_DATABASE", settings.database.get_secret_value())
    return CliRunner()


def delayed() -> Sending:
    """A declaration that is registered after its response."""
    return small(reference="TEST-DELAY0-1")


STEPS = {
    "answer": (kinds.ANSWER, (tasks, "make_answer"), small, ".1.response.xml"),
    "document": (kinds.ISSUE, (tasks, "make_document"), small, ".dum.pdf"),
    "contrl": (
        kinds.CONTRL,
        (tasks, "make_contrl"),
        lambda: Sent(asks=True).declares(small()).to_bytes(),
        ".contrl-1.edi",
    ),
    "register": (kinds.REGISTER, (road, "register_lodged"), delayed, ".1.notice-1.xml"),
    "notice": (kinds.NOTICE, (tasks, "make_notice"), delayed, ".1.notice-1.xml"),
}
LATER = (kinds.ISSUE, kinds.REGISTER, kinds.NOTICE)
"""What is done when the response is there."""


@pytest.mark.parametrize("step", STEPS)
def test_it_is_told_and_a_retry_delivers(
    house: House, monkeypatch: pytest.MonkeyPatch, cli: CliRunner, step: str
) -> None:
    kind, broken, content, file = STEPS[step]
    with monkeypatch.context() as patched:
        patched.setattr(*broken, failing.raises)
        accepted = house.send(content(), "1-dum.xml")
        house.idle()
    row = house.work(kind)
    assert (row.state, row.faults, row.waits_for) == ("dead", 3, "fault")

    with house.client() as client:
        view = client.get(f"/v1/submissions/{accepted.submission}").json()
    assert view["state"] == ("answered" if kind in LATER else "waiting")
    assert (view["waiting"]["part"], view["waiting"]["number"]) == ("fault", accepted.submission)
    of_declaration = view["declarations"][0]["waiting"]
    assert (of_declaration and of_declaration["part"]) == (None if kind == kinds.CONTRL else "fault")
    assert not _named(house, file)

    told, settings = house.gateway.waiting_notices(), house.gateway.settings
    for seconds, notices in ((3600.0, 0), (0.0, 1), (0.0, 1)):
        settings.waiting_notice = seconds
        with ThreadPoolExecutor(1) as pool:
            told.look(pool)
        assert len(_named(house, ".waiting.json")) == notices
    (notice,) = _named(house, ".waiting.json")
    assert json.loads(notice.read_bytes())["part"] == "fault"

    retried = cli.invoke(app, ["work", "retry", str(row.id), "--language", "en"])
    assert retried.exit_code == 0, retried.output
    wait_for("it is delivered", lambda: _named(house, file))
    house.idle()
    assert house.work(kind).state == "done"
    with house.client() as client:
        view = client.get(f"/v1/submissions/{accepted.submission}").json()
    assert (view["state"], view["waiting"]) == ("answered", None)


def test_no_answer_is_lost_whatever_the_verdict(house: House, monkeypatch: pytest.MonkeyPatch, cli: CliRunner) -> None:
    messages = [small(reference="TEST-REFUSE-1"), small("0"), small("1"), b"<no", declared(small("0"))]
    outcomes = ["refused", "draft", "valid", "refused", "draft"]
    with monkeypatch.context() as patched:
        patched.setattr(tasks, "make_answer", failing.raises)
        sent = [house.send(each, f"{nth}-dum.xml") for nth, each in enumerate(messages)]
        house.idle()
    before = [house.codes(each) for each in sent]
    assert [outcome for ((outcome, _),) in before] == outcomes, "the verdict stands"
    with house.client() as client:
        for each, ((_, codes),) in zip(sent, before, strict=True):
            view = client.get(f"/v1/submissions/{each.submission}").json()
            assert (view["state"], view["waiting"]["part"]) == ("waiting", "fault")
            found = client.get(f"/v1/declarations/{view['declarations'][0]['id']}/findings").json()
            assert [finding["code"] for finding in found["findings"]] == codes

    assert cli.invoke(app, ["work", "retry", "--kind", kinds.ANSWER]).exit_code == 0
    wait_for("all are delivered", lambda: len(_named(house, ".1.response.xml")) == len(sent))
    house.idle()
    assert [house.codes(each) for each in sent] == before
    for each, outcome in zip(sent, outcomes, strict=True):
        (response,) = _named(house, f".{each.submission}.1.response.xml")
        assert f"<Outcome>{outcome}</Outcome>".encode() in response.read_bytes()


def _named(house: House, end: str) -> list[Any]:
    """The files of the outbox whose names end so."""
    return [each for each in house.outbox.glob("*") if each.name.endswith(end)]
