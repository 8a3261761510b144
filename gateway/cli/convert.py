"""`dumgate convert`: a declaration from one form to another, with a report of what the other cannot carry."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from gateway.cli.configured import configured, read_file
from gateway.cli.show import Language, console, language_of, show_findings
from gateway.cli.told import label

if TYPE_CHECKING:
    from lxml import etree
    from rich.console import Console

    from gateway.judging.conversion import Declared
    from renderers.edifact.cusdec import LeftOut

Form = Literal["xml", "edi", "json", "pdf"]
STREAM = Path("-")
"""Stands for stdin as the source, for stdout as the target."""


def command(
    source: Annotated[Path, typer.Argument(help="The declaration: DUM XML or EDIFACT; - for stdin.")],
    target: Annotated[
        Path, typer.Argument(help="What to write: a name that ends in .xml, .edi, .json or .pdf; - for stdout.")
    ],
    to: Annotated[Form | None, typer.Option(help="The form of the target. Default: by the end of its name.")] = None,
    sender: Annotated[str, typer.Option(help="Who sends the interchange (UNB S002), of .edi.")] = "DECLARANT",
    recipient: Annotated[str, typer.Option(help="For whom it is (UNB S003), of .edi.")] = "DUMGATE",
    test: Annotated[bool, typer.Option("--test", help="Mark the interchange as a test (0035).")] = False,
    titles: Annotated[str, typer.Option("--titles", help="Language of the titles of a .pdf: fr, en or ar.")] = "fr",
    language: Language = "fr",
) -> None:
    """Convert a declaration between DUM XML and EDIFACT (CUSDEC D.96B), or to JSON or the printed form.

    Of a source with several messages each gives a file with its number in the source: `import-3.xml` is of the third
    message, also where others could not be read. To stdout goes what is the only message of its source. A file that is
    there is overwritten, unless it is the source. The form is marked as not registered. Nothing is judged or sent.

    Exit code 0: all of it is carried over. 1: something is left out or could not be read; it is told. 2: a file cannot
    be read or written.

    Example: `dumgate convert examples/import.xml import.edi`
    """
    from gateway.judging.conversion import declarations_in
    from parsers.root_name import is_edifact
    from parsers.source_map import SourceText, codec_of

    settings, spoken, out = configured(), language_of(language), console(stderr=target == STREAM)
    form = to or _form_of(target, spoken)
    content = _read(source, settings.max_body_bytes)
    read = partial(declarations_in, xml=settings.xml_limits, limits=settings.edifact_limits)
    declared = read(content, is_edifact(content, source.name))
    _check_targets(source, target, declared, spoken)
    text = SourceText(content, codec_of(content)[0] or "latin-1")
    whole = bool(declared)
    if not declared:
        out.print(label("convert_none", spoken, file=str(source)), style="bold red")
    for each in declared:
        show_findings(out, str(source), [found.as_dict() for found in each.findings], spoken, text)
        if each.uncounted:
            out.print(label("convert_more", spoken, count=str(each.uncounted)), style="bold yellow")
        whole = whole and not each.findings
        if each.root is None:
            continue
        file = _file_of(each, target)
        written, left_out = _converted(each.root, form, sender, recipient, test, titles, spoken)
        for one in left_out:
            _tell(out, one, spoken)
        # what is written is read by our own tables first: a value may be one that no place has a check for
        again = read(written, True) if form == "edi" else []
        found = [fault for one in again if one.root is None for fault in one.findings]
        whole = whole and not left_out and not found
        if found:
            out.print(label("convert_not_written", spoken, file=str(file)), style="bold red")
            show_findings(out, str(file), [fault.as_dict() for fault in found], spoken, SourceText(written, "utf-8"))
            continue
        _write(file, written)
        out.print(label("convert_written", spoken, file=str(file)))
    raise typer.Exit(0 if whole else 1)


def _form_of(target: Path, language: str) -> Form:
    """The form by the end of the target's name. Exits with code 2 where it says none."""
    forms: tuple[Form, ...] = get_args(Form)
    for form in forms:
        if target.suffix.lower() == f".{form}":
            return form
    endings = ", ".join(f".{form}" for form in forms)
    typer.echo(label("convert_ending", language, endings=endings), err=True)
    raise typer.Exit(2)


def _file_of(declared: Declared, target: Path) -> Path:
    """Where one of the declarations goes: with its number where it is not alone."""
    return target if declared.number is None else target.with_stem(f"{target.stem}-{declared.number}")


def _check_targets(source: Path, target: Path, declared: Sequence[Declared], language: str) -> None:
    """Exits with code 2, before anything is written, where the source would be overwritten, and where more than one
    message would go to stdout."""
    going = [each for each in declared if each.root is not None]
    if target == STREAM:
        wrong = "convert_several" if any(each.number is not None for each in going) else ""
    else:
        wrong = "convert_onto_itself" if any(_is_same(_file_of(each, target), source) for each in going) else ""
    if wrong:
        typer.echo(label(wrong, language, file=str(source)), err=True)
        raise typer.Exit(2)


def _is_same(file: Path, source: Path) -> bool:
    try:
        return source != STREAM and file.samefile(source)
    except OSError:  # most often it is not there yet; writing says what else there is
        return False


def _converted(
    root: etree._Element, form: Form, sender: str, recipient: str, test: bool, titles: str, language: str
) -> tuple[bytes, Sequence[LeftOut]]:
    """The bytes in a form, and what they leave out. Exits with code 1 where there can be none."""
    from gateway.clock import casablanca_now
    from gateway.judging.conversion import NothingToPrint, to_edifact, to_json, to_pdf, to_xml
    from renderers.xml_writer import InvalidDocumentError

    now = casablanca_now()
    try:
        if form == "edi":
            return to_edifact(root, sender, recipient, now, test)
        if form == "pdf":
            return to_pdf(root, now, language_of(titles)), ()
    except NothingToPrint as error:
        typer.echo(label("convert_nothing", language), err=True)
        raise typer.Exit(1) from error
    except InvalidDocumentError as error:
        typer.echo(label("convert_not_of_the_form", language), err=True)
        raise typer.Exit(1) from error
    return (to_json(root) if form == "json" else to_xml(root)), ()


def _read(source: Path, limit: int) -> bytes:
    return sys.stdin.buffer.read(limit + 1) if source == STREAM else read_file(source, limit)


def _write(file: Path, content: bytes) -> None:
    try:
        if file == STREAM:
            sys.stdout.buffer.write(content)
            sys.stdout.buffer.flush()
        else:
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
