"""`dumgate verify`: check an issued document, or the text of its QR code, without a service."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from gateway.cli.configured import DataFolder, configured, refused
from gateway.cli.show import Language, console, language_of
from gateway.cli.told import clean
from gateway.documents.kind_names import signed_names

MOST_BYTES = 50_000_000
"""More is not read: it is too large for any document."""

_KINDS = signed_names()


def command(
    file: Annotated[
        Path, typer.Argument(help="A PDF or XML document, or a text file with a QR code's text; - for stdin.")
    ],
    root: Annotated[
        list[Path] | None, typer.Option(help="PEM file of trusted roots; may be repeated. Default: those installed.")
    ] = None,
    data: DataFolder = None,
    expect: Annotated[
        str | None,
        typer.Option(help=f"The one kind that will do: {', '.join(_KINDS[:-1])} or {_KINDS[-1]}."),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse roots without the signing certificates: others lie under them too.")
    ] = False,
    language: Language = "fr",
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON for programs.")] = False,
) -> None:
    """Check who signed a document, and that nothing was changed since.

    Only roots that you give (--root) or have installed are trusted: PEM files in the folder `trust` of the data folder,
    and the sandbox authority of this very installation; where its administration is real, no sandbox at all. Where they
    come with signing certificates, as a trust bundle does, only these sign. Any other signer is unknown. A document of
    a sandbox is shown as SPECIMEN: it is genuine and has no value.

    Exit code 0: genuine. 1: not genuine, changed, of another kind than expected, or an unknown signer. 2: the file or
    the roots cannot be read.

    Example: `dumgate verify outbox/acme/SPECIMEN-309Q20260000001.quittance.pdf --root trust-bundle.pem`
    """
    import json
    import sys

    from gateway.documents.verification import verify
    from gateway.signing.material import KeyMaterialError
    from gateway.trust.installed import installed_bundle

    if expect is not None and expect not in _KINDS:
        _stop(f"no document is of the kind {clean(expect)}; --expect takes one of: {', '.join(_KINDS)}.")
    try:
        content = sys.stdin.buffer.read(MOST_BYTES) if str(file) == "-" else _read(file)
        bundle = b"\n".join(_read(path) for path in root) if root else installed_bundle(configured(data=data).data)
        if not bundle:
            _stop("no roots are installed here: give a PEM file of them with --root.")
        report = verify(content, bundle, expect=expect, strict=strict)
    except OSError as error:
        _stop(f"{clean(error.filename)}: {error.strerror}")
    except KeyMaterialError as error:
        refused("verify", error)
    if as_json:
        typer.echo(json.dumps(report.as_dict(), ensure_ascii=False, default=str))
    else:
        out = console()
        mark = "✔" if report.ok else "✘"
        specimen = " SPECIMEN" if report.specimen else ""
        style = "bold green" if report.ok else "bold red"
        out.print(f"{mark}{specimen} {clean(file)} ({report.kind or '?'})", style=style)
        out.print(f"  {report.signer or '-'}")
        for name, value in report.facts.items():
            out.print(f"  {name}: {value}")
        for sentence in report.words(language_of(language)):
            out.print(f"  {sentence}", style="yellow" if report.ok else "red")
    raise typer.Exit(0 if report.ok else 1)


def _stop(sentence: str) -> NoReturn:
    typer.echo(f"dumgate verify: {sentence}", err=True)
    raise typer.Exit(2)


def _read(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(MOST_BYTES)
