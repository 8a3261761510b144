"""Folders end to end, on the running service: what is dropped, what comes back, and what the same again gives."""

from __future__ import annotations

import hashlib
import io
import json
import time
from pathlib import Path

import pikepdf
import pytest

from gateway.documents.verification import verify
from gateway.ledger import tables
from tests.service.conftest import Sender, quittances, receipted
from tests.service.declaring import small, whole
from tests.service.running import QUICK, wait_for

pytestmark = pytest.mark.service


ANSWER = ("response.xml", "findings.json", "findings.fr.html", "findings.en.html", "findings.ar.html")


def submission_of(sender: Sender, name: str) -> str:
    """The submission that a dropped file became, once its acknowledgement is in the outbox as a whole batch."""
    pattern = f"{name}.sub_test_*.ack.xml.delivery.json"
    (found,) = wait_for(f"the acknowledgement of {name}", lambda: list(sender.outbox.glob(pattern)))
    return found.name.removeprefix(f"{name}.").removesuffix(".ack.xml.delivery.json")


def batch(sender: Sender, first: str) -> dict[str, bytes]:
    """The files of a batch by name, complete when its list is there; each has the bytes that the list says."""
    path = sender.outbox / f"{first}.delivery.json"
    wait_for(path.name, path.exists)
    found = {}
    for each in json.loads(path.read_bytes())["files"]:
        content = (sender.outbox / each["name"]).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (each["sha256"], each["size"])
        found[each["name"]] = content
    assert next(iter(found)) == first
    return found


def submissions_of(sender: Sender) -> list[str]:
    """All that a partner ever sent."""
    return [row["id"] for row in sender.service.rows(tables.submission) if row["partner"] == sender.name]


def left(inbox: Path) -> list[str]:
    """Everything that is still in an inbox, claims included."""
    return [str(path.relative_to(inbox)) for path in inbox.rglob("*") if path.name != ".claimed"]


def test_from_the_drop_to_the_quittance(sender: Sender, office: Sender) -> None:
    sending = whole()
    sending.drop(sender.inbox, "DUM_20260630101500.XML")
    submission = submission_of(sender, "DUM_20260630101500")
    base = f"DUM_20260630101500.{submission}"
    (ack,) = batch(sender, f"{base}.ack.xml").values()
    assert sender.client.get(f"/v1/submissions/{submission}/acknowledgement").content == ack
    answer = batch(sender, f"{base}.1.response.xml")
    assert list(answer) == [f"{base}.1.{ending}" for ending in ANSWER]
    declaration = receipted(sender, office, submission)
    assert sender.client.get(declaration["response_url"]).content == answer[f"{base}.1.response.xml"]
    (document,) = quittances(declaration)
    receipt = batch(sender, f"{document['number']}.quittance.xml")
    assert list(receipt) == [f"{document['number']}.quittance.{kind}" for kind in ("xml", "pdf")]
    roots = sender.client.get("/v1/trust").content
    xml, pdf = receipt.values()
    assert verify(xml, roots).ok
    assert verify(pdf, roots).ok
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        (inside,) = (each.get_file().read_bytes() for each in opened.attachments.values())
    assert inside == xml
    assert sender.client.get(document["pdf_url"]).content == pdf
    assert left(sender.inbox) == []
    assert not (sender.outbox / "rejected").exists()
    assert sender.client.get(f"/v1/submissions/{submission}/body").content == sending.body
    # the forms and the notices too, and nothing else in the outbox: no half file, no second batch
    sender.service.wait_until_idle()
    declaration = sender.declaration(submission)
    firsts = [f"{each['number']}.{each['kind']}.xml" for each in declaration["documents"]]
    firsts += [f"{base}.1.notice-{each['number']}.xml" for each in declaration["notices"]]
    assert {each["kind"] for each in declaration["documents"]} == {"quittance", "dum"}
    batches = [answer, *(batch(sender, first) for first in firsts)]
    expected = {f"{base}.ack.xml", f"{base}.ack.xml.delivery.json"}
    expected |= {name for files in batches for name in [*files, f"{next(iter(files))}.delivery.json"]}
    assert {path.name for path in sender.outbox.iterdir()} == expected


def test_the_same_again_under_another_name(sender: Sender) -> None:
    sending = whole()
    sending.drop(sender.inbox, "first.xml")
    submission = submission_of(sender, "first")
    batch(sender, f"first.{submission}.1.response.xml")
    sending.drop(sender.inbox, "second.xml")
    assert submission_of(sender, "second") == submission
    for ending in ("ack.xml", "1.response.xml"):
        first = batch(sender, f"first.{submission}.{ending}")
        second = batch(sender, f"second.{submission}.{ending}")
        assert list(first.values()) == list(second.values())
    assert submissions_of(sender) == [submission]


def test_the_same_again_under_the_same_name(sender: Sender) -> None:
    sending = small()
    sending.drop(sender.inbox, "same.xml")
    submission = submission_of(sender, "same")
    first = batch(sender, f"same.{submission}.1.response.xml")
    # the partner takes his answers away and drops it again
    for path in sender.outbox.iterdir():
        path.unlink()
    sending.drop(sender.inbox, "same.xml")
    assert submission_of(sender, "same") == submission
    assert batch(sender, f"same.{submission}.1.response.xml") == first


