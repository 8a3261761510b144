"""With a certificate that is not valid there is no start; before it ends, health and log say so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.documents.keys import authorities, new_key, write_signer
from tests.service.running import Service, wait_for
from tests.service.test_startup import refused_start

pytestmark = pytest.mark.service


DAY = timedelta(days=1)


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def signed_by(service: Service, folder: Path, since: datetime, until: datetime) -> None:
    above = authorities("SPECIMEN", [new_key(), new_key()])
    key, chain = write_signer(folder, above, "SPECIMEN", until, since)
    service.settings |= {"signing_key": key, "signing_certificates": chain}


def health(service: Service) -> dict[str, Any]:
    answer = httpx.get(f"{service.url}/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    return dict(answer.json()["signing_certificate"])


@pytest.mark.parametrize(
    ("since", "until", "days_ahead", "why"),
    [
        (-40 * DAY, -1 * DAY, 0, "was valid until"),
        (1 * DAY, 40 * DAY, 0, "is valid from"),
        (-40 * DAY, 40 * DAY, 41, "was valid until"),
    ],
)
def test_a_start_with_a_certificate_that_is_not_valid_is_refused(
    tmp_path: Path, since: timedelta, until: timedelta, days_ahead: int, why: str
) -> None:
    service = Service(tmp_path, {"days_ahead": days_ahead})
    signed_by(service, tmp_path / "keys", now() + since, now() + until)
    said = refused_start(service)
    assert f"CN=SPECIMEN signer {why}" in said
    assert f"(in {tmp_path / 'keys' / 'chain.pem'})" in said
    assert "and start again" in said


def test_ninety_days_before_the_end_health_and_log_say_so(tmp_path: Path) -> None:
    service = Service(tmp_path)
    until = now() + 60 * DAY
    signed_by(service, tmp_path / "keys", now() - DAY, until)
    try:
        service.start()
        assert health(service) == {"not_after": until.isoformat(), "days_left": 59, "warning": "ends_soon"}
        wait_for("the warning", lambda: "a certificate ends soon" in service.log_text())
        assert service.stop() == 0
    finally:
        service.kill()
