"""`dumgate convert`: a declaration from one form to another, with a report of what the other cannot carry."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.configured import configured, read_file
from gateway.cli.show import Language, console, language_of, show_findings
from gateway.cli.told import label

if TYPE_CHECKING:
    from lxml import etree
    from rich.console import Console

    from renderers.edifact.cusdec import LeftOut

ENDINGS = (".xml", ".edi", ".json", ".pdf")


def command(
    source: Annotated[Path, typer.Argument(help="The declaration: DUM XML or EDIFACT.", exists=True, dir_okay=False)],
    target: Annotated[Path, typer.Argument(help="What to write: a name that ends in .xml, .edi, .json or .pdf.")],
    sender: Annotated[str, typer.Option(help="Who sends the interchange (UNB S002), of .edi.")] = "DECLARANT",
    recipient: Annotated[str, typer.Option(help="For whom it is (UNB S003), of .edi.")] = "DUMGATE",
    test: Annotated[bool, typer.Option("--test", help="Mark the interchange as a test (0035).")] = False,
    titles: Annotated[str, typer.Option("--titles", help="Language of the titles of a .pdf: fr, en or ar.")] = "fr",
    language: Language = "fr",
) -> None:
    """Convert a declaration between DUM XML and EDIFACT (CUSDEC D.96B), or to JSON or the printed form.

    Several messages give several files, numbered. The form is marked as not registered. Nothing is judged or sent.

    Exit code 0: all of it is carried over. 1: something is left out or could not be read; it is told. 2: a file cannot
    be read or written.

    Example: `dumgate convert examples/import.xml import.edi`
    """
    from gateway.clock import casablanca_now
    from gateway.conversion import declarations_in
    from gateway.tables.in_force import law_in_force
    from parsers.root_name import is_edifact
    from parsers.source_map import SourceText, codec_of

    settings, spoken, out = configured(), language_of(language), console()
    if target.suffix.lower() not in ENDINGS:
        typer.echo(label("convert_ending", spoken, endings=", ".join(ENDINGS)), err=True)
        raise typer.Exit(2)
    content = read_file(source, settings.max_body_bytes)
    law = law_in_force(settings).on(casablanca_now().date())
    declared = declarations_in(
        content, is_edifact(content, source.name), law, settings.xml_limits, settings.edifact_limits
    )
    by_edifact = target.suffix.lower() == ".edi"
    text = SourceText(content, codec_of(content)[0] or "latin-1")
    whole = True
    made = 0
    several = sum(each.root is not None for each in declared) > 1
    for each in declared:
        show_findings(out, str(source), [found.as_dict() for found in each.findings], spoken, text)
        whole = whole and not each.findings
        if each.root is None:
            continue
        made += 1
        file = target.with_stem(f"{target.stem}-{made}") if several else target
        written, left_out = _converted(each.root, file, sender, recipient, test, titles, spoken)
        for one in left_out:
            _tell(out, one, spoken)
        # what is written is read by our own tables first: a value may be one that no place has a check for
        faults = declarations_in(written, True, law, settings.xml_limits, settings.edifact_limits) if by_edifact else []
        found = [fault for again in faults if again.root is None for fault in again.findings]
        whole = whole and not left_out and not found
        if found:
            out.print(label("convert_not_written", spoken, file=str(file)), style="bold red")
            show_findings(out, str(file), [fault.as_dict() for fault in found], spoken, SourceText(written, "utf-8"))
            continue
        _write(file, written)
        out.print(label("convert_written", spoken, file=str(file)))
    raise typer.Exit(0 if whole and made else 1)


def _converted(
    root: etree._Element, file: Path, sender: str, recipient: str, test: bool, titles: str, language: str
) -> tuple[bytes, Sequence[LeftOut]]:
    """The bytes for a file by its ending, and what they leave out. Exits with code 1 where there can be none."""
    from gateway.clock import casablanca_now
    from gateway.conversion import NothingToPrint, to_edifact, to_json, to_pdf, to_xml
    from renderers.xml_writer import InvalidDocumentError

    ending, now = file.suffix.lower(), casablanca_now()
    try:
        if ending == ".edi":
            return to_edifact(root, sender, recipient, now, test)
        if ending == ".pdf":
            return to_pdf(root, now, language_of(titles)), ()
    except NothingToPrint as error:
        typer.echo(label("convert_nothing", language), err=True)
        raise typer.Exit(1) from error
    except InvalidDocumentError as error:
        typer.echo(label("convert_not_of_the_form", language), err=True)
        raise typer.Exit(1) from error
    return (to_json(root) if ending == ".json" else to_xml(root)), ()


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        typer.echo(f"{file}: {error.strerror}", err=True)
        raise typer.Exit(2) from error


def _tell(out: Console, one: LeftOut, language: str) -> None:
    """A value that is left out: its path with the number of its article, the value, and why."""
    from lxml import etree

    path = []
    current: etree._Element | None = one.element
    while current is not None:
        name, parent = etree.QName(current).localname, current.getparent()
        same = [] if parent is None else parent.findall(current.tag)
        path.append(f"{name}[{same.index(current) + 1}]" if len(same) > 1 else name)
        current = parent
    value = " ".join((one.element.text or "").split())[:80]
    why = label(f"convert_{one.reason}", language)
    out.print(label("convert_left_out", language, path="/".join(path[-2::-1]), value=value, why=why), style="yellow")
