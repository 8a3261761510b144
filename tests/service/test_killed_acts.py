"""SIGKILL of the whole service while the office does its acts: each acknowledged act is in the ledger, once."""

from __future__ import annotations

import hashlib
import os
import random
import threading
import time
from collections import Counter
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.ledger import tables
from tests.ledger.comparing import assert_gapless, assert_rebuild_changes_nothing
from tests.service.declaring import payment, small
from tests.service.messages import XML, act
from tests.service.running import Service, wait_for

pytestmark = pytest.mark.service


DECLARATIONS, KILLS = 8, 5
CAUSES = ["visa", "examination", "examination", "payment", "payment", "release", "closed"]


class Officer(threading.Thread):
    """Does the acts of many declarations one after the other, each with the same bytes until it is acknowledged."""

    def __init__(self, service: Service, key: str, acts: list[bytes]) -> None:
        super().__init__()
        self.service, self.key, self.acts = service, key, acts
        self.done: list[tuple[bytes, bytes]] = []
        self.faults: list[str] = []
        self.leaving = threading.Event()

    def run(self) -> None:
        with self.service.client(self.key) as client:
            for content in self.acts:
                answer = self._insist(client, content)
                if answer is None:
                    return
                self.done.append((content, answer))

    def has_done(self, count: int) -> bool:
        """True once so many acts are acknowledged, or one was refused."""
        return len(self.done) >= count or bool(self.faults)

    def _insist(self, client: httpx.Client, content: bytes) -> bytes | None:
        while not self.leaving.is_set():
            try:
                answer = client.post("/v1/acts", content=content, headers=XML)
            except httpx.TransportError:
                self.leaving.wait(0.05)
                continue
            if answer.status_code == 201:
                return answer.content
            self.faults.append(f"{answer.status_code} {answer.text[:500]}")
            return None
        return None


def acts_on(declaration: dict[str, Any]) -> list[bytes]:
    """From the visa to the release."""
    number, due = declaration["dum_number"], Decimal(declaration["due"])
    return [
        act("visa", dum_number=number),
        act("examination", dum_number=number, stage="ORDERED", method_code="VP"),
        act("examination", dum_number=number, stage="RESULT", result_code="CONFORM"),
        payment(number, 100),
        payment(number, due - 100),
        act("release", dum_number=number),
    ]


def test_acts_are_done_once_whatever_is_killed(tmp_path: Path) -> None:
    seed = int(os.environ.get("DUMGATE_TEST_SEED", random.randrange(1_000_000)))
    print(f"DUMGATE_TEST_SEED={seed}")
    chance = random.Random(seed)
    service = Service(tmp_path)
    keys = {role: service.add_partner(role, role) for role in ("partner", "office")}
    officer = None
    try:
        service.start()
        acts = [content for each in registered(service, keys["partner"]) for content in acts_on(each)]
        officer = Officer(service, keys["office"], acts)
        officer.start()
        interrupted = 0
        for _ in range(KILLS):
            reached = len(officer.done) + chance.randint(1, len(acts) // KILLS)
            wait_for("some acts are done", partial(officer.has_done, min(reached, len(acts))))
            interrupted += officer.is_alive()
            service.kill()
            time.sleep(chance.uniform(0, 0.1))
            service.start()
        assert interrupted >= KILLS - 1
        wait_for("all acts are done", lambda: not officer.is_alive(), 120)
        assert officer.faults == []
        assert len(officer.done) == len(acts)
        with service.client(keys["office"]) as client:
            for content, answer in officer.done:
                again = client.post("/v1/acts", content=content, headers=XML)
                assert (again.status_code, again.content) == (201, answer)
        service.wait_until_idle()
        assert service.stop() == 0
    finally:
        if officer is not None:
            officer.leaving.set()
        service.kill()
    check_ledger(service, acts)


def registered(service: Service, key: str) -> list[dict[str, Any]]:
    """Declarations on which duties are due."""
    with service.client(key) as client:
        for _ in range(DECLARATIONS):
            assert small().post(client).status_code == 202
    wait_for("all are due", lambda: Counter(row["state"] for row in declarations(service)) == {"due": DECLARATIONS})
    return [{"dum_number": row["dum_number"], "due": row["assessment"]["total"]} for row in declarations(service)]


def declarations(service: Service) -> list[dict[str, Any]]:
    """Their rows."""
    return service.rows(tables.declaration)


def check_ledger(service: Service, acts: list[bytes]) -> None:
    """One act, one event and one notice of each; every document made; the log is the truth."""
    engine = service.engine
    assert_rebuild_changes_nothing(engine)
    last = assert_gapless(engine)
    engine.dispose()
    wanted = Counter(hashlib.sha256(content).hexdigest() for content in acts)
    assert Counter(row["sha256"] for row in service.rows(tables.act)) == wanted
    acted = [row["data"]["sha256"] for row in service.rows(tables.event) if row["kind"] == "acted"]
    assert Counter(acted) == wanted
    assert {(row["life"], row["state"]) for row in declarations(service)} == {("closed", "receipted")}
    notices: dict[str, list[str]] = {}
    for row in sorted(service.rows(tables.notice), key=lambda each: int(each["number"])):
        assert row["xml"]
        notices.setdefault(row["declaration"], []).append(row["data"]["cause"])
    assert list(notices.values()) == [CAUSES] * DECLARATIONS
    documents = service.rows(tables.document)
    assert all(row["xml"] and row["pdf"] for row in documents)
    assert Counter(row["kind"] for row in documents)["quittance"] == 2 * DECLARATIONS
    numbers = {name.split(":")[0]: count for name, count in last.items()}
    assert numbers == {"dum": DECLARATIONS, "assessment": DECLARATIONS, "quittance": 2 * DECLARATIONS}
