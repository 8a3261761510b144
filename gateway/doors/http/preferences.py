"""What a client prefers, by RFC 9110 (12.4, 12.5): the language of the words, and the form that findings come in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple

from fastapi import Request
from starlette.datastructures import Headers

from schemas.vocabulary import LANGUAGES

Form = Literal["problem", "sarif", "page"]

FORMS: dict[str, Form] = {
    "application/problem+json": "problem",
    "application/json": "problem",
    "application/sarif+json": "sarif",
    "text/html": "page",
}
"""Media types by which a client asks for a form. The first form is given where it asks for none."""

LONGEST_HEADER = 1000
_WEIGHT = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")


class Wish(NamedTuple):
    """One member of an Accept header: what it names, how much it is wanted (0-1), and its place in the header."""

    name: str
    weight: float
    place: int


def preferred_language(request: Request) -> str:
    """fr, en or ar by Accept-Language; French where the client says nothing that is spoken here."""
    return spoken_language(request.headers)


def spoken_language(headers: Headers) -> str:
    """The same of headers alone."""
    return _best(_wishes(headers, "accept-language"), LANGUAGES, _language_covers) or LANGUAGES[0]


def preferred_form(request: Request) -> Form:
    """The form of findings by Accept: a problem of RFC 9457 where the client has no other wish."""
    return FORMS[_best(_wishes(request.headers, "accept"), tuple(FORMS), _media_covers) or next(iter(FORMS))]


def _language_covers(wish: str, offer: str) -> int | None:
    """How closely a range names a language; a regional one (fr-MA) is served by the language itself (RFC 4647, 3.4)."""
    if wish == "*":
        return 0
    return 1 if wish.partition("-")[0] == offer else None


def _media_covers(wish: str, offer: str) -> int | None:
    """How closely a range names a media type: */*, then type/*, then the type itself."""
    if wish == "*/*":
        return 0
    if wish.endswith("/*"):
        return 1 if offer.startswith(wish[:-1]) else None
    return 2 if wish == offer else None


def _best(wishes: Sequence[Wish], offers: Sequence[str], covers: Callable[[str, str], int | None]) -> str | None:
    """The offer wanted most. What names an offer most closely decides how much it is wanted (12.5.1); of two wanted
    alike the one named more closely wins, then the one named first, then the one offered first."""
    best: tuple[float, int, int] | None = None
    chosen = None
    for offer in offers:
        named = [(closeness, wish) for wish in wishes if (closeness := covers(wish.name, offer)) is not None]
        if not named:
            continue
        closest = max(closeness for closeness, _ in named)
        weight, place = max((wish.weight, -wish.place) for closeness, wish in named if closeness == closest)
        if weight > 0 and (best is None or (weight, closest, place) > best):
            best, chosen = (weight, closest, place), offer
    return chosen


def _wishes(headers: Headers, header: str) -> list[Wish]:
    text = ",".join(headers.getlist(header))[:LONGEST_HEADER].lower()
    return list(_members(text))


def _members(text: str) -> Iterator[Wish]:
    for place, member in enumerate(text.split(",")):
        name, *parameters = (part.strip() for part in member.split(";"))
        named = ((key.strip(), value.strip()) for key, _, value in (each.partition("=") for each in parameters))
        weight = next((value for key, value in named if key == "q"), "1")
        if name and _WEIGHT.fullmatch(weight):  # a member that cannot be read is no wish
            yield Wish(name, float(weight), place)
