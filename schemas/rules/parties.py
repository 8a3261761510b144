"""Who is who: box 10 and the identifiers of boxes 2, 8, 9 and 10."""

from __future__ import annotations

from collections.abc import Iterator

from stdnum.ma import ice

from schemas.rules import Circumstances, Fault, Group, rule

PARTIES = ("Party", "OtherPerson", "Declarant")
OWNER_BY_BOX = {"2": "exporter", "8": "importer"}


@rule("ICE-1", each=PARTIES)
def ice_passes_its_check(party: Group, _: Circumstances) -> Iterator[Fault]:
    """An ICE of 15 digits is a multiple of 97."""
    if party.ice is not None and not ice.is_valid(party.ice):
        yield party.fault("ice")


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
