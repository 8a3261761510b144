"""SIGKILL of the service while EDIFACT files of several messages run through: nothing lost or doubled."""

from __future__ import annotations

import hashlib
import json
import os
import random
import threading
import time
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.ledger import tables
from tests.ledger.comparing import assert_gapless, assert_rebuild_changes_nothing
from tests.pipeline.edifact.interchanges import ByEdifact, broken, by_edifact, declared, miscounted, segments
from tests.service.declaring import small
from tests.service.running import Service, alive, wait_for
from tests.service.test_killed import ANSWER, KEYS

pytestmark = pytest.mark.service


FILES, KILLS = 24, 6
BY_FOLDER, BY_HTTP = "atlas", "medina"
STATES = ("settled", "refused", "settled", "refused")
"""Of a file: three messages, the second broken, in one interchange; then one that is rejected."""

JUDGED = {"judged": 1, "answered": 1}
EVENTS = {
    "refused": JUDGED,
    "settled": {**JUDGED, "registered": 1, "assessed": 1, "document-due": 1, "issued": 1},
}
FILE = {"accepted": 1, "interchange-read": 2, "contrl-written": 2}


def files(count: int) -> list[ByEdifact]:
    """What is sent; each message with its own declarant's reference."""
    made = []
    for _ in range(count):
        sending = by_edifact(*(small(duties=False) for _ in range(3)))
        sending.body = broken(sending.body, 2) + b"\n" + miscounted(declared(small(duties=False)))
        made.append(sending)
    return made


class Senders:
    """One drops its files, the other posts each until it is accepted, and then once more."""

    def __init__(self, service: Service, key: str, everything: list[ByEdifact]) -> None:
        self.service, self.key = service, key
        self.dropped, self.posted = everything[::2], everything[1::2]
        self.answers: dict[int, list[bytes]] = {}
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=each) for each in (self._drop, self._post)]

    def __enter__(self) -> Senders:
        for each in self.threads:
            each.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for each in self.threads:
            each.join(30)

    def _drop(self) -> None:
        for number, sending in enumerate(self.dropped):
            if not self.stop.wait(0.3):
                sending.drop(self.service.inbox / BY_FOLDER, f"file-{number}.edi")

    def _post(self) -> None:
        with self.service.client(self.key) as client:
            for number, sending in enumerate(self.posted):
                while len(self.answers.get(number, [])) < 2 and not self.stop.is_set():
                    try:
                        answer = sending.post(client)
                    except httpx.TransportError:
                        self.stop.wait(0.1)
                        continue
                    if answer.status_code == 202:
                        self.answers.setdefault(number, []).append(answer.content)
                self.stop.wait(0.2)


def test_each_message_is_registered_once_and_each_answer_delivered_once(tmp_path: Path) -> None:
    seed = int(os.environ.get("DUMGATE_TEST_SEED", random.randrange(1_000_000)))
    print(f"DUMGATE_TEST_SEED={seed}")
    chance = random.Random(seed)
    service = Service(tmp_path)
    keys = {name: service.add_partner(name) for name in (BY_FOLDER, BY_HTTP)}
    everything = files(FILES)
    family: list[int] = []
    try:
        with Senders(service, keys[BY_HTTP], everything) as senders:
            kills = interrupted = 0
            while interrupted < KILLS and kills < 3 * KILLS:
                done = len(service.rows(tables.event))
                service.launch()
                begun = partial(at_work, service, senders, done)
                wait_for("it is at work", begun, 60)
                time.sleep(chance.uniform(0, 1))
                family += service.kill()
                kills += 1
                interrupted += any(row["state"] == "pending" for row in service.rows(tables.work))
            print(f"{kills} kills, {interrupted} of them in the middle of work")
            assert interrupted >= KILLS // 2
            service.start()
            wait_for("all are done", lambda: finished(service, senders), 120)
        family += service.processes()
        assert service.stop() == 0
    finally:
        service.kill()
    wait_for("no process is left", lambda: not any(alive(each) for each in family), 20)
    assert all(len(set(answers)) == 1 for answers in senders.answers.values())
    check_ledger(service, everything)
    check_outbox(service, senders.dropped)


def at_work(service: Service, senders: Senders, before: int) -> bool:
    """True when more has been done than before, or nothing is left to do."""
    return len(service.rows(tables.event)) > before or finished(service, senders)


