"""SIGKILL of the whole service around a verdict that is our own fault, and around the second one: all of it, once."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from gateway.ledger import tables
from tests.ledger.comparing import assert_gapless, assert_rebuild_changes_nothing
from tests.service.declaring import small
from tests.service.running import Service, alive, wait_for

pytestmark = pytest.mark.service


FINDINGS = [f"findings{{}}.{language}.html" for language in ("fr", "ar", "en")]
ANSWER = ("response{}.xml", "findings{}.json", *FINDINGS)


class House:
    """A service whose judging is broken, and can be held, by files."""

    def __init__(self, root: Path) -> None:
        self.service = Service(root, {"workers": 1})
        self.service.add_partner("atlas")
        self.family: list[int] = []

    def set(self, **flags: bool) -> None:
        """Set and take back the files."""
        for name, there in flags.items():
            flag = self.service.root / name.replace("_", "-")
            flag.touch() if there else flag.unlink()

    def declaration(self, outcome: str) -> Any:
        """The declaration when it has this outcome and no response to it yet."""
        (row,) = wait_for("it has a verdict", lambda: self._of(outcome))
        assert row["answers"] == {}
        return row

    def _of(self, outcome: str) -> list[dict[str, Any]]:
        return [row for row in self.service.rows(tables.declaration) if row["outcome"] == outcome]

    def kill(self) -> None:
        self.family += self.service.kill()

    def named(self, end: str) -> list[Path]:
        """The files of the outbox that end so."""
        return sorted((self.service.outbox / "atlas").glob(f"dum.*{end}"))

    def dead(self) -> Any:
        """The reading, when it is a dead letter."""
        rows = self.service.rows(tables.work)
        return next((row for row in rows if (row["kind"], row["state"]) == ("read", "dead")), None)


def test_killed_around_both_verdicts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent / "breaking"))
    house = House(tmp_path)
    service = house.service
    folder = service.inbox / "atlas"
    folder.mkdir(parents=True)
    (folder / "dum.xml").write_bytes(small().body)
    house.set(break_judging=True, hold_answers=True)
    try:
        service.start()
        house.declaration("not_judged")
        house.kill()  # between that verdict and its response

        house.set(hold_answers=False)
        service.start()
        (first,) = wait_for("the first response is there", lambda: house.named(".1.response.xml.delivery.json"))
        told = {each["name"]: (first.parent / each["name"]).read_bytes() for each in _files(first)}
        letter = wait_for("the reading is dead", house.dead)

        house.set(break_judging=False, hold_judging=True)
        assert service.run("work", "retry", str(letter["id"])).returncode == 0
        wait_for("it is being judged again", (tmp_path / "hold-judging-stands").exists)
        house.kill()  # between the retry and the second verdict

        house.set(hold_judging=False, hold_answers=True)
        service.start()
        number = house.declaration("registered")["dum_number"]
        house.kill()  # between the second verdict and its response, and all that is delivered with it

        house.set(hold_answers=False)
        service.start()
        service.wait_until_idle()
        assert service.stop() == 0
    finally:
        house.kill()
    wait_for("no process is left", lambda: not any(alive(each) for each in house.family), 20)

    (row,) = service.rows(tables.declaration)
    assert (row["outcome"], row["dum_number"], len(row["earlier_answers"])) == ("registered", number, 1)
    events = Counter(each["kind"] for each in service.rows(tables.event))
    wanted = {"accepted": 1, "judged": 2, "answered": 2, "registered": 1, "assessed": 1, "document-due": 1, "issued": 1}
    assert {kind: events[kind] for kind in wanted} == wanted
    for nth in ("", "-2"):
        (batch,) = house.named(f".response{nth}.xml.delivery.json")
        assert {each["name"].partition(".1.")[2] for each in _files(batch)} == {each.format(nth) for each in ANSWER}
    assert len(house.named(".ack.xml")) == 1
    assert {name: (first.parent / name).read_bytes() for name in told} == told, "the first response keeps its bytes"
    assert list(folder.glob("*.xml")) == []
    engine = service.engine
    assert_rebuild_changes_nothing(engine)
    assert_gapless(engine)
    engine.dispose()


def _files(batch: Path) -> list[dict[str, Any]]:
    return list(json.loads(batch.read_bytes())["files"])