def test_by_http_then_by_folder(sender: Sender, office: Sender) -> None:
    sending = small()
    submission = sender.send(sending)
    declaration = receipted(sender, office, submission)
    sender.service.wait_until_idle()
    assert not sender.outbox.exists() or not any(sender.outbox.iterdir())
    sending.drop(sender.inbox, "late.xml")
    assert submission_of(sender, "late") == submission
    (ack,) = batch(sender, f"late.{submission}.ack.xml").values()
    assert ack == sender.client.get(f"/v1/submissions/{submission}/acknowledgement").content
    answer = batch(sender, f"late.{submission}.1.response.xml")
    assert answer[f"late.{submission}.1.response.xml"] == sender.client.get(declaration["response_url"]).content
    (document,) = quittances(declaration)
    receipt = batch(sender, f"{document['number']}.quittance.xml")
    assert receipt[f"{document['number']}.quittance.pdf"] == sender.client.get(document["pdf_url"]).content
    (notice,) = sender.declaration(submission)["notices"]
    name = f"late.{submission}.1.notice-1.xml"
    assert batch(sender, name)[name] == sender.client.get(notice["url"]).content


def test_what_is_missing_is_a_finding_of_the_answer(sender: Sender) -> None:
    sending = whole()
    lost = sending.attachments.popitem()[0]
    sending.drop(sender.inbox, "short.xml")
    submission = submission_of(sender, "short")
    answer = batch(sender, f"short.{submission}.1.response.xml")
    findings = json.loads(answer[f"short.{submission}.1.findings.json"])["findings"]
    assert [(each["code"], lost in each["message"]["en"]) for each in findings] == [("ATT02", True)]
    assert b"refused" in answer[f"short.{submission}.1.response.xml"]
    for language in ("fr", "en", "ar"):
        assert lost in answer[f"short.{submission}.1.findings.{language}.html"].decode()


def test_a_slow_writer_is_never_read_early(sender: Sender) -> None:
    """One byte at a time for five times as long as a file must be still: taken once, whole."""
    sending = small()
    sender.inbox.mkdir(parents=True, exist_ok=True)
    for attempt in range(5):  # a machine that itself sleeps as long as a file must be still proves nothing
        path = sender.inbox / f"slow-{attempt}.xml"
        taken_after, longest_pause = write_slowly(path, sending.body, seconds=5 * QUICK["stable_for"])
        if longest_pause < QUICK["stable_for"] / 2:
            break
    assert longest_pause < QUICK["stable_for"] / 2
    assert taken_after is None, f"read after {taken_after} of {len(sending.body)} bytes"
    submission = submission_of(sender, path.stem)
    assert sender.client.get(f"/v1/submissions/{submission}/body").content == sending.body
    batch(sender, f"{path.stem}.{submission}.1.response.xml")


def write_slowly(path: Path, content: bytes, seconds: float) -> tuple[int | None, float]:
    """Write byte by byte for `seconds`, then the rest; after how many bytes the file was gone, the longest pause."""
    longest, last = 0.0, time.monotonic()
    until = last + seconds
    with path.open("wb", buffering=0) as file:
        for written in range(len(content) - 1):
            if last > until:
                file.write(content[written:])
                return None, longest
            file.write(content[written : written + 1])
            time.sleep(0.01)
            if not path.exists():
                return written + 1, longest
            now = time.monotonic()
            longest, last = max(longest, now - last), now
    raise AssertionError("more bytes are needed for so many seconds")


def test_two_partners_with_the_same_names_do_not_meet(sender: Sender, other: Sender) -> None:
    mine, theirs = small(), small()
    mine.drop(sender.inbox, "dum.xml")
    theirs.drop(other.inbox, "dum.xml")
    for partner, sending in ((sender, mine), (other, theirs)):
        submission = submission_of(partner, "dum")
        (response, *_) = batch(partner, f"dum.{submission}.1.response.xml").values()
        assert sending.reference in response.decode()
        stranger = submission_of(other if partner is sender else sender, "dum")
        assert not list(partner.outbox.glob(f"*{stranger}*"))


def test_names_say_what_docs_promise(sender: Sender) -> None:
    """Names with spaces, dots and Arabic letters come back as they were."""
    names = ["a b.v2.xml", "تصريح.Xml", "MAJ.XML"]
    for name in names:
        small().drop(sender.inbox, name)
    for name in names:
        submission = submission_of(sender, name.rpartition(".")[0])
        batch(sender, f"{name.rpartition('.')[0]}.{submission}.1.response.xml")
    assert left(sender.inbox) == []


@pytest.mark.parametrize("how", ["dangling link", "file"])
def test_a_folder_that_is_none_stops_its_partner_alone(sender: Sender, other: Sender, how: str) -> None:
    wait_for("his folders are there", lambda: other.inbox.is_dir() and other.outbox.is_dir())
    wait_for("nothing is done there", lambda: (other.inbox / ".claimed").is_dir())
    (other.inbox / ".claimed").rmdir()
    other.inbox.rmdir()
    if how == "file":
        other.inbox.write_bytes(b"x")
    else:
        other.inbox.symlink_to(other.inbox.parent / "nowhere")
    name = "x" * 247 + ".xml"
    (sender.inbox / name).write_bytes(small().body)
    for number in range(3):
        small().drop(sender.inbox, f"beside-{number}.xml")
        batch(sender, f"beside-{number}.{submission_of(sender, f'beside-{number}')}.1.response.xml")
    rejected = sender.outbox / "rejected" / ("x" * 146 + ".xml")
    wait_for("the long name is refused", rejected.exists)
    findings = json.loads(rejected.with_name(f"{rejected.name}.findings.json").read_text())
    assert [each["code"] for each in findings] == ["FLD04"]
    assert left(sender.inbox) == []
    other.inbox.unlink()
    wait_for("his folder is made again", other.inbox.is_dir, 90)
    small().drop(other.inbox, "back.xml")
    submission_of(other, "back")