def finished(service: Service, senders: Senders) -> bool:
    """True when every message has its answer and no work is left."""
    rows = service.rows(tables.declaration)
    sent = len(senders.answers) == len(senders.posted) and all(len(each) == 2 for each in senders.answers.values())
    done = len(rows) == FILES * len(STATES) and all(row["answers"] for row in rows)
    return sent and done and all(row["state"] == "done" for row in service.rows(tables.work))


def check_ledger(service: Service, everything: list[ByEdifact]) -> None:
    """One submission a file, its interchanges and messages once each, in their order; numbers without gaps."""
    engine = service.engine
    assert_rebuild_changes_nothing(engine)
    last = assert_gapless(engine)
    engine.dispose()
    registered = FILES * STATES.count("settled")
    assert {name.split(":")[0]: count for name, count in last.items()} == {"dum": registered}
    events: dict[str, Counter[str]] = {}
    for event in service.rows(tables.event):
        events.setdefault(event["stream"], Counter())[event["kind"]] += 1
    submissions = {row["body"]["sha256"]: row["id"] for row in service.rows(tables.submission)}
    assert len(submissions) == FILES
    for number, sending in enumerate(everything):
        submission = submissions[digest(sending.body)]
        arrived = {"arrived": 1} if number % 2 == 0 else {}
        assert events[f"submission:{submission}"] == {**FILE, **arrived}
        rows = sorted(
            (row for row in service.rows(tables.declaration) if row["submission"] == submission),
            key=lambda row: row["ordinal"],
        )
        assert [(row["ordinal"], row["state"]) for row in rows] == list(enumerate(STATES, start=1))
        for row in rows:
            assert events[f"declaration:{row['id']}"] == EVENTS[row["state"]]
    numbers = [row["dum_number"] for row in service.rows(tables.declaration) if row["dum_number"]]
    assert len(set(numbers)) == len(numbers) == registered


def check_outbox(service: Service, dropped: list[ByEdifact]) -> None:
    """The outbox holds each batch of what came by folder, once, with the store's bytes; the inbox holds nothing."""
    inbox = service.inbox / BY_FOLDER
    assert [path for path in inbox.rglob("*") if path.name != ".claimed"] == []
    submissions = {row["body"]["sha256"]: row for row in service.rows(tables.submission)}
    expected: dict[str, str] = {}
    batches: dict[str, list[str]] = {}
    for number, sending in enumerate(dropped):
        submission = submissions[digest(sending.body)]
        for batch in answers_to(service, submission, f"file-{number}.{submission['id']}"):
            expected |= batch
            batches[f"{next(iter(batch))}.delivery.json"] = list(batch)
    found = {path.name: path for path in (service.outbox / BY_FOLDER).iterdir() if not path.name.startswith(".")}
    assert set(found) == {*expected, *batches}
    for name, sha256 in expected.items():
        assert digest(found[name].read_bytes()) == sha256
        if name.endswith(".edi"):
            assert segments(found[name].read_bytes())
    for name, listed in batches.items():
        said = json.loads(found[name].read_bytes())["files"]
        assert {each["name"]: each["sha256"] for each in said} == {each: expected[each] for each in listed}


def answers_to(service: Service, submission: dict[str, Any], base: str) -> list[dict[str, str]]:
    """The batches of a file, by name with their SHA-256."""
    batches = [{f"{base}.ack.xml": submission["acknowledgement"]}]
    for row in service.rows(tables.interchange):
        if row["submission"] == submission["id"]:
            batches.append({f"{base}.contrl-{row['number']}.edi": row["contrl"]})
    rows = [row for row in service.rows(tables.declaration) if row["submission"] == submission["id"]]
    for row in rows:
        name = f"{base}.{row['ordinal']}"
        batch = {f"{name}.{ending}": row["answers"][key] for ending, key in zip(ANSWER, KEYS, strict=True)}
        if row["state"] == "settled":
            batch[f"{name}.cusres-0.edi"] = row["answers"]["cusres"]
        batches.append(batch)
    known = {row["id"] for row in rows}
    for document in service.rows(tables.document):
        if document["declaration"] in known:
            name = f"{document['number']}.{document['kind']}"
            batches.append({f"{name}.{kind}": document[kind] for kind in ("xml", "pdf")})
    return batches


def digest(content: bytes) -> str:
    """SHA-256, hex."""
    return hashlib.sha256(content).hexdigest()
