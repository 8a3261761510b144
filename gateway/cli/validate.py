"""`dumgate validate`: the verdict on a file, without a service."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.configured import configured
from gateway.cli.show import Language, console, language_of, show_findings


def command(
    file: Annotated[Path, typer.Argument(help="The declaration: DUM XML.", exists=True, dir_okay=False)],
    language: Language = "fr",
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON for programs.")] = False,
    attachments: Annotated[
        bool, typer.Option(help="Also examine the PDF files that the declaration names, beside it.")
    ] = True,
) -> None:
    """Check a declaration and print every finding: where (box, article, line and column), what, and what to do.

    Nothing is sent and no service is needed. The PDFs that the declaration names are looked for beside it.

    Exit code 0: nothing refuses it (warnings may remain). 1: refused. 2: the file cannot be read.

    Example: `dumgate validate examples/import.xml --language en`
    """
    import json

    from gateway.clock import casablanca_now
    from gateway.pipeline.judge import judge
    from gateway.pipeline.local import files_beside
    from parsers.source_map import SourceText, codec_of
    from schemas.law import current

    settings = configured()
    out = console()
    content = _read(file, settings.max_body_bytes)
    received, rejected, found = files_beside(file, content, settings) if attachments else (None, {}, [])
    law = current().on(casablanca_now().date())
    judgement = judge(content, received, rejected, found, law, settings.xml_limits, settings.max_findings)
    findings = [each.as_dict() for each in judgement.findings]
    refused = any(each["severity"] == "refused" for each in findings)
    if as_json:
        typer.echo(json.dumps({"refused": refused, "total": judgement.total, "findings": findings}, ensure_ascii=False))
    else:
        show_findings(
            out, str(file), findings, language_of(language), SourceText(content, codec_of(content)[0] or "latin-1")
        )
        _summary(out, refused, len(findings), judgement.total, language_of(language))
    raise typer.Exit(1 if refused else 0)


def _read(file: Path, limit: int) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(limit + 1)
    except OSError as error:
        typer.echo(f"{file}: {error.strerror}", err=True)
        raise typer.Exit(2) from error


def _summary(out: object, refused: bool, shown: int, total: int, language: str) -> None:
    from rich.console import Console

    words = {
        "fr": ("Refusée", "Aucun refus", "constat(s)"),
        "en": ("Refused", "Nothing refuses it", "finding(s)"),
        "ar": ("مرفوض", "لا شيء يمنع قبوله", "ملاحظات"),
    }[language]
    count = f"{shown}" if shown == total else f"{shown} / {total}"
    if isinstance(out, Console):
        out.print(
            f"{words[0] if refused else words[1]} — {count} {words[2]}", style="bold red" if refused else "bold green"
        )
