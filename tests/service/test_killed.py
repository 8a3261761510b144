"""SIGKILL of the whole service at random moments while a hundred declarations run through: nothing lost or doubled."""

from __future__ import annotations

import hashlib
import json
import os
import random
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from gateway.ledger import tables
from tests.ledger.comparing import assert_gapless, assert_rebuild_changes_nothing
from tests.service.crowd import BY_FOLDER, BY_HTTP, Case, Crowd, cases
from tests.service.running import Service, alive, wait_for

pytestmark = pytest.mark.service


DECLARATIONS, KILLS = 100, 6
JUDGED = {"judged": 1, "answered": 1}
REGISTERED = {**JUDGED, "registered": 1, "assessed": 1, "document-due": 1, "issued": 1}
EVENTS = {
    "draft": JUDGED,
    "refused": JUDGED,
    "settled": REGISTERED,
    "due": REGISTERED,
    # the quittance, the form that names it, and the notice of the payment
    "receipted": {**REGISTERED, "acted": 1, "document-due": 3, "issued": 3, "noticed": 1, "notice-written": 1},
}
ANSWER = ("response.xml", "findings.json", "findings.fr.html", "findings.en.html", "findings.ar.html")


def test_killed_again_and_again(tmp_path: Path) -> None:
    seed = int(os.environ.get("DUMGATE_TEST_SEED", random.randrange(1_000_000)))
    print(f"DUMGATE_TEST_SEED={seed}")
    chance = random.Random(seed)
    service = Service(tmp_path)
    keys = {name: service.add_partner(name) for name in (BY_FOLDER, BY_HTTP)}
    keys["office"] = service.add_partner("office", "office")
    everything = cases(DECLARATIONS, chance)
    family: list[int] = []
    try:
        with Crowd(service, keys, everything, chance) as crowd:
            kills = interrupted = 0
            while interrupted < KILLS and kills < 3 * KILLS:
                service.launch()
                if chance.random() < 0.7:  # in the thick of the work; else at any moment of a start
                    wait_for("the service answers", service.answers)
                time.sleep(chance.uniform(0.3, 3))
                family += service.kill()
                kills += 1
                interrupted += any(row["state"] == "pending" for row in service.rows(tables.work))
            print(f"{kills} kills, {interrupted} of them in the middle of work")
            assert interrupted >= 6
            service.start()
            wait_for("all are done", lambda: crowd.faults or finished(service, everything), 120)
            assert crowd.faults == []
        family += service.processes()
        assert service.stop() == 0
    finally:
        service.kill()
    wait_for("no process is left", lambda: not any(alive(each) for each in family), 20)
    check_ledger(service, everything)
    check_answers(service, everything)
    check_outbox(service, everything)


def finished(service: Service, everything: list[Case]) -> bool:
    """True when each declaration is in its final state, each sender has his answers, and no work is left."""
    states = Counter(row["state"] for row in service.rows(tables.declaration))
    if states != Counter(case.final for case in everything):
        return False
    sent = all(case.door == BY_FOLDER or len(case.acknowledgements) == 2 for case in everything)
    return sent and all(row["state"] == "done" for row in service.rows(tables.work))


