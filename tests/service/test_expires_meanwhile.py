"""The certificate ends while the service runs: nothing is signed, nothing is lost, and nobody else is blamed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from gateway.clock import CASABLANCA
from gateway.documents.verification import verify
from gateway.doors.http.app import create_app
from gateway.ledger import database, tables
from gateway.serve import folder_intake, http_parts
from gateway.service import Gateway, open_gateway, ready_to_sign
from gateway.settings import Settings
from gateway.work import runner
from tests.documents.keys import authorities, new_key, write_signer
from tests.documents.tooling import code_on
from tests.service.declaring import pay, payment, small
from tests.service.running import wait_for

pytestmark = pytest.mark.outside


END = datetime(2026, 11, 10, 12, tzinfo=UTC)
RENEWED = END + timedelta(days=5)


@dataclass
class Installation:
    """A gateway whose clock the test moves, with folders and runner; started again with another key."""

    settings: Settings
    now: datetime
    key: str = ""
    office: str = ""

    def sign_with(self, folder: Path, since: datetime, until: datetime) -> None:
        """From the next start on."""
        above = authorities("SPECIMEN", [new_key(), new_key()])
        key, chain = write_signer(folder, above, "SPECIMEN", until, since)
        self.settings = self.settings.model_copy(update={"signing_key": key, "signing_certificates": chain})

    @contextmanager
    def started(self) -> Iterator[Gateway]:
        """It runs as `serve` runs it."""
        opened = open_gateway(self.settings, lambda: self.now.astimezone(CASABLANCA))
        stop = threading.Event()
        runs = [
            lambda: opened.runner.run(opened.road.handlers(), stop),
            lambda: folder_intake(opened.settings, opened.partners, opened.acceptance).run(stop),
        ]
        threads = [threading.Thread(target=each) for each in runs]
        try:
            ready_to_sign(opened)
            for name, role in (("atlas", "partner"), ("counter", "office")):
                if opened.partners.find(name) is None:
                    key = opened.partners.add(name, [role], opened.clock())
                    self.key, self.office = (key, self.office) if role == "partner" else (self.key, key)
            for each in threads:
                each.start()
            yield opened
        finally:
            stop.set()
            for each in threads:
                if each.ident is not None:
                    each.join(60)
            opened.close()

    def client(self, opened: Gateway, key: str) -> TestClient:
        """A client with a key."""
        return TestClient(create_app(http_parts(opened)), headers={"Authorization": f"Bearer {key}"})


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    folders = {name: tmp_path / name for name in ("data", "inbox", "outbox")}
    settings = Settings(**folders, stable_for=0.2, scan_every=0.1, workers=1)
    made = Installation(settings, END - timedelta(days=1))
    made.sign_with(tmp_path / "first", END - timedelta(days=100), END)
    return made


def test_what_comes_after_the_end_waits_for_a_new_certificate(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "BACK_OFF_SECONDS", (3600,))  # a new start makes due what waited
    inbox, outbox = (folder / "atlas" for folder in (installation.settings.inbox, installation.settings.outbox))
    early, late, dropped = small(), small(), small()
    with installation.started() as opened:
        partner, counter = (installation.client(opened, key) for key in (installation.key, installation.office))
        known = early.post(partner)
        due = wait_for("the answer", lambda: _answered(partner, known.json()["id"]))
        wait_for("the form", lambda: not opened.runner.pending())

        installation.now = END + timedelta(days=1)
        assert partner.get("/healthz").json()["signing_certificate"]["warning"] == "ended"
        refused = late.post(partner)
        assert (refused.status_code, refused.json()["findings"][0]["code"]) == (503, "API06")
        assert "its signing certificate is not valid" in refused.json()["findings"][0]["message"]["en"]
        assert int(refused.headers["retry-after"]) > 0
        again = early.post(partner)
        assert (again.status_code, again.content) == (202, known.content), "acknowledged long ago"
        assert pay(counter, payment(due["dum_number"], due["due"])).status_code == 201
        assert partner.get(f"/v1/declarations/{due['id']}/form").status_code == 503
        dropped.drop(inbox, "dropped.xml")
        wait_for("the file is claimed", lambda: any((inbox / ".claimed").glob("*/dropped.xml")))
        wait_for("the work was tried", lambda: len(_tried(opened)) >= 3)
        assert {each.kind for each in _tried(opened)} >= {"issue", "notice"}
        assert len(database.read(opened.engine, tables.submission.select())) == 1
        assert any((inbox / ".claimed").glob("*/dropped.xml"))
        assert list(outbox.iterdir()) == []

    installation.now = RENEWED + timedelta(hours=1)
    installation.sign_with(tmp_path / "second", RENEWED, RENEWED + timedelta(days=400))
    with installation.started() as opened:
        partner = installation.client(opened, installation.key)
        assert partner.get("/healthz").json()["signing_certificate"]["warning"] is None
        wait_for("the file's answer", lambda: list(outbox.glob("dropped.*.response.xml.delivery.json")))
        assert late.post(partner).status_code == 202
        wait_for("no work is left", lambda: not opened.runner.pending())
        bundle = partner.get("/v1/trust").content
        documents = partner.get("/v1/documents").json()["documents"]
        files = [partner.get(each[name]).content for each in documents for name in ("xml_url", "pdf_url")]
        assert [verify(each, bundle).problems for each in files] == [()] * len(files)
        (quittance,) = (each for each in documents if each["kind"] == "quittance")
        code = verify(code_on(partner.get(quittance["pdf_url"]).content, tmp_path), bundle)
        assert (code.ok, code.facts["date"], code.facts["sealed_on"]) == (True, "2026-11-11", "2026-11-15")


def _answered(client: TestClient, submission: str) -> Any:
    found = client.get(f"/v1/submissions/{submission}").json()["declarations"]
    return found[0] if found and found[0]["response_url"] else None


def _tried(opened: Gateway) -> list[Any]:
    return [each for each in opened.runner.pending() if "OutsideValidityError" in str(each.error)]
