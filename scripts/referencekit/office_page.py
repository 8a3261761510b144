"""Parts of pages written by hand: the states of a declaration, the acts of the office, the script of the sandbox."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from referencekit.page_text import cell, plain, row, table
from schemas import words
from schemas.acts import acts, form_of, title_of
from schemas.form import Field, form

CHECKOUT = Path(__file__).resolve().parents[2]
LANGUAGE = "en"
COMMENT = re.compile(r"<!--(.*?)-->\s*", re.DOTALL)
ELSEWHERE = {
    "request-decision": "a request that waits",
    "dispute": "a claim that is open",
    "claim-cancellation": "a claim that is open",
    "credit-account": "any time",
}
"""Where an act fits that asks for no state of a declaration."""


def states_part() -> list[str]:
    """What may be done in which state, from gateway/dossier/states.csv: a row for each state."""
    from gateway.dossier.states import LIVES

    lines = table("`life`", "in words", "the declarant may ask", "the office may do")
    for life in LIVES:
        name = " · ".join(words.phrase(f"life.{life}").values())
        lines.append(row(f"`{life}`", name, _doings(life, asked=True), _doings(life, asked=False)))
    return lines


def _doings(life: str, asked: bool) -> str:
    from gateway.dossier.states import REQUESTS, steps

    found = []
    for (doing, state), step in steps().items():
        if state == life and (doing in REQUESTS) == asked:
            leads = f" → {step.next}" if step.next and step.next != life else ""
            waits = " (the office decides)" if asked and step.decides == "office" else ""
            found.append(f"{doing}{leads}{waits}")
    return ", ".join(found) or "–"


def acts_part() -> list[str]:
    """Each act: what it does, where it fits, its elements, and an example; in the order of a declaration's life."""
    lines: list[str] = []
    for kind in _ordered():
        lines += _act(kind)
    return lines[1:]


def _ordered() -> list[str]:
    from gateway.dossier.states import REQUESTS, steps

    known = list(acts().values())
    by_life = [doing for doing in dict.fromkeys(doing for doing, _ in steps()) if doing not in REQUESTS]
    return by_life + [kind for kind in known if kind not in by_life]


def _act(kind: str) -> Iterator[str]:
    root = form(form_of(kind)).root
    file = CHECKOUT / "examples" / "acts" / f"{kind}.xml"
    others = (title_of(kind)[language] for language in ("fr", "ar"))
    yield from ("", f"### {root.name}", "", f"{title_of(kind)[LANGUAGE]} (*{' · '.join(others)}*). {_purpose(kind)}")
    yield from ("", f"Fits: {_where(kind)}. Namespace `urn:dumgate:{kind}:1`.", "")
    yield from table("element", "how many", "value")
    for child in root.children:
        yield from _element(child, "")
    example = COMMENT.sub("", file.read_text(encoding="utf-8")).strip()
    yield from ("", "```xml", *example.splitlines(), "```")


def _element(field: Field, above: str) -> Iterator[str]:
    most = "any" if field.maximum is None else str(field.maximum)
    often = most if str(field.minimum) == most else f"{field.minimum}–{most}"
    codes = "; ".join(f"{code}: {titles[LANGUAGE]}" for code, titles in field.choices.items())
    said = plain(codes or field.expected.get(LANGUAGE, ""))
    said = said[:1].upper() + said[1:]
    if field.codelist:
        said += f" ([{field.codelist}](../schemas/tables/codelists/{field.codelist}.csv))"
    yield f"| `{above}{field.name}` | {often} | {cell(f'**{field.titles[LANGUAGE]}**. {said}'.rstrip())} |"
    for child in field.children:
        yield from _element(child, f"{above}{field.name}/")


def _purpose(kind: str) -> str:
    """What the XSD says at its head of what the act is for."""
    found = COMMENT.search((CHECKOUT / "schemas" / "xsd" / f"{form_of(kind)}.xsd").read_text(encoding="utf-8"))
    said = " ".join(found[1].split()).partition(": ")[2] if found else ""
    first = said.partition(" The documentation of a type")[0]
    return first[:1].upper() + first[1:]


def _where(kind: str) -> str:
    from gateway.dossier.states import steps

    if kind in ELSEWHERE:
        return ELSEWHERE[kind]
    lives = [f"`{life}`" for doing, life in steps() if doing == kind]
    leads = [step.next for (doing, life), step in steps().items() if doing == kind and step.next not in ("", life)]
    then = f"; then it is `{leads[0]}`" if len(leads) == len(lives) else ""
    return f"a declaration that is {' or '.join(lives)}{then}"


def script_part() -> list[str]:
    """What the sandbox does by the beginning of a declarant's reference, from gateway/administration/script.csv."""
    from gateway.administration.sandbox import script

    lines = table("reference begins with", "English", "français", "العربية")
    for each in script():
        said = words.phrase(f"sandbox.script.{each['does']}")
        lines.append(row(f"`{each['prefix']}`", said["en"], said["fr"], said["ar"]))
    return lines
