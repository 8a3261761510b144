"""Who is who: the identifiers and names of boxes 2, 8, 9 and 10, and the declarant of box 10."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from stdnum.ma import ice

from schemas.needs import needs_of
from schemas.rules import Circumstances, Fault, Group, rule

PARTIES = ("Party", "OtherPerson", "Declarant")
OWNER_BY_BOX = {"2": "exporter", "8": "importer"}
OTHER_BOX = {"2": "8", "8": "2"}
NAMED_BOXES = {"exporter": "2", "importer": "8", "other_person": "9", "declarant": "10"}
DIRECTIONS = ("import", "export")
TELLING_LETTERS = 5
"""A word of a name that tells one firm from another has as many: shorter ones are forms of company and articles."""


@rule("ICE-1", each=PARTIES)
def ice_passes_its_check(party: Group, _: Circumstances) -> Iterator[Fault]:
    """An ICE of 15 digits is a multiple of 97."""
    if party.ice is not None and not ice.is_valid(party.ice):
        yield party.fault("ice")


@rule("ICE-2", each=PARTIES)
def registered_firm_has_an_ice(party: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """A firm of a Moroccan trade register has an ICE. A private person, who has none, has no register number either."""
    if party.ice is None and (party.rc_centre is not None or (party.rc and _is_owner(party, circumstances))):
        yield party.fault("ice")


@rule("ICE-3")
def one_ice_has_one_name(dum: Group, _: Circumstances) -> Iterator[Fault]:
    """The same ICE in two of boxes 2, 8, 9 and 10 stands beside the same name, however much of it is written."""
    seen: dict[str, tuple[str, str]] = {}
    for child, box in NAMED_BOXES.items():
        party = dum.given(child)
        number, name = (party.given("ice"), party.given("name")) if party is not None else (None, None)
        if number is None or name is None:
            continue
        first, known = seen.setdefault(number, (box, name))
        if not _may_be_the_same(name, known):
            yield party.fault("ice", name=name, other=first, known=known)


@rule("RC-1", each=PARTIES)
def register_number_has_its_centre(party: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """A trade register number is unique only within its centre. Foreign firms have numbers without one."""
    if party.rc is not None and party.rc_centre is None and (party.ice or _is_owner(party, circumstances)):
        yield party.fault("rc_centre", registered=party.rc)


@rule("RC-2", each=PARTIES)
def register_centre_has_its_number(party: Group, _: Circumstances) -> Iterator[Fault]:
    """The centre of a trade register says nothing without the number in it."""
    if party.rc is None and party.rc_centre is not None:
        yield party.fault("rc", centre=party.rc_centre)


@rule("B08-1")
def the_moroccan_party_is_in_its_box(dum: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """On import box 8, on export box 2 holds the Moroccan party: it is not the other one that has the ICE."""
    box = _owner_box(circumstances)
    owner, other = _party(dum, box), _party(dum, OTHER_BOX.get(box or ""))
    if box is None or owner is None or other is None or other.ice is None:
        return
    if (owner.ice, owner.rc, owner.rc_centre) == (None, None, None):
        yield dum.fault(OWNER_BY_BOX[box], whole=True, other=OTHER_BOX[box], ice=other.ice)


@rule("B10-1")
def declarant_is_named(dum: Group, _: Circumstances) -> Iterator[Fault]:
    """Box 10 names the declarant, or points to box 2 or 8 where the owner declares."""
    declarant = dum.declarant
    if declarant.see_box is None and declarant.name is None:
        empty = not any(declarant.has(child) for child in ("address", "ice", "rc", "rc_centre"))
        yield dum.fault("declarant", whole=True) if empty else declarant.fault("name")


@rule("B10-2")
def declarant_points_to_a_filled_box(dum: Group, _: Circumstances) -> Iterator[Fault]:
    """'Voir case n° 2' needs box 2."""
    pointer = dum.declarant.see_box
    if pointer is not None and not dum.has(OWNER_BY_BOX[pointer]):
        yield dum.declarant.fault("see_box")


@rule("B10-3")
def declarant_is_told_in_one_way(dum: Group, _: Circumstances) -> Iterator[Fault]:
    """Box 10 points to the owner or names the declarant, not both."""
    if dum.declarant.see_box is not None and dum.declarant.name is not None:
        yield dum.declarant.fault("name", pointer=dum.declarant.see_box)


@rule("B10-4")
def declarant_points_to_the_owner(dum: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """The owner who declares stands in box 8 on import, in box 2 on export."""
    pointer, owner = dum.declarant.see_box, _owner_box(circumstances)
    if pointer is not None and owner is not None and pointer != owner and dum.has(OWNER_BY_BOX[pointer]):
        yield dum.declarant.fault("see_box", owner=owner, regime=dum.regime)


def _owner_box(circumstances: Circumstances) -> str | None:
    """The box of the Moroccan party who owes: on import and on export; None elsewhere and for an unknown régime."""
    regime = circumstances.dum.given("regime")
    needs = needs_of(circumstances.law, regime) if regime is not None else None
    return needs.family["payer_box"] if needs is not None and needs.family["direction"] in DIRECTIONS else None


def _party(dum: Group, box: str | None) -> Group | None:
    party: Group | None = dum.given(OWNER_BY_BOX[box]) if box else None
    return party


def _is_owner(party: Group, circumstances: Circumstances) -> bool:
    return _party(circumstances.dum, _owner_box(circumstances)) is party


def _may_be_the_same(one: str, other: str) -> bool:
    """True where one name holds the other, or where they share a word that tells firms apart."""
    first, second = _words(one), _words(other)
    long, short = sorted(("".join(first), "".join(second)), key=len, reverse=True)
    return short in long or any(len(word) >= TELLING_LETTERS for word in set(first) & set(second))


def _words(name: str) -> list[str]:
    """The words of a name without case, accents and points."""
    plain = unicodedata.normalize("NFKD", name).casefold().replace(".", "")
    return "".join(sign if sign.isalnum() else " " for sign in plain if not unicodedata.combining(sign)).split()
