"""`dumgate serve`: run the gateway."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.configured import configured, database_told, refused


def command(
    data: Annotated[Path | None, typer.Option(help="Folder of database, store and keys. Default: var.")] = None,
    inbox: Annotated[Path | None, typer.Option(help="Watched folder. Default: inbox.")] = None,
    outbox: Annotated[Path | None, typer.Option(help="Folder of the answers. Default: outbox.")] = None,
    port: Annotated[int | None, typer.Option(help="Port of the HTTP service. Default: 8030.")] = None,
) -> None:
    """Run the gateway: watched folders, HTTP, and the sandbox administration, until Ctrl-C or SIGTERM.

    The first start makes the database, and a sandbox authority whose keys (mode 0600) sign everything as SPECIMEN.
    Nothing is open without a key: add a partner first, with `dumgate partners add NAME`.

    All settings: environment variables DUMGATE_..., or `dumgate.toml`; see docs/settings.md.
    """
    from gateway.serve import CannotListen, PartBroke, serve
    from gateway.service import AlreadyRunning
    from gateway.signing.material import KeyMaterialError
    from gateway.store.modes import NoSuchGroup

    settings = configured(data=data, inbox=inbox, outbox=outbox, port=port)
    try:
        with database_told("serve", settings):
            serve(settings)
    except (AlreadyRunning, CannotListen, KeyMaterialError, NoSuchGroup, PartBroke) as error:
        refused("serve", error)
