"""Findings in the form that a client asks for: a problem, SARIF or a page, of a declaration and of a validation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from lxml import etree

from renderers.formats import amount, day
from tests.service.conftest import Sender
from tests.service.declaring import example, small

pytestmark = pytest.mark.service


SARIF = {"Accept": "application/sarif+json, */*;q=0.1", "Accept-Language": "de, ar;q=0.5"}
BROWSER = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "Accept-Language": "en-GB,en;q=0.9"}


@pytest.mark.parametrize("kept", [True, False], ids=["submission", "validation"])
def test_findings_come_as_problem_sarif_or_page(sender: Sender, kept: bool) -> None:
    sending = small()
    sending.body = sending.body.replace(b"<GoodsItemQuantity>1<", b"<GoodsItemQuantity>7<")
    if kept:
        url = sender.declaration(sender.send(sending))["findings_url"]
        answers = [sender.client.get(url, headers=headers) for headers in ({}, SARIF, BROWSER)]
    else:
        xml = {"Content-Type": "application/xml"}
        answers = [
            sender.client.post("/v1/validations", content=sending.body, headers={**xml, **headers})
            for headers in ({}, SARIF, BROWSER)
        ]
    problem, sarif, page = answers
    assert [each.status_code for each in answers] == [200 if kept else 422] * 3
    assert problem.headers["content-type"] == "application/problem+json"
    findings = problem.json()["findings"]
    assert "B03-1" in [each["code"] for each in findings]
    assert sarif.headers["content-type"] == "application/sarif+json"
    results = sarif.json()["runs"][0]["results"]
    assert [each["message"]["text"] for each in results] == [each["message"]["ar"] for each in findings]
    assert results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "declaration.xml"
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    shown = etree.HTML(page.text)
    assert shown.get("lang") == "en"
    assert shown.xpath("//li[contains(@class, 'refused')]/@data-box") == ["3"]
    assert shown.xpath("//li[@id='box-3']//bdi/text()") == ["7"], "it shows what was read"
    assert len(shown.xpath("//article")) == len(findings)


def test_a_page_asked_for_by_name_wins_over_accept(sender: Sender) -> None:
    url = sender.declaration(sender.send(small()))["findings_url"]
    answer = sender.client.get(f"{url}?page=ar", headers=SARIF)
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["content-language"] == "ar"


@pytest.mark.parametrize("payment", ["at once", "on credit"])
def test_the_page_on_a_registered_declaration_says_what_is_due(sender: Sender, payment: str) -> None:
    sending = small() if payment == "at once" else example("import-on-credit")
    declaration = sender.declaration(sender.send(sending))
    (claim,) = declaration["claims"]
    shown = etree.HTML(sender.client.get(f"{declaration['findings_url']}?page=en").text)
    (due,) = shown.xpath("//section[@class='due']")
    told = dict(zip(due.xpath("./dl/dt/text()"), due.xpath("./dl/dd"), strict=True))
    assert due.xpath("string(./p[@class='sum'])") == f"{amount(Decimal(claim['amount']))} MAD"
    assert told["To be paid by"].xpath("string()") == day(date.fromisoformat(claim["due_on"]), "en")
    assert told["Number of the claim"].xpath("string()") == claim["number"]
    assert told["Ways to pay"].text == "Cash, Cheque, Bank transfer, Bank card"
    credit = [each.xpath("string()") for label, each in told.items() if label == "Removal credit account"]
    assert credit == ([] if payment == "at once" else [claim["credit"]])
    assert shown.xpath("//li[@id='box-8']//bdi")
