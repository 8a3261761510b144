"""The pages of the form: each box with its title, what a declarant puts there, its elements and the rules on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from referencekit.page_text import LANGUAGES, in_language, link, name_of, plain, row, say, table
from schemas import words
from schemas.form import Field, form
from schemas.law import current

NAMESPACE, XSD = "`urn:dumgate:dum:1`", "`schemas/xsd/dum.xsd`"
STATUS = "{urn:dumgate:form}status"
EXAMPLE_AT_THE_END = re.compile(r" \((?:ex\.|e\.g\.|مثال:) [^()]*\)$")
"""An example of the type, which the element's own replaces."""


def form_page(language: str) -> str:
    """Every element of the DUM, in the order of the XSD, box by box."""
    body = [
        say("form.intro", language, namespace=NAMESPACE, xsd=XSD),
        "",
        say("form.often", language, regimes=link("regimes", language, say("form.regimes", language))),
    ]
    for found in sections():
        body += ["", *_section(found, language)]
    return in_language("form", language, say("form.title", language), body)


def elements(field: Field, above: str = "") -> Iterator[tuple[str, Field]]:
    """All elements below `field` with their paths, in the order of the document."""
    for child in field.children:
        path = f"{above}{child.name}"
        yield path, child
        yield from elements(child, f"{path}/")


def sections() -> list[list[tuple[str, Field]]]:
    """The elements box by box; what is in no box by the group that it stands in, else as the header."""
    root = form("dum").root
    found: dict[str, list[tuple[str, Field]]] = {}
    for path, field in elements(root):
        top = next(child for child in root.children if child.name == path.partition("/")[0])
        found.setdefault(field.box or (top.name if top.kind == "group" else ""), []).append((path, field))
    return list(found.values())


@lru_cache
def titles() -> Mapping[str, Field]:
    """The element that names each box."""
    return {field.box: field for _, field in reversed(list(elements(form("dum").root))) if field.is_box and field.box}


def titled(box: str, language: str) -> str:
    """A box with its title: box 7 “Total net mass”."""
    return words.phrase("place.box", box=box, title=titles()[box].titles)[language]


def unreviewed(field: Field) -> bool:
    """True where the XSD says that nobody has reviewed the Arabic title."""
    annotation = field.xsd.annotation
    parts = annotation.documentation if annotation is not None else []
    return any(part.get(STATUS) == "unreviewed" for part in parts)


def _section(found: list[tuple[str, Field]], language: str) -> Iterator[str]:
    first = found[0][1]
    if first.box is None and first.kind != "group":
        yield f"## {say('form.header', language)}"
    else:
        numbered = f"{say('box', language, box=first.box)} · " if first.box else ""
        yield f"## {numbered}{first.titles[language]}"
        yield ""
        others = [f"{each}: {first.titles[each]}" for each in LANGUAGES if each != language]
        yield f"*{' · '.join(others)}*"
    yield ""
    heads = ("form.element", "form.names", "form.many", "form.value", "form.codes", "form.example", "form.help")
    yield from table(*(say(head, language) for head in heads))
    yield from (_row(path, field, language) for path, field in found)
    rules = [f"[{code}]({name_of('rules', language)}#{code.lower()})" for code in _rules_of(first.box)]
    if rules:
        yield from ["", f"{say('form.rules', language)} {' · '.join(rules)}"]


def _row(path: str, field: Field, language: str) -> str:
    title = field.titles[language] + (" ✻" if language == "ar" and unreviewed(field) else "")
    most = "∞" if field.maximum is None else str(field.maximum)
    often = most if str(field.minimum) == most else f"{field.minimum}–{most}"
    expected = field.expected.get(language) or f"*({say('form.group', language)})*"
    value = EXAMPLE_AT_THE_END.sub("", expected) if field.example else expected
    codes = f"[{field.codelist}](../schemas/tables/codelists/{field.codelist}.csv)" if field.codelist else ""
    example = f"`{field.example}`" if field.example else ""
    return row(f"`{path}`", title, often, plain(value), codes, example, plain(field.help.get(language, "")))


def _rules_of(box: str | None) -> list[str]:
    return list(dict.fromkeys(each["code"] for each in current().rule_rows if box and box in each["boxes"].split()))
