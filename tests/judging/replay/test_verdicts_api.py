"""The verdict of then and of another day over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from gateway.doors.http.app import create_app
from gateway.law_tables.check_tables import check_folder
from gateway.law_tables.installing import install
from gateway.serve import http_parts
from tests.law_tables.days import NOON
from tests.service.declaring import EXAMPLES

from .conftest import DAY, House, ask_freight, kept

pytestmark = pytest.mark.service


XML = {"Content-Type": "application/xml"}


@pytest.fixture
def changed(house: House, mine: Path) -> Iterator[House]:
    """A gateway in which direct imports need box 20 from 2026-08-01 on."""
    ask_freight(mine, begins="2026-08-01")
    install(house.gateway.settings.data, check_folder(mine).files, mine, NOON)
    return house


def client(house: House, key: str = "") -> TestClient:
    return TestClient(create_app(http_parts(house.gateway)), headers={"Authorization": f"Bearer {key or house.key}"})


def test_the_verdict_of_then_and_by_the_law_of_a_day(changed: House) -> None:
    url = f"/v1/declarations/{changed.declarations['import-on-credit']}/verdict"
    before = kept(changed)
    with client(changed) as partner:
        today, later = partner.get(url), partner.get(url, params={"law_of": "2026-08-01"})
    assert (today.status_code, later.status_code) == (200, 200)
    assert today.json()["difference"]["same"] and today.json()["now"]["law"]["day"] == DAY
    told = later.json()
    assert (told["then"]["outcome"], told["now"]["outcome"]) == ("registered", "refused")
    assert [(each["code"], each["box"]) for each in told["difference"]["new"]] == [("TAB01", "20")]
    assert kept(changed) == before


def test_a_validation_by_the_law_of_a_day(changed: House) -> None:
    body = (EXAMPLES / "import-on-credit.xml").read_bytes()
    with client(changed) as partner:
        status = {
            day: partner.post("/v1/validations", params={"law_of": day}, content=body, headers=XML)
            for day in ("2026-07-31", "2026-08-01")
        }
    new = {each["code"] for each in status["2026-08-01"].json()["findings"]}
    assert new - {each["code"] for each in status["2026-07-31"].json()["findings"]} == {"TAB01"}


@pytest.mark.parametrize(
    "day", ["", "today", "2026-02-30", "20260801", "1785542400", "2026-08-01T00:00", "\u0662\u0660"]
)
def test_a_day_that_is_none_is_a_problem_in_words(judged: House, day: str) -> None:
    url = f"/v1/declarations/{judged.declarations['import']}/verdict"
    with client(judged) as partner:
        asked = partner.get(url, params={"law_of": day}, headers={"Accept-Language": "en"})
        posted = partner.post("/v1/validations", params={"law_of": day}, content=b"<x/>", headers=XML)
    for answer in (asked, posted):
        assert answer.status_code == 422
        (found,) = answer.json()["findings"]
        assert found["code"] == "API07" and f"“{day}” is no day" in found["message"]["en"]


def test_a_partner_reads_his_own_alone_and_office_and_archivist_all(judged: House) -> None:
    url = f"/v1/declarations/{judged.declarations['import']}/verdict"
    for name, role, status in (("other", "partner", 404), ("bureau", "office", 200), ("archives", "archivist", 200)):
        key = judged.gateway.partners.add(name, [role], judged.gateway.clock())
        with client(judged, key) as asking:
            assert asking.get(url).status_code == status
            assert asking.get("/v1/declarations/dec_test_none-1/verdict").status_code == 404
    with client(judged, "sk_test_wrong") as nobody:
        assert nobody.get(url).status_code == 401
