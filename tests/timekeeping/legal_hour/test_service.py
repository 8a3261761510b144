"""The service about a change of the clock and at the end of a year: numbers, acts, payments, notices, the past."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from lxml import etree

from gateway.ledger import database, tables
from gateway.timekeeping.state import confirm_clock
from gateway.work import kinds
from gateway.work.runner import Pending
from tests.service.declaring import payment
from tests.service.messages import act
from tests.service.running import wait_for
from tests.timekeeping.legal_hour.conftest import House

pytestmark = pytest.mark.service


def test_a_registration_half_an_hour_before_the_year_ends(house: House) -> None:
    """Its number is of that year, and an act ten minutes later fits."""
    house.at(2026, 12, 31, 23, 30)
    row = house.declare()
    assert (row.dum_number[6:10], row.registered_at) == ("2026", "2026-12-31T23:30:00+00:00")
    assert "2026" in row.assessment["number"]
    house.at(2026, 12, 31, 23, 40)
    done = house.act(act("visa", dum_number=row.dum_number, done_at="2026-12-31T23:40:00"))
    assert done.findings == ()
    before = house.act(act("visa", dum_number=row.dum_number, done_at="2026-12-30T23:59:59"))
    assert [each.code for each in before.findings] == ["ACT07"]
    assert before.findings[0].facts["registered"] == "2026-12-31"
    edition = house.documents(row.id, "dum")[-1]
    assert edition.record["boxes"]["registered_on"] == "2026-12-31"
    assert edition.record["boxes"]["visas"] == [["N. ALAMI", "2026-12-31"]]
    xml = etree.fromstring(house.gateway.store.get(edition.xml))
    assert xml.findtext("{*}IssuedAt") == "2026-12-31T23:40:00+00:00"
    house.at(2027, 1, 1, 0, 0)
    assert house.declare().dum_number[6:10] == "2027"


def test_what_is_due_at_the_end_of_the_year_is_noticed_on_its_day(house: House) -> None:
    house.at(2026, 12, 31, 23, 45)
    row = house.declare()
    (claim,) = database.read(house.gateway.engine, sa.select(tables.claim).filter_by(declaration=row.id))
    assert (claim.due_on, claim.notice_on) == ("2026-12-31", "2027-01-10")
    house.at(2027, 1, 9, 23, 59, 59)
    assert house.gateway.calendar.look() == 0
    house.at(2027, 1, 10, 0, 0)
    assert house.gateway.calendar.look() >= 1
    house.idle()
    (notice,) = house.documents(row.id, "dasf")
    assert (notice.record["order_not_before_due"], notice.record["order_not_before_notice"]) == (
        "2027-01-31",
        "2027-01-30",
    )


def test_the_newest_comes_first_in_the_hour_that_came_twice(house: House) -> None:
    house.at(2026, 9, 20, 0, 50)
    earlier = house.declare("first", reference="TWICE-1")
    house.at(2026, 9, 20, 1, 10)
    later = house.declare("second", reference="TWICE-1")
    assert earlier.judged_at > later.judged_at  # as text
    with house.known("bureau", "office") as office:
        found = office.get("/v1/declarations", params={"reference": "TWICE-1"}).json()["declarations"]
    assert [each["id"] for each in found] == [later.id, earlier.id]


def test_a_payment_in_the_hour_that_came_twice(house: House) -> None:
    """`PaidAt` means the first of the two; the hour that it may lie ahead is one that passes, not one of the clock."""
    house.at(2026, 9, 20, 0, 20)
    row, other = house.declare(), house.declare()
    house.at(2026, 9, 20, 0, 59)
    ahead = house.act(payment(other.dum_number, _due(other), paid_at="2026-09-20T02:30:00"))
    assert [each.code for each in ahead.findings] == ["PAY06"]  # 31 minutes by the clock on the wall, 91 in truth
    house.at(2026, 9, 20, 1, 20)
    paid = house.act(payment(row.dum_number, _due(row), paid_at="2026-09-20T01:30:00"))
    assert paid.findings == ()
    (quittance,) = house.documents(row.id, "quittance")
    assert quittance.record["paid_at"] == "2026-09-20T01:30:00+01:00"
    xml = etree.fromstring(house.gateway.store.get(quittance.xml))
    assert xml.findtext(".//{*}PaidAt") == "2026-09-20T01:30:00+01:00"


def test_a_payment_at_a_time_that_never_was(house: House) -> None:
    house.at(2026, 3, 22, 1, 30)
    row = house.declare()
    house.at(2026, 3, 22, 2, 40)
    assert house.act(payment(row.dum_number, _due(row), paid_at="2026-03-22T02:30:00")).findings == ()
    (quittance,) = house.documents(row.id, "quittance")
    assert quittance.record["paid_at"] == "2026-03-22T03:30:00+01:00"


def test_how_it_stood_in_the_hour_that_came_twice(house: House) -> None:
    house.at(2026, 9, 20, 0, 45)
    row = house.declare()
    house.at(2026, 9, 20, 1, 15)
    house.act(payment(row.dum_number, _due(row), paid_at="2026-09-20T01:00:00"))
    asked = {
        "2026-09-20T01:50:00": None,  # the first of the two: ten minutes after the registration
        "2026-09-20T01:50:00+01:00": None,
        "2026-09-20T01:10:00+00:00": None,
        "2026-09-20T01:15:00+00:00": _due(row),
        "2026-09-20": _due(row),
    }
    with house.known("atlas", "partner") as client:
        for as_of, paid in asked.items():
            view = client.get(f"/v1/declarations/{row.id}", params={"as_of": as_of})
            assert view.json()["paid"] == paid, as_of
        assert client.get(f"/v1/declarations/{row.id}", params={"as_of": "2026-09-20T01:40:00"}).status_code == 404


def _due(row: Any) -> str:
    return str(row.assessment["total"])


def test_one_bad_claim_keeps_no_notice_from_another_and_stays_in_sight(house: House) -> None:
    house.at(2027, 2, 1, 9, 0)
    bad, good = house.declare("first"), house.declare("second")
    (claim,) = database.read(house.gateway.engine, sa.select(tables.claim).filter_by(declaration=bad.id))
    _set_balances(house, claim.number, [["no day", "no amount"]])
    house.at(2027, 3, 1, 9, 0)
    confirm_clock(house.gateway.engine, house.gateway.clock())
    calendar = house.gateway.calendar
    assert calendar.look() >= 1
    (failed,) = house.gateway.runner.pending(kinds.LAST_NOTICE)
    assert failed.key == claim.number
    assert calendar.look() == 0  # what is work now is not tried at each look
    error = wait_for("it was tried again", lambda: [each.error for each in _failed(house) if each.error])
    assert "ValueError" in error[0]
    _set_balances(house, claim.number, claim.balances)
    house.gateway.runner.retry(kinds.LAST_NOTICE, claim.number)
    house.idle()
    for row in (bad, good):
        assert len(house.documents(row.id, "dasf")) == 1


def _failed(house: House) -> list[Pending]:
    return house.gateway.runner.pending(kinds.LAST_NOTICE)


def _set_balances(house: House, number: str, balances: object) -> None:
    change = sa.update(tables.claim).where(tables.claim.c.number == number).values(balances=balances)
    database.write(house.gateway.engine, lambda connection: connection.execute(change))
