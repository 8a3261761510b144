"""An enemy's bodies and attachments by both doors: a finding each, memory bounded, the service up."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator

import pytest

from tests.service.conftest import Sender
from tests.service.declaring import Sending, small, with_attachments
from tests.service.hostile import BODIES, TOO_LARGE, exactly, pdfs, sound_bodies
from tests.service.running import Service, wait_for

pytestmark = pytest.mark.service


XML = {"Content-Type": "application/xml"}
MOST_MEMORY = 1_200_000_000
"""Bytes of RAM for the service, two workers and a PDF examiner together, shared pages counted for each. Idle they
hold less than half of it; one 1 GB bomb that is unpacked anywhere would pass it."""


@pytest.fixture(autouse=True)
def memory_is_bounded(service: Service) -> Iterator[None]:
    """Samples the memory of all processes of the service while a test runs."""
    most, stop = [0], threading.Event()

    def sample() -> None:
        while not stop.wait(0.05):
            most[0] = max(most[0], service.memory())

    sampler = threading.Thread(target=sample)
    sampler.start()
    yield
    stop.set()
    sampler.join()
    print(f"memory: {most[0] / 1e6:.0f} MB at the most")
    assert 0 < most[0] < MOST_MEMORY


@pytest.fixture(autouse=True)
def service_is_up_and_wrote_no_traceback(service: Service, sender: Sender) -> Iterator[None]:
    before = len(service.log_text())
    yield
    assert service.process is not None
    assert service.process.poll() is None
    assert sender.declaration(sender.send(small()))["outcome"] == "registered"
    said = service.log_text()[before:]
    assert "Traceback" not in said, said
    assert "request failed" not in said, said


def assert_found(name: str, code: str, codes: list[str]) -> None:
    """The finding that a hostile body must get is among those it got."""
    assert not code or any(each.startswith(code) for each in codes), f"{name}: {codes}"


def test_hostile_bodies_by_http(sender: Sender) -> None:
    submissions = {}
    for name, (body, _) in BODIES.items():
        answer = sender.client.post("/v1/submissions", content=body, headers=XML)
        assert answer.status_code == 202, f"{name}: {answer.text}"
        submissions[name] = answer.json()["id"]
    for name, (_, code) in BODIES.items():
        found = sender.declaration(submissions[name])
        assert found["outcome"] == ("refused" if code else "registered"), name
        assert_found(name, code, sender.codes(found))


def test_hostile_bodies_are_validated(sender: Sender) -> None:
    for name, (body, code) in BODIES.items():
        verdict = sender.client.post("/v1/validations", content=body, headers=XML)
        assert verdict.status_code == (422 if code else 200), f"{name}: {verdict.text}"
        assert_found(name, code, [each["code"] for each in verdict.json()["findings"]])


def test_hostile_bodies_by_folder(sender: Sender) -> None:
    for number, (body, _) in enumerate(BODIES.values()):
        Sending("", "", body).drop(sender.inbox, f"{number}.xml")
    for number, (name, (_, code)) in enumerate(BODIES.items()):
        pattern = f"{number}.sub_*.1.response.xml.delivery.json"
        (listed,) = wait_for(name, lambda pattern=pattern: list(sender.outbox.glob(pattern)))  # type: ignore[misc]
        findings = json.loads((sender.outbox / json.loads(listed.read_bytes())["files"][1]["name"]).read_bytes())
        assert_found(name, code, [each["code"] for each in findings["findings"]])
    assert [path for path in sender.inbox.rglob("*") if path.name != ".claimed"] == []


def pieces(content: bytes) -> Iterator[bytes]:
    """For a body that does not say how long it is."""
    yield from (content[at : at + 65_536] for at in range(0, len(content), 65_536))


def test_a_body_beyond_the_limit_is_refused_by_both_doors(sender: Sender) -> None:
    for answer in (
        sender.client.post("/v1/submissions", content=TOO_LARGE, headers=XML),
        sender.client.post(
            "/v1/submissions",
            content=pieces(TOO_LARGE),
            headers=XML,
        ),
        sender.client.post("/v1/submissions", files={"declaration": ("a.xml", TOO_LARGE)}),
    ):
        assert (answer.status_code, answer.json()["findings"][0]["code"]) == (413, "XML02")
    sender.inbox.mkdir(parents=True, exist_ok=True)
    (sender.inbox / "big.xml").write_bytes(TOO_LARGE)
    rejected = sender.outbox / "rejected" / "big.xml.findings.json"
    wait_for("the rejection", rejected.exists)
    assert [each["code"] for each in json.loads(rejected.read_bytes())] == ["FLD02"]


def test_what_only_looks_odd_is_no_fault(sender: Sender) -> None:
    for name, body in sound_bodies().items():
        answer = sender.client.post("/v1/submissions", content=body, headers=XML)
        found = sender.declaration(answer.json()["id"])
        assert found["outcome"] == "registered", f"{name}: {sender.codes(found)}"


def test_hostile_attachments_get_a_finding_by_both_doors(sender: Sender) -> None:
    hostile = pdfs()
    submissions = {}
    for number, (name, (content, _)) in enumerate(hostile.items()):
        submissions[name] = sender.send(with_attachments(**{f"scan{number}": content}))
        with_attachments(**{f"drop{number}": content}).drop(sender.inbox, f"{number}.xml")
    for number, (name, (_, code)) in enumerate(hostile.items()):
        found = sender.declaration(submissions[name])
        assert found["outcome"] == "refused", name
        assert_found(name, code, sender.codes(found))
        pattern = f"{number}.sub_*.1.findings.json"
        (path,) = wait_for(name, lambda pattern=pattern: list(sender.outbox.glob(pattern)))  # type: ignore[misc]
        assert_found(name, code, [each["code"] for each in json.loads(path.read_bytes())["findings"]])


def test_a_pdf_may_have_two_million_bytes_and_not_one_more(sender: Sender) -> None:
    most = exactly(2_000_000)
    assert len(most) == 2_000_000
    assert sender.declaration(sender.send(with_attachments(most=most)))["outcome"] == "registered"
    more = with_attachments(more=most + b"\n")
    refused = more.post(sender.client)
    assert (refused.status_code, refused.json()["findings"][0]["code"]) == (413, "PDF01")
    assert refused.json()["findings"][0]["file"] == "more.pdf"
    more.drop(sender.inbox, "more.xml")
    (path,) = wait_for("the answer", lambda: list(sender.outbox.glob("more.sub_*.1.findings.json")))
    assert [each["code"] for each in json.loads(path.read_bytes())["findings"]] == ["PDF01"]


def test_bombs_at_the_same_time(sender: Sender) -> None:
    bomb = pdfs()["1 GB stream"][0]
    submissions = [sender.send(with_attachments(**{f"{letter}{n}": bomb for n in range(2)})) for letter in "abc"]
    for submission in submissions:
        assert sender.codes(sender.declaration(submission)) == ["PDF07", "PDF07", "DOC-3"]
