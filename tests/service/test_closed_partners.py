"""A partner is closed, and a key ends, while the service runs: both doors, what was accepted, and opening again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from gateway.clock import casablanca_now
from gateway.partners import Partners
from tests.service.conftest import Sender
from tests.service.declaring import small
from tests.service.running import wait_for
from tests.service.test_folders import batch, left, submission_of, submissions_of

pytestmark = pytest.mark.service


@pytest.fixture
def partners(sender: Sender) -> Iterator[Partners]:
    engine = sender.service.engine
    yield Partners(engine, specimen=True)
    engine.dispose()


def test_a_closed_partner_is_let_in_by_no_door_and_gets_what_he_is_owed(sender: Sender, partners: Partners) -> None:
    later = small(reference=f"TEST-DELAY3-{sender.name}")
    later.drop(sender.inbox, "before.xml")
    submission = submission_of(sender, "before")
    partners.close(sender.name, casablanca_now())
    closed = sender.client.get("/v1/documents")
    with sender.service.client("sk_test_nobody") as nobody:
        unknown = nobody.get("/v1/documents")
    assert (closed.status_code, closed.json()) == (401, unknown.json())
    assert small().post(sender.client).status_code == 401
    small().drop(sender.inbox, "after.xml")
    told = f'"{sender.name}"'
    line = "files in the folder of a closed partner"

    def lines() -> list[str]:
        return [each for each in sender.service.log_text().splitlines() if line in each and told in each]

    wait_for("the log tells of it", lines)
    batch(sender, f"before.{submission}.1.notice-1.xml")  # registered after he was closed
    assert left(sender.inbox) == ["after.xml"]
    assert len(lines()) == 1
    partners.reopen(sender.name, casablanca_now())
    submission_of(sender, "after")
    assert len(submissions_of(sender)) == 2
    assert sender.client.get("/v1/documents").status_code == 200


def test_a_folder_needs_no_key(sender: Sender, partners: Partners) -> None:
    """The rights of the file system are what keeps it."""
    (key,) = partners.keys(sender.name)
    partners.revoke_key(sender.name, key.id, casablanca_now())
    small().drop(sender.inbox, "without-key.xml")
    submission_of(sender, "without-key")


def test_a_key_ends_while_the_service_runs(sender: Sender, partners: Partners) -> None:
    now = casablanca_now()
    key = partners.add_key(sender.name, "short", now, now + timedelta(seconds=4))
    with sender.service.client(key) as client:
        assert client.get("/v1/documents").status_code == 200
        wait_for("it has ended", lambda: client.get("/v1/documents").status_code == 401)
    assert sender.client.get("/v1/documents").status_code == 200


def test_a_role_that_is_taken_away_opens_nothing_more(sender: Sender, partners: Partners) -> None:
    partners.change_roles(sender.name, ["archivist"], ["partner"], casablanca_now())
    assert small().post(sender.client).status_code == 403
    assert sender.client.get("/v1/documents").status_code == 200
