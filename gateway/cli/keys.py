"""`dumgate partners key`, `keys`, `end`, `revoke`: the keys of a partner."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.laws import said
from gateway.cli.partners_told import AsJson, PartnerName, look, run, warn_of_no_bureau
from gateway.cli.show import Language
from gateway.cli.told import instant

if TYPE_CHECKING:
    from gateway.partners import Partners
    from gateway.service import Gateway

KeyId = Annotated[str, typer.Argument(help="Id of the key, as `dumgate partners keys` shows it.")]
UNTIL = (
    "Its last day, 2027-01-31 (to the end of it in Casablanca), or the instant from which on it opens nothing, "
    "2027-01-31T18:00:00+00:00."
)


def key(
    partner: PartnerName,
    label: Annotated[str, typer.Option(help="What the key is for.")] = "further",
    until: Annotated[str, typer.Option(help=UNTIL + " None: for ever.")] = "",
) -> None:
    """Give a partner a further key and print it, once; the earlier ones stay valid until they are revoked or end.

    Example: `dumgate partners key atlas --label spring --until 2027-01-31`
    """

    def give(gateway: Gateway) -> None:
        from gateway.partners.secret import end_of

        ends_at = end_of(until) if until else None
        typer.echo(gateway.partners.add_key(partner, label, gateway.clock(), ends_at))

    run(give)


def keys(
    partner: PartnerName,
    language: Language = "fr",
    as_json: AsJson = False,
) -> None:
    """List a partner's keys: the id to revoke one by, what it is for, and whether it opens anything, until when."""

    def show(partners: Partners) -> None:
        from gateway.access import has_no_bureau

        now, known = partners.clock(), partners.known(partner)
        found = partners.keys(partner)
        if as_json:
            rows = [
                {
                    "id": each.id,
                    "label": each.label,
                    "state": each.state(now),
                    "ends_at": each.ends_at.isoformat() if each.ends_at else None,
                }
                for each in found
            ]
            typer.echo(json.dumps({"partner": known.id, "closed": known.closed_at is not None, "keys": rows}))
            return
        for each in found:
            state = said(f"partners.key.{each.state(now)}", language)
            ends = said("partners.key.until", language, until=instant(each.ends_at.isoformat())) if each.ends_at else ""
            typer.echo("  ".join(part for part in (each.id, each.label, state, ends) if part))
        if known.closed_at is not None:
            typer.echo(said("partners.key.closed", language, partner=partner), err=True)
        warn_of_no_bureau([known] if has_no_bureau(known) else [], language)

    look(show)


def end(
    partner: PartnerName,
    key_id: KeyId,
    until: Annotated[str, typer.Option(help=UNTIL)],
) -> None:
    """Give a key an end, or another one: until then it opens as before.

    Example: `dumgate partners end atlas 3f2a91c04d5e --until 2027-01-31`
    """

    def give(gateway: Gateway) -> None:
        from gateway.partners.secret import end_of

        gateway.partners.end_key(partner, key_id, end_of(until), gateway.clock())

    run(give)


def revoke(partner: PartnerName, key_id: KeyId) -> None:
    """Close a key for ever."""
    run(lambda gateway: gateway.partners.revoke_key(partner, key_id, gateway.clock()))
