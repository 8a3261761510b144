"""Backup while declarations keep coming, SIGKILL, restore elsewhere beside the old outbox: every invariant holds."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from gateway.ledger import tables
from tests.backup.conftest import NewService
from tests.ledger.comparing import assert_rebuild_changes_nothing
from tests.service.declaring import pay, payment, small
from tests.service.running import Service, wait_for

pytestmark = pytest.mark.service


class Load:
    """Declarations by HTTP and by folder, one after the other, until it is told to end."""

    def __init__(self, service: Service, key: str) -> None:
        self.service, self.key = service, key
        self.accepted: dict[str, tuple[bytes, bytes]] = {}
        """What was acknowledged: the body, and the bytes of the acknowledgement, by submission."""
        self.dropped = 0
        self.faults: list[str] = []
        self._end = threading.Event()
        self._threads = [threading.Thread(target=each) for each in (self._post, self._drop)]

    @contextmanager
    def running(self) -> Iterator[None]:
        for each in self._threads:
            each.start()
        try:
            yield
        finally:
            self._end.set()
            for each in self._threads:
                each.join()

    def _post(self) -> None:
        with self.service.client(self.key) as client:
            while not self._end.wait(0.2):
                sending = small()
                answer = sending.post(client)
                if answer.status_code != 202:
                    self.faults.append(answer.text)
                    continue
                submission = answer.json()["id"]
                acknowledgement = client.get(f"/v1/submissions/{submission}/acknowledgement").content
                self.accepted[submission] = (sending.body, acknowledgement)

    def _drop(self) -> None:
        while not self._end.wait(0.3):
            self.dropped += 1
            small().drop(self.service.inbox / "folders", f"d{self.dropped}.xml")


def last_numbers(service: Service) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in service.rows(tables.series):
        found[row["name"]] = max(row["serial"], found.get(row["name"], 0))
    return found


def receipt(service: Service, partner: str, office: str) -> tuple[str, dict[str, bytes]]:
    """A declaration is registered, paid and receipted: its submission, and the files of its quittance."""
    with service.client(partner) as client, service.client(office) as counter:
        submission = small().post(client).json()["id"]

        def seen(state: str) -> dict[str, Any] | None:
            found = client.get(f"/v1/submissions/{submission}").json()["declarations"]
            return found[0] if found and found[0]["response_url"] and found[0]["state"] == state else None

        due = wait_for("what is due", lambda: seen("due"))
        assert pay(counter, payment(due["dum_number"], due["due"])).status_code == 201
        view = wait_for("the quittance", lambda: seen("receipted"))
        (quittance,) = [each for each in view["documents"] if each["kind"] == "quittance"]
        return submission, {name: client.get(quittance[f"{name}_url"]).content for name in ("xml", "pdf")}


def test_restored_elsewhere(database: Callable[[], dict[str, Any]], new_service: NewService, tmp_path: Path) -> None:
    old = new_service("old", database())
    key, office = old.add_partner("atlas"), old.add_partner("office", "office")
    old.add_partner("folders")
    old.start()
    first, quittance = receipt(old, key, office)
    target, load = tmp_path / "backup", Load(old, key)
    with load.running():
        wait_for("some are accepted", lambda: len(load.accepted) > 3 and load.dropped > 3)
        covered = dict(load.accepted)
        made = old.run("backup", str(target))
        assert made.returncode == 0, made.stderr
        behind, dropped = last_numbers(old), load.dropped
        wait_for("more are accepted", lambda: len(load.accepted) > len(covered) + 3 and load.dropped > dropped + 2)
    assert load.faults == []
    last_drop = f"d{load.dropped}.xml".removesuffix(".xml")
    wait_for("its answer", lambda: list((old.outbox / "folders").glob(f"{last_drop}.*.response.xml.delivery.json")))
    wait_for("numbers go on", lambda: last_numbers(old)["dum:309:010:2026"] > behind["dum:309:010:2026"])
    old.wait_until_idle()
    old.kill()
    before = last_numbers(old)

    new = new_service("new", {**database(), "outbox": old.outbox})
    restored = new.run("restore", str(target))
    assert restored.returncode == 0, restored.stderr
    refused = new.run("serve")
    assert refused.returncode == 2
    assert "dumgate series continue --accept-proposed" in refused.stderr

    alone = json.loads(new.run("series", "--json").stdout)
    known = {each["name"]: each for each in alone["series"]}["dum:309:010:2026"]
    assert known["outbox"] > known["ledger"], "the partner's folder knows more"
    report = tmp_path / "beyond.jsonl"
    looked = new.run("series", "--old-data", str(old.data), "--report", str(report), "--json")
    assert looked.returncode == 1, looked.stderr
    found = json.loads(looked.stdout)
    assert {each["name"]: each["proposed"] - 1 for each in found["series"]} == before
    lines = [json.loads(line) for line in report.read_text().splitlines()]
    beyond = {each["submission"] for each in lines if each["in"] != "series" and each["submission"]}
    there = {row["id"] for row in new.rows(tables.submission)}
    assert set(load.accepted) - there <= beyond, "each acknowledged submission that is missing is listed"
    assert found["beyond"]["unproven"] == 0

    assert new.run("series", "continue").returncode == 2, "it has to be said from where"
    went_on = new.run("series", "continue", "--accept-proposed", "--old-data", str(old.data), "--json")
    assert went_on.returncode == 0, went_on.stderr
    gaps = json.loads(new.run("series", "gaps", "--json").stdout)["gaps"]
    assert {each["series"]: each["last"] for each in gaps}["dum:309:010:2026"] == before["dum:309:010:2026"]

    new.start()
    new.wait_until_idle()
    with new.client(key) as client:
        for submission, (_, acknowledgement) in covered.items():
            answer = client.get(f"/v1/submissions/{submission}/acknowledgement")
            assert answer.content == acknowledgement, submission
        assert client.get(f"/v1/submissions/{first}").json()["declarations"][0]["state"] == "receipted"
        lost = next(each for each in load.accepted if each not in there)
        again = client.post("/v1/submissions", content=load.accepted[lost][0], headers={"Content-Type": "text/xml"})
        assert (again.status_code, again.json()["id"]) == (202, lost)

        def registered() -> str | None:
            found = client.get(f"/v1/submissions/{lost}").json()["declarations"]
            return found[0]["dum_number"] if found else None

        number = wait_for("a number behind the gap", registered)
    assert int(number[10:17]) > before["dum:309:010:2026"]
    for name, content in quittance.items():
        file = tmp_path / f"quittance.{name}"
        file.write_bytes(content)
        assert new.run("verify", str(file)).returncode == 0
    assert new.stop() == 0
    assert_sound(new, gaps)


def assert_sound(service: Service, gaps: list[dict[str, Any]]) -> None:
    """Projections are the log; numbers have no gap but those that are listed; each named file has its bytes."""
    engine = service.engine
    assert_rebuild_changes_nothing(engine)
    engine.dispose()
    serials: dict[str, set[int]] = {}
    for row in service.rows(tables.series):
        serials.setdefault(row["name"], set()).add(row["serial"])
    for each in gaps:
        serials[each["series"]] |= set(range(each["first"], each["last"] + 1))
    for name, found in serials.items():
        assert found == set(range(1, max(found) + 1)), name
    for row in service.rows(tables.submission):
        for digest in (row["body"]["sha256"], row["acknowledgement"]):
            content = (service.data / "store" / digest[:2] / digest).read_bytes()
            assert hashlib.sha256(content).hexdigest() == digest
