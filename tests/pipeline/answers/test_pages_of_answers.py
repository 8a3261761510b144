"""What the page beside an answer shows of what came in, and that no answer waits for it."""

from __future__ import annotations

import pytest
from lxml import etree

from gateway.pipeline import tasks
from gateway.work import kinds
from tests.pipeline.edifact.interchanges import Sent
from tests.service.declaring import small

from . import failing
from .conftest import House

pytestmark = pytest.mark.service


def page_of(house: House, declaration: str) -> etree._Element:
    with house.client() as client:
        return etree.HTML(client.get(f"/v1/declarations/{declaration}/findings?page=ar").text)


def test_each_declaration_of_an_interchange_shows_its_own_values(house: House) -> None:
    accepted = house.send(Sent().declares(small(reference="TEST-PAGE-1"), small(reference="TEST-PAGE-2")).to_bytes())
    house.idle()
    for row in house.declarations(accepted):
        page = page_of(house, row.id)
        assert page.xpath("//li[@id='box-3']//bdi/text()") == ["1"]
        assert "CERAMICHE DEL LEVANTE SRL" in page.xpath("//li[@id='box-2']//bdi/text()")
        assert page.xpath("//section[@class='due']//bdi/text()")[0].endswith(" MAD")


def test_an_answer_does_not_wait_for_a_body_that_was_damaged(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(tasks, "make_answer", failing.raises)
        accepted = house.send(small())
        house.idle()
    row = house.declaration(accepted)
    store = house.gateway.store
    with house.client() as client:
        body = client.get(f"/v1/submissions/{accepted.submission}").json()["body"]["sha256"]
    path = store.path(body)
    path.chmod(0o600)
    path.write_bytes(b"!")
    house.gateway.runner.retry(kinds.ANSWER, house.work(kinds.ANSWER).key)
    house.idle()
    assert house.codes(accepted) == [("registered", [])]
    page = page_of(house, row.id)
    assert page.xpath("//section[@class='due']") and not page.xpath("//li[@data-box]")
    assert store.damaged == 1, "the operator is told"
