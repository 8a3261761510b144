"""Acts of the office and requests of the declarant for the tests, with fresh numbers, written after their XSDs."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import httpx
from lxml import etree

from gateway.clock import casablanca_now
from schemas.acts import form_of
from schemas.form import Field, form
from tests.service.declaring import Sending
from tests.service.running import wait_for

XML = {"Content-Type": "application/xml"}
REQUEST = "urn:dumgate:request:1"

_counter = itertools.count(1)


def now() -> str:
    """The time in Casablanca as messages have it."""
    return f"{casablanca_now():%Y-%m-%dT%H:%M:%S}"


def next_second() -> None:
    """Wait until what was recorded so far lies in an earlier second: the log tells no less apart."""
    begun = now()
    wait_for("the next second", lambda: now() != begun)


def act(kind: str, /, **elements: Any) -> bytes:
    """An act by its kind and its elements in snake case; number, moment and officer are filled in where not given."""
    given = {"act_number": f"TEST-{next(_counter)}", "done_at": now(), "officer": "N. ALAMI", **elements}
    definition = form(form_of(kind)).root
    unknown = set(given) - set(definition.by_attribute)
    assert not unknown, f"{kind} has no {unknown}"
    return _written(_element(definition, given))


def request(kind: str, declaration: Mapping[str, Any], new: Sending | None = None, /, **elements: Any) -> Sending:
    """What a declarant asks of a declaration (as the API shows it); `new` is its next version or what replaces it."""
    number = f"20261101{next(_counter):08d}"
    given = {
        "message_number": number,
        "kind": kind.upper(),
        "dum_number": declaration["dum_number"],
        "version": declaration["version"],
        "reason": "Erreur de saisie",
        "issue_date_time": "2026-07-03T09:05:00",
        **elements,
    }
    if not given["dum_number"]:
        given |= {"dum_number": None, "declarant_reference": declaration["declarant_reference"]}
    root = _element(form("request").root, given)
    if new is not None:
        root.append(etree.fromstring(new.body))
    reference = declaration["declarant_reference"]
    return Sending(number, reference, _written(root), dict(new.attachments) if new else {})


def do(client: httpx.Client, content: bytes) -> dict[str, Any]:
    """Post an act that must be done; the answer."""
    answer = client.post("/v1/acts", content=content, headers=XML)
    assert answer.status_code == 201, answer.text
    done: dict[str, Any] = answer.json()
    return done


def refusal(client: httpx.Client, content: bytes) -> dict[str, Any]:
    """Post an act that must be refused; its only finding."""
    answer = client.post("/v1/acts", content=content, headers=XML)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json"), answer.text
    (finding,) = answer.json()["findings"]
    return dict(finding)


def _element(definition: Field, given: Mapping[str, Any]) -> Any:
    space = etree.QName(definition.tag).namespace
    root = etree.Element(definition.tag, nsmap={None: space})
    for field in definition.children:
        value = given.get(field.attribute)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, Mapping):
                root.append(_element(field, each))
            elif each is not None:
                etree.SubElement(root, field.tag).text = str(each)
    return root


def _written(root: Any) -> bytes:
    content: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return content
