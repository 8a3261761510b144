"""`dumgate validate`: the verdict on a file, without a service."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gateway.cli.configured import configured, read_file
from gateway.cli.laws import laws_told
from gateway.cli.show import Language, console, language_of, show_findings

if TYPE_CHECKING:
    from lxml import etree
    from rich.console import Console

    from gateway.judging.attached import Attached
    from gateway.judging.edifact_file import EdifactBody
    from gateway.judging.judge import Judgement
    from gateway.settings import Settings
    from schemas.law import LawOfDay

Format = Literal["text", "json", "sarif", "html"]


def command(
    file: Annotated[
        Path, typer.Argument(help="The declaration: DUM XML, or EDIFACT (CUSDEC).", exists=True, dir_okay=False)
    ],
    language: Language = "fr",
    format_wanted: Annotated[
        Format, typer.Option("--format", help="What is printed: text, json, sarif (2.1.0), or html: a page.")
    ] = "text",
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    attachments: Annotated[
        bool, typer.Option(help="Also examine the PDF files that the declaration names, beside it.")
    ] = True,
    law_of: Annotated[str, typer.Option(help="Judge by the law of this day, as 2026-11-24. Default: today.")] = "",
    tables: Annotated[
        str,
        typer.Option(
            help="Judge by these tables: a folder, current (those in force), shipped (those of the program), or 8 "
            "digits or more of the digest of tables kept here."
        ),
    ] = "current",
) -> None:
    """Check a declaration and print every finding: where (box, article, line and column; in EDIFACT also interchange,
    message, segment, element and component), what, and what to do.

    Nothing is sent and no service is needed. The PDFs that the declaration names are looked for beside it.

    Exit code 0: nothing refuses it (warnings may remain). 1: refused. 2: the file or the law cannot be read.

    Example: `dumgate validate examples/import.xml --language en`
    """
    from gateway.clock import casablanca_today
    from gateway.judging.files_beside import files_beside
    from gateway.judging.replay.two_laws import day_of, law_named
    from schemas.findings import refused
    from schemas.law import put_in_force

    settings = configured()
    with laws_told(language):
        law = law_named(tables, settings, day_of(law_of) if law_of else casablanca_today())
    put_in_force(law.law)  # what is said of a code besides its findings, as SARIF does, is said by these tables too
    content = read_file(file, settings.max_body_bytes)
    attached = files_beside(file, content, settings) if attachments else None
    judgement = _judged(file, content, attached, law, settings)
    _PRINTERS["json" if as_json else format_wanted](file, content, judgement, language_of(language))
    raise typer.Exit(1 if refused(judgement.findings) else 0)


def _judged(file: Path, content: bytes, attached: Attached | None, law: LawOfDay, settings: Settings) -> Judgement:
    """The judgement; of EDIFACT one on all messages, as for a partner with whom nothing was agreed."""
    from gateway.judging.edifact_file import at_once, judge_edifact
    from gateway.judging.judge import judge
    from parsers.root_name import is_edifact

    most = settings.max_findings
    if not is_edifact(content, file.name):
        return judge(content, attached, law, settings.xml_limits, most)
    return at_once(judge_edifact(_edifact(content, settings), attached, law, settings.edifact_limits, most), most)


def _edifact(content: bytes, settings: Settings) -> EdifactBody:
    from gateway.edifact_terms import EdifactTerms
    from gateway.judging.edifact_file import EdifactBody

    return EdifactBody(content, EdifactTerms().agreement(settings.edifact_own, tests=True), effective=False)


def _print_text(file: Path, content: bytes, judgement: Judgement, language: str) -> None:
    from parsers.root_name import is_edifact
    from parsers.source_map import SourceText, codec_of
    from schemas.findings import refused

    out = console()
    codec = _edifact_codec(content) if is_edifact(content, file.name) else codec_of(content)[0]
    source = SourceText(content, codec or "latin-1")
    show_findings(out, str(file), [each.as_dict() for each in judgement.findings], language, source)
    _summary(out, refused(judgement.findings), len(judgement.findings), judgement.total, language)


def _edifact_codec(content: bytes) -> str | None:
    """In what the first interchange is written."""
    import re

    from parsers.edifact.charsets import charset

    named = re.search(rb"UNB.(UNO[A-Z])", content[:1000], re.DOTALL)
    known = charset(named[1].decode()) if named else None
    return known.codec if known else None


def _print_json(_file: Path, _content: bytes, judgement: Judgement, _language: str) -> None:
    import json

    from schemas.findings import refused

    findings = [each.as_dict() for each in judgement.findings]
    told = {"refused": refused(judgement.findings), "total": judgement.total, "law": dict(judgement.law)}
    typer.echo(json.dumps({**told, "findings": findings}, ensure_ascii=False))


def _print_sarif(file: Path, _content: bytes, judgement: Judgement, language: str) -> None:
    from importlib.metadata import version

    from renderers.sarif import findings_sarif

    # where results are shown paths are taken from the folder that one stands in
    inside = file.resolve().is_relative_to(Path.cwd())
    name = file.resolve().relative_to(Path.cwd()).as_posix() if inside else file.name
    typer.echo(findings_sarif(judgement.findings, name, language, version("dumgate"), judgement.total), nl=False)


def _print_html(file: Path, content: bytes, judgement: Judgement, language: str) -> None:
    from gateway.clock import casablanca_now
    from gateway.judging.validation_record import validation_record
    from renderers.findings_pages import findings_html

    record = validation_record(judgement, file.name, content, casablanca_now())
    typer.echo(findings_html(record, language, _declared(file, content)), nl=False)


def _declared(file: Path, content: bytes) -> etree._Element | None:
    """The declaration that the page shows."""
    from gateway.judging.declared_form import declared_in
    from parsers.root_name import is_edifact

    settings = configured()
    return declared_in(_edifact(content, settings) if is_edifact(content, file.name) else content, settings)


_PRINTERS = {"text": _print_text, "json": _print_json, "sarif": _print_sarif, "html": _print_html}


def _summary(out: Console, refused: bool, shown: int, total: int, language: str) -> None:
    from schemas.words import phrase

    outcome = phrase("validate.refused" if refused else "validate.not_refused")[language]
    part = "findings" if shown == total else "findings_shown"
    found = phrase(f"validate.{part}", shown=str(shown), total=str(total))[language]
    out.print(f"{outcome} — {found}", style="bold red" if refused else "bold green")
