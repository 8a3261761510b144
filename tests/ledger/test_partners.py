"""Partners in the ledger: closed, their roles, their keys' ends, an office's bureaux; asked anew at each question."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from gateway.ledger import tables
from gateway.ledger.database import read
from gateway.partners import PartnerError, Partners
from gateway.partners.secret import end_of
from schemas.days import in_casablanca
from tests.ledger.comparing import assert_rebuild_changes_nothing

pytestmark = pytest.mark.service


START = in_casablanca(datetime(2026, 11, 30, 9, tzinfo=UTC))


class Moved:
    """A clock that the test moves."""

    now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Moved:
    return Moved()


@pytest.fixture
def partners(engine: sa.Engine, clock: Moved) -> Partners:
    return Partners(engine, specimen=True, clock=clock)


def test_keys_of_a_closed_partner_open_nothing_until_he_is_opened_again(partners: Partners, engine: sa.Engine) -> None:
    key = partners.add("atlas", ["partner"], START)
    ended, revoked = partners.add_key("atlas", "b", START, START + timedelta(1)), partners.add_key("atlas", "c", START)
    (third,) = (each for each in partners.keys("atlas") if each.label == "c")
    partners.revoke_key("atlas", third.id, START)
    beside = Partners(engine, specimen=True, clock=partners.clock)  # as another process sees it
    assert beside.of_key(key) is not None
    partners.close("atlas", START)
    for each in (key, ended, revoked):
        assert beside.of_key(each) is None
    assert beside.known("atlas").closed_at == START
    with pytest.raises(PartnerError, match="closed already"):
        partners.close("atlas", START)
    partners.reopen("atlas", START)
    assert [beside.of_key(each) is not None for each in (key, ended, revoked)] == [True, True, False]
    with pytest.raises(PartnerError, match="not closed"):
        partners.reopen("atlas", START)
    partners.close("atlas", START)
    assert_rebuild_changes_nothing(engine)


def test_a_key_opens_until_its_end_and_not_at_it(partners: Partners, engine: sa.Engine, clock: Moved) -> None:
    first = partners.add("atlas", ["partner"], START)
    end = end_of("2027-01-31")
    assert end == datetime(2027, 2, 1, tzinfo=end.tzinfo)
    key = partners.add_key("atlas", "spring", START, end)
    clock.now = end - timedelta(seconds=1)
    assert partners.of_key(key) is not None
    clock.now = end
    assert partners.of_key(key) is None
    assert partners.of_key(first) is not None
    assert {each.label: each.state(clock.now) for each in partners.keys("atlas")} == {
        "first": "active",
        "spring": "ended",
    }
    clock.now = START
    (known,) = (each for each in partners.keys("atlas") if each.label == "first")
    partners.end_key("atlas", known.id, START + timedelta(hours=1), START)
    assert partners.of_key(first) is not None
    clock.now = START + timedelta(hours=1)
    assert partners.of_key(first) is None
    assert_rebuild_changes_nothing(engine)


@pytest.mark.parametrize("text", ["", "soon", "2027-02-30", "9999-12-31", "2027-01-31T25:00", "0001-01-01"])
def test_what_is_no_end_or_has_passed_is_refused(partners: Partners, text: str) -> None:
    partners.add("atlas", ["partner"], START)
    with pytest.raises(PartnerError):
        partners.add_key("atlas", "x", START, end_of(text))


def test_an_end_is_read_by_its_offset_or_in_casablanca() -> None:
    assert end_of("2027-01-31T18:00:00+02:00").astimezone(UTC) == datetime(2027, 1, 31, 16, tzinfo=UTC)
    assert end_of("2027-01-31T18:00").astimezone(UTC) == datetime(2027, 1, 31, 18, tzinfo=UTC)


def test_roles_come_and_go_but_never_the_last_one(partners: Partners, engine: sa.Engine) -> None:
    key = partners.add("bureau", ["office"], START, ["309", "300", "309"])
    partners.change_roles("bureau", ["archivist", "partner"], [], START)
    found = partners.of_key(key)
    assert found is not None
    assert (found.roles, found.offices) == (("archivist", "office", "partner"), ("300", "309"))
    assert partners.change_roles("bureau", [], ["partner", "office"], START).offices == ()
    with pytest.raises(PartnerError, match="no role left"):
        partners.change_roles("bureau", [], ["archivist"], START)
    for add, remove in ((["king"], []), ([], ["office"])):
        with pytest.raises(PartnerError):
            partners.change_roles("bureau", add, remove, START)
    assert partners.known("bureau").roles == ("archivist",)
    assert_rebuild_changes_nothing(engine)


def test_an_office_has_bureaux_and_nobody_else(partners: Partners, engine: sa.Engine) -> None:
    partners.add("bureau", ["office"], START)
    assert partners.change_offices("bureau", ["309", "300"], [], START).offices == ("300", "309")
    assert partners.change_offices("bureau", ["999"], ["309"], START).offices == ("300", "999")
    with pytest.raises(PartnerError, match="three digits"):
        partners.change_offices("bureau", ["3O9"], [], START)
    with pytest.raises(PartnerError, match="does not have the customs office"):
        partners.change_offices("bureau", [], ["309"], START)
    with pytest.raises(PartnerError, match="role office"):
        partners.add("atlas", ["partner"], START, ["309"])
    assert partners.find("atlas") is None
    kinds = [row.kind for row in read(engine, sa.select(tables.event.c.kind).order_by(tables.event.c.position))]
    assert kinds == ["partner-added", "key-added", "partner-offices", "partner-offices"]
    assert_rebuild_changes_nothing(engine)
