"""A reference that several messages share: which declaration it means, and what is shown of what waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from gateway.cli.found import found

View = dict[str, Any]


def view(name: str, life: str | None, number: str | None = None, about: str | None = None, **more: Any) -> View:
    """What the gateway shows of a message, as far as it is looked at."""
    asked = {"kind": "amend"} if about else None
    return {
        "id": name,
        "life": life,
        "state": life or "accepted",
        "dum_number": number,
        "asked": asked,
        "about": about,
        **more,
    }


REGISTERED = view("dec_a", "registered", "30101020260000001S")
CANCELLED = view("dec_a", "cancelled", "30101020260000001S")
REPLACED = view("dec_a", "replaced", "30101020260000001S")
REPLACING = view("dec_b", "registered", "30101020260000002T", about="dec_a")
LODGED = view("dec_a", "lodged")
REFUSED = view("dec_c", "refused")
DRAFT = view("dec_d", "draft")
REQUEST = view("dec_r", None, about="dec_a")
NOWHERE = view("dec_n", None, asked={"kind": "amend"})

ANSWERS: dict[str, tuple[list[View], str]] = {
    "in force, with a request": ([REQUEST, REGISTERED], "dec_a"),
    "cancelled by a request": ([REQUEST, CANCELLED], "dec_a"),
    "replaced": ([REPLACING, REPLACED], "dec_b"),
    "lodged, with a request": ([REQUEST, LODGED], "dec_a"),
    "lodged after an attempt": ([LODGED, REFUSED], "dec_a"),
    "attempts alone": ([DRAFT, REFUSED], "dec_d"),
    "so many requests that it is not among them": ([REQUEST, REQUEST], "dec_a"),
    "a request about nothing": ([NOWHERE], "dec_n"),
}


@pytest.fixture
def answering() -> Iterator[Callable[[list[View]], httpx.Client]]:
    """A gateway that finds these, the newest first."""
    clients = []

    def made(views: list[View]) -> httpx.Client:
        def answer(request: httpx.Request) -> httpx.Response:
            one = request.url.path == "/v1/declarations/dec_a"
            return httpx.Response(200, json=REGISTERED if one else {"declarations": views})

        clients.append(httpx.Client(transport=httpx.MockTransport(answer), base_url="http://gateway"))
        return clients[-1]

    yield made
    for each in clients:
        each.close()


@pytest.mark.parametrize("case", ANSWERS)
def test_the_declaration_that_is_meant(answering: Any, case: str) -> None:
    views, meant = ANSWERS[case]
    assert found(answering(views), "REF", "en")["id"] == meant


def test_the_others_are_named_where_none_is_in_force(answering: Any, capsys: pytest.CaptureFixture[str]) -> None:
    found(answering([DRAFT, REFUSED]), "REF", "en")
    told = capsys.readouterr().err
    assert "Other messages have the reference REF too" in told
    assert "dec_c" in told and "refused" in told and "dec_d" not in told
    found(answering([REQUEST, REGISTERED]), "REF", "en")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("name", ["REF", "30101020260000001S"])
def test_two_in_force_are_told_apart(answering: Any, capsys: pytest.CaptureFixture[str], name: str) -> None:
    import typer

    other = view("dec_e", "released", "30101020260000009A")
    with pytest.raises(typer.Exit):
        found(answering([REGISTERED, other]), name, "en")
    told = capsys.readouterr().err
    assert "dec_a" in told and "dec_e" in told
