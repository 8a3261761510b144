"""`dumgate signer`: by whom the register is kept, and how another key takes over where that one is lost."""

from __future__ import annotations

from contextlib import closing
from typing import Annotated

import typer

from gateway.cli.configured import DataFolder, configured, ledger_shown, refused, use_data
from gateway.cli.laws import said
from gateway.cli.show import Language, console, language_of
from gateway.cli.told import clean, instant, show_columns

app = typer.Typer(no_args_is_help=True, help="The signer that the register is kept by.")


@app.callback()
def _which(data: DataFolder = None) -> None:
    """The signer that the register is kept by. Show works while the service runs."""
    use_data(data)


@app.command()
def show(language: Language = "fr") -> None:
    """List the certificates by which the register was kept, the one of now first.

    Example: `dumgate signer show --language en`
    """
    from gateway.ledger.signers import known

    spoken = language_of(language)
    with ledger_shown("signer", configured()) as engine:
        found = known(engine)
    rows = [[instant(each.since), "*" if each.current else "", clean(each.subject), each.thumbprint] for each in found]
    if rows:
        show_columns(console(), [], rows)
    else:
        typer.echo(said("signer.none", spoken))


@app.command()
def accept(
    why: Annotated[str, typer.Option(help="What happened to the key of before; it stands in the event.")] = "key lost",
    language: Language = "fr",
) -> None:
    """Keep the register by the key of the settings from now on, whatever it was kept by: the key of before is lost.

    Where the settings name no key, a new sandbox authority is made. What the lost key signed goes on verifying as long
    as its certificates are in the folder trust. A change of a key that is not lost needs no command. No service may run
    meanwhile: it would go on signing by its own key.

    Exit code 0: accepted. 2: the key cannot be used, or a service runs.

    Example: `dumgate signer accept --why "the disk with the keys burnt"`
    """
    from gateway.clock import ahead, casablanca_now
    from gateway.ledger.signers import take_over
    from gateway.logs import set_up_logs
    from gateway.service import ADMINISTRATIONS, hold, lock, marked_by, open_ledger
    from gateway.signing.authority import load_material
    from gateway.signing.certificates import subject
    from gateway.signing.material import KeyMaterialError, refuse_mixed

    set_up_logs()
    settings = configured()
    try:
        with closing(lock(settings.data)), closing(hold(settings)):
            engine = open_ledger(settings)
            try:
                mark = marked_by(engine, settings)
                material = load_material(settings)
                refuse_mixed(ADMINISTRATIONS[settings.administration]().specimen, material)
                now = ahead(casablanca_now, settings.days_ahead)()
                take_over(engine, material.certificate, now, "operator", why)
                mark.close()
            finally:
                engine.dispose()
    except (KeyMaterialError, OSError) as error:
        refused("signer", error)
    typer.echo(said("signer.accepted", language_of(language), signer=subject(material.certificate)))
