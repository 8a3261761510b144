"""Our own exception in a step behind the verdict, three times: its sender is told that it waits, until it is mended."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from typer.testing import CliRunner

from gateway.cli import app
from gateway.pipeline import kinds, tasks
from gateway.pipeline.waiting_notices import WaitingNotices
from tests.edifact_service.interchanges import Sent
from tests.service.declaring import small
from tests.service.running import wait_for

from . import failing
from .conftest import House


@pytest.fixture
def cli(house: House, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    settings = house.gateway.settings
    monkeypatch.setenv("DUMGATE_DATA", str(settings.data))
    monkeypatch.setenv("DUMGATE_DATABASE", settings.database.get_secret_value())
    return CliRunner()


STEPS = [
    (kinds.ANSWER, "make_answer", small, ".1.response.xml"),
    (kinds.ISSUE, "make_document", small, ".dum.pdf"),
    (kinds.CONTRL, "make_contrl", lambda: Sent(asks=True).declares(small()).to_bytes(), ".contrl-1.edi"),
]


@pytest.mark.parametrize(("kind", "task", "content", "file"), STEPS, ids=[each[0] for each in STEPS])
def test_it_is_told_and_a_retry_delivers(
    house: House, monkeypatch: pytest.MonkeyPatch, cli: CliRunner, kind: str, task: str, content: Any, file: str
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(tasks, task, failing.raises)
        accepted = house.send(content(), "1-dum.xml")
        house.idle()
    row = house.work(kind)
    assert (row.state, row.faults, row.waits_for) == ("dead", 3, "fault")

    with house.client() as client:
        view = client.get(f"/v1/submissions/{accepted.submission}").json()
    assert view["state"] == ("answered" if kind == kinds.ISSUE else "waiting")
    assert (view["waiting"]["part"], view["waiting"]["number"]) == ("fault", accepted.submission)
    of_declaration = view["declarations"][0]["waiting"]
    assert (of_declaration and of_declaration["part"]) == (None if kind == kinds.CONTRL else "fault")
    assert not _named(house, file)

    told, settings = WaitingNotices(house.gateway), house.gateway.settings
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


def _named(house: House, end: str) -> list[Any]:
    """The files of the outbox whose names end so."""
    return [each for each in house.outbox.glob("*") if each.name.endswith(end)]