def check_ledger(service: Service, everything: list[Case]) -> None:
    """One submission, one declaration, one of each event; numbers different and without gaps; the log is the truth."""
    engine = service.engine
    assert_rebuild_changes_nothing(engine)
    last = assert_gapless(engine)
    engine.dispose()
    submissions = {row["body"]["sha256"]: row for row in service.rows(tables.submission)}
    declarations = {row["submission"]: row for row in service.rows(tables.declaration)}
    assert len(service.rows(tables.submission)) == len(service.rows(tables.declaration)) == len(everything)
    events: dict[str, Counter[str]] = {}
    for event in service.rows(tables.event):
        events.setdefault(event["stream"], Counter())[event["kind"]] += 1
    for case in everything:
        submission = submissions[digest(case.sending.body)]
        declaration = declarations[submission["id"]]
        assert declaration["state"] == case.final
        assert events[f"declaration:{declaration['id']}"] == EVENTS[case.final]
        came = {"accepted": 1, "arrived": 1} if case.door == BY_FOLDER else {"accepted": 1}
        assert events[f"submission:{submission['id']}"] == came
    numbers = [row["dum_number"] for row in declarations.values() if row["dum_number"]]
    registered = [case for case in everything if case.final in ("settled", "due", "receipted")]
    assert len(set(numbers)) == len(numbers) == len(registered)
    paid = [case for case in everything if case.final == "receipted"]
    kinds = Counter(row["kind"] for row in service.rows(tables.document))
    assert kinds == {"dum": len(registered) + len(paid), "quittance": len(paid)}
    assert len(service.rows(tables.payment)) == len(service.rows(tables.notice)) == len(paid)
    assert {name.split(":")[0]: count for name, count in last.items()} == {
        "dum": len(registered),
        "assessment": len([case for case in registered if case.final != "settled"]),
        "quittance": len(paid),
    }


def check_answers(service: Service, everything: list[Case]) -> None:
    """All answers to the same bytes are the same bytes, and so is the signed acknowledgement: the stored one."""
    stored = {row["body"]["sha256"]: row["acknowledgement"] for row in service.rows(tables.submission)}
    for case in everything:
        if case.door == BY_HTTP:
            assert len(case.answers) == len(case.acknowledgements) == 2
            assert len(set(case.answers)) == 1
            assert {digest(each) for each in case.acknowledgements} == {stored[digest(case.sending.body)]}


def check_outbox(service: Service, everything: list[Case]) -> None:
    """The outbox holds each batch of what came by folder, once, with the store's bytes; the inbox holds nothing."""
    inbox = service.inbox / BY_FOLDER
    assert [path for path in inbox.rglob("*") if path.name != ".claimed"] == []
    submissions = {row["body"]["sha256"]: row for row in service.rows(tables.submission)}
    declarations = {row["submission"]: row for row in service.rows(tables.declaration)}
    documents = service.rows(tables.document)
    notices = {row["declaration"]: row for row in service.rows(tables.notice)}
    expected: dict[str, str] = {}
    batches: dict[str, list[str]] = {}
    for case in everything:
        if case.door == BY_HTTP:
            continue
        submission = submissions[digest(case.sending.body)]
        declaration = declarations[submission["id"]]
        base = f"{case.name}.{submission['id']}"
        files = [{f"{base}.ack.xml": submission["acknowledgement"]}, answer_files(base, declaration["answers"])]
        if case.final == "receipted":
            files.append({f"{base}.1.notice-1.xml": notices[declaration["id"]]["xml"]})
        for document in documents:
            if document["declaration"] == declaration["id"]:
                name = f"{document['number']}.{document['kind']}"
                files.append({f"{name}.{kind}": document[kind] for kind in ("xml", "pdf")})
        for batch in files:
            expected |= batch
            batches[f"{next(iter(batch))}.delivery.json"] = list(batch)
    outbox = service.outbox / BY_FOLDER
    found = {path.name: path for path in outbox.iterdir() if not path.name.startswith(".")}
    assert set(found) == {*expected, *batches}
    for name, sha256 in expected.items():
        content = (service.data / "store" / sha256[:2] / sha256).read_bytes()
        assert found[name].read_bytes() == content
        assert digest(content) == sha256
    for name, listed in batches.items():
        said = json.loads(found[name].read_bytes())["files"]
        assert {each["name"]: each["sha256"] for each in said} == {each: expected[each] for each in listed}


def answer_files(base: str, answers: dict[str, Any]) -> dict[str, str]:
    """The files of an answer with their SHA-256."""
    return dict(zip((f"{base}.1.{ending}" for ending in ANSWER), (answers[each] for each in KEYS), strict=True))


KEYS = ("xml", "json", "fr", "en", "ar")


def digest(content: bytes) -> str:
    """SHA-256, hex."""
    return hashlib.sha256(content).hexdigest()
