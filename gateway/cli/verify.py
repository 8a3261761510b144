"""`dumgate verify`: check an issued document, or the text of its QR code, without a service."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.configured import configured
from gateway.cli.show import Language, console, language_of


def command(
    file: Annotated[
        Path, typer.Argument(help="A PDF or XML document, or a text file with a QR code's text; - for stdin.")
    ],
    root: Annotated[
        list[Path] | None, typer.Option(help="PEM file of trusted roots; may be repeated. Default: those installed.")
    ] = None,
    language: Language = "fr",
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON for programs.")] = False,
) -> None:
    """Check who signed a document, and that nothing was changed since.

    Only roots that you give (--root) or have installed are trusted: PEM files in the folder `trust` of the data folder,
    and the sandbox authority of this very installation. Any other signer is unknown. A document of a sandbox is shown
    as SPECIMEN: it is genuine and has no value.

    Exit code 0: genuine. 1: not genuine, changed, or an unknown signer. 2: the file or the roots cannot be read.

    Example: `dumgate verify outbox/acme/SPECIMEN-309Q20260000001.quittance.pdf --root trust-bundle.pem`
    """
    import json
    import sys

    from gateway.signing.material import KeyMaterialError
    from gateway.signing.verify import verify

    try:
        content = sys.stdin.buffer.read(50_000_000) if str(file) == "-" else _read(file)
        roots = root or _installed(configured().data)
        if not roots:
            typer.echo("dumgate verify: no roots are installed here: give a PEM file of them with --root.", err=True)
            raise typer.Exit(2)
        bundle = b"\n".join(_read(path) for path in roots)
        report = verify(content, bundle)
    except (OSError, KeyMaterialError) as error:
        typer.echo(f"dumgate verify: {error}", err=True)
        raise typer.Exit(2) from error
    if as_json:
        typer.echo(json.dumps(report.as_dict(), ensure_ascii=False, default=str))
    else:
        out = console()
        mark = "✔" if report.ok else "✘"
        specimen = " SPECIMEN" if report.specimen else ""
        out.print(f"{mark}{specimen} {file} ({report.kind or '?'})", style="bold green" if report.ok else "bold red")
        out.print(f"  {report.signer or '-'}")
        for name, value in report.facts.items():
            out.print(f"  {name}: {value}")
        for sentence in report.words(language_of(language)):
            out.print(f"  {sentence}", style="yellow" if report.ok else "red")
    raise typer.Exit(0 if report.ok else 1)


def _read(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(50_000_000)


def _installed(data: Path) -> list[Path]:
    own = data / "keys" / "trust-bundle.pem"
    return [*sorted((data / "trust").glob("*.pem")), *([own] if own.exists() else [])]
