"""What the régime of box 1 asks of boxes 14, 26 and 35. Which régime is what stands in `codelists/`, not here."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.codelists import regime_family, row_of
from schemas.rules import Circumstances, Fault, Group, rule


def _in_transit(dum: Group, circumstances: Circumstances) -> bool | None:
    """Whether the régime is transit; None for a code that the list does not know."""
    family = regime_family(dum.regime, circumstances.day)
    return family["code"] == "transit" if family else None


@rule("B14-1")
def transit_names_the_discharging_office(dum: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """In transit box 14 carries the office that discharges the transit bond."""
    if not _in_transit(dum, circumstances):
        return
    destination = dum.destination
    if destination is None or not (destination.has("country") or destination.has("customs_office")):
        yield dum.fault("destination", whole=True, regime=dum.regime)
    elif destination.customs_office is None:
        yield destination.fault("customs_office", regime=dum.regime)


@rule("B14-2")
def only_transit_has_an_office_in_box_14(dum: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Outside transit box 14 carries a country."""
    destination = dum.destination
    if _in_transit(dum, circumstances) is False and destination is not None and destination.customs_office is not None:
        yield destination.fault("customs_office", regime=dum.regime)


@rule("B14-3")
def destination_says_something(dum: Group, _: Circumstances) -> Iterator[Fault]:
    """Box 14, where it is there, holds a country or an office."""
    destination = dum.destination
    if destination is not None and destination.country is None and destination.customs_office is None:
        yield dum.fault("destination", whole=True)


@rule("B26-1")
def transit_names_its_office_of_destination(dum: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Box 26 is the office where the transit ends."""
    if _in_transit(dum, circumstances) and dum.destination_office is None:
        yield dum.fault("destination_office", regime=dum.regime)


@rule("B26-2")
def only_transit_has_an_office_of_destination(dum: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Box 26 is for transit only."""
    if _in_transit(dum, circumstances) is False and dum.destination_office is not None:
        yield dum.fault("destination_office", regime=dum.regime)


@rule("B35-1", each="goods_item")
def waste_rate_is_for_temporary_admission(article: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Box 35 is reserved for import under temporary admission."""
    regime = circumstances.dum.regime
    row = row_of("regimes", regime, circumstances.day)
    if row is not None and row["temporary_admission"] != "yes" and article.waste_rate is not None:
        yield article.fault("waste_rate", regime=regime)
