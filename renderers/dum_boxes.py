"""What stands in each box of the printed DUM: values as a person reads them, line by line, with the titles of codes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from typing import Any

from lxml import etree

from renderers.formats import NO_BREAK_SPACE, amount, mass, money, rate
from renderers.office_words import ACTS, parts_in_words
from renderers.records import Assessment
from renderers.text import right_to_left, showable
from schemas.declaration import text_of
from schemas.form import Field, form
from schemas.law import LawOfDay, Row, parse
from schemas.words import family

LONGEST = 4_000
"""More characters than any element of dum.xsd may have: nothing is cut."""
TABLES = ("B", "C")
"""The boxes that are tables of duties; all others are lines of values."""
_DECIMALS = {"DirhamAmount": 2, "InvoiceAmount": 2, "Mass": 2, "ExchangeRate": 2, "SupplementaryQuantity": 0}
_UNITS = {"DirhamAmount": money, "Mass": mass}
_COLUMNS = {"code": "TypeCode", "base": "Base", "rate": "Rate", "amount": "Amount"}
_RATES = ("DutyRate", "WasteRate")
_FIGURES = re.compile(r"[+-]?(?=[.]?[0-9])[0-9]*[.]?[0-9]*")
LONGEST_FIGURES = 100

Piece = dict[str, Any]
"""One value: `label`, what is said before it; `value`; `name`, the title of its code; each a `text` with its `rtl`."""
Line = list[Piece]


def _showable(text: str) -> str:
    return showable(text, LONGEST)


@dataclass(frozen=True, slots=True)
class Words:
    """In what words codes and labels are said: a language (fr, en, ar) and the code lists of a day; without these,
    codes stand alone. `show` makes a text one that can be shown; of each box few more than `most` values are made."""

    language: str
    law: LawOfDay | None
    show: Callable[[str], str] = _showable
    most: int | None = None


def boxes(parent: etree._Element, words: Words) -> dict[str, Any]:
    """The boxes that stand directly in a declaration or in an article, by box: lines, for B and C a table.

    What the form does not know, of a declaration that is refused, is left out; what it cannot read stays as it was
    written.
    """
    found: dict[str, Any] = {}
    full: set[str] = set()
    for child, field in _children(parent, _field_of(parent)):
        if field.box is None or field.is_article or field.box in full:
            continue
        if field.box in TABLES:
            found[field.box] = duties(child, field, words)
        else:
            before = found.setdefault(field.box, [])
            new = lines(child, field, words)
            if before and new and _style(field, None).get("line") == "same":
                before[-1] += new.pop(0)
            before += new
            if words.most is not None and sum(map(len, before)) >= words.most:
                full.add(field.box)
    return found


def lines(node: etree._Element, field: Field, words: Words) -> list[Line]:
    """The lines of one element: of a leaf one, of a group as `dum_pieces.csv` breaks them."""
    found: list[Line] = [[]]
    unit: Piece = {}
    for piece, place in islice(_pieces(node, field, None, words), words.most):
        if place == "new" and found[-1]:
            found.append([])
        if place == "unit" and found[-1]:
            found[-1][-1] = _with_unit(found[-1][-1], piece)
        elif place == "unit":
            unit = piece
        else:
            found[-1].append(_with_unit(piece, unit) if unit else piece)
            unit = {}
    return [line for line in found if line]


def _with_unit(figures: Piece, unit: Piece) -> Piece:
    """An amount or a quantity with its unit behind it, whichever of both is sent first."""
    value = f"{figures['value']['text']}{NO_BREAK_SPACE}{unit['value']['text']}"
    return {**figures, **unit, "value": {"text": value, "rtl": False}}


def duties(node: etree._Element, field: Field, words: Words) -> dict[str, Any]:
    """Box B of an article or box C: its lines (code, title, base, rate, amount) and the total, in figures."""
    line, total = field.by_name["Line"], field.by_name["Total"]
    rows = []
    for each in islice(node.iterfind(line.tag), words.most):
        values = {
            leaf.name: said(text_of(child), leaf, words.show, unit=False) for child, leaf in _children(each, line)
        }
        rows.append({key: values.get(name, "") for key, name in _COLUMNS.items()})
    summed = node.find(total.tag)
    return {"rows": rows, "total": "" if summed is None else said(text_of(summed), total, words.show)}


def assessed_lines(assessed: Assessment) -> dict[str, Any]:
    """Box B of the whole declaration: the lines of an assessment of the office, and its number."""
    rows = [
        {
            "code": each.code,
            "base": "" if each.base is None else amount(each.base),
            "rate": "" if each.rate is None else rate(each.rate),
            "amount": amount(each.amount),
        }
        for each in assessed.lines
    ]
    return {"rows": rows, "total": "", "assessed": money(assessed.total), "number": assessed.number}


def assessed_beside(proposed: Mapping[str, Any] | None, assessed: Assessment) -> dict[str, Any]:
    """Box C with what the office assessed beside what was proposed, duty by duty."""
    table = proposed or {"rows": [], "total": ""}
    sums = {row["code"]: Decimal(0) for row in table["rows"]}
    for each in assessed.lines:
        sums[each.code] = sums.get(each.code, Decimal(0)) + each.amount
    due = {code: amount(total) for code, total in sums.items()}
    rows = [{**row, "assessed": due.pop(row["code"], "")} for row in table["rows"]]
    rows += [{"code": code, "amount": "", "assessed": total} for code, total in due.items()]
    return {"rows": rows, "total": table["total"], "assessed": money(assessed.total)}


def title_of_duty(code: str, words: Words) -> dict[str, Any]:
    """The title of a duty or tax, empty where the list does not know it."""
    row: Row = (words.law.row("duty_types", code) if words.law is not None else None) or {}
    title = showable(row.get(f"name_{words.language}", ""))
    return {"text": title, "rtl": right_to_left(title)}


def fields_by_name() -> Mapping[str, Field]:
    """The elements that stand directly in a declaration, by name."""
    return {field.name: field for field in form("dum").root.children}


def _field_of(node: etree._Element) -> Field:
    root = form("dum").root
    return root if node.tag == root.tag else root.by_tag[str(node.tag)]


def _children(node: etree._Element, field: Field) -> Iterator[tuple[etree._Element, Field]]:
    return ((child, field.by_tag[str(child.tag)]) for child in node if str(child.tag) in field.by_tag)


def _pieces(node: etree._Element, field: Field, parent: Field | None, words: Words) -> Iterator[tuple[Piece, str]]:
    """Each value with its place: new where it begins a line, unit where it is that of its neighbour."""
    if field.kind == "group":
        named = field.type_name == "Country" and len(node) > 1
        for child, inner in _children(node, field):
            for piece, place in _pieces(child, inner, field, words):
                yield ({key: piece[key] for key in piece if key != "name"} if named else piece), place
        return
    style = _style(field, parent)
    name = ""
    text = text_of(node)
    label = family("printed_piece", words.language).get(style.get("element", ""), "")
    if field.name in ACTS and words.law is not None:
        said_by_office = parts_in_words(field.name, words.show(text), words.language, words.law)
        for at, (part, title) in enumerate(said_by_office):
            yield _piece(part, showable(title), "" if at else label), "" if at else "new"
        return
    if field.codelist is not None and words.law is not None and style.get("name") != "no":
        row: Row = words.law.row(field.codelist, text) or {}
        name = showable(row.get(f"name_{words.language}") or row.get("name_en") or "")
    shown = said(text, field, words.show)
    yield _piece(shown, name, label), style.get("line", "")


def _piece(value: str, name: str, label: str) -> Piece:
    return {
        key: {"text": text, "rtl": right_to_left(text)}
        for key, text in (("label", label), ("value", value), ("name", name))
        if text
    }


def said(text: str, field: Field, show: Callable[[str], str] = _showable, unit: bool = True) -> str:
    """The value of a leaf as a person reads it: amounts in figures with no-break spaces, with their `unit` or without
    it; dates DD/MM/YYYY.

    What is none of these, in a declaration that is refused, stands as it was written, as `show` makes it.
    """
    try:
        return _formatted(text, field, unit) or show(text)
    except (ArithmeticError, ValueError, OverflowError):
        return show(text)


def _formatted(text: str, field: Field, unit: bool) -> str | None:
    """A figure, a day or a time; None for any other text. Raises ArithmeticError or ValueError where it is none."""
    if field.kind == "date":
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    if field.kind == "datetime":
        return f"{datetime.fromisoformat(text):%d/%m/%Y %H:%M:%S}".replace(" ", "\u00a0").removesuffix(":00")
    if len(text) > LONGEST_FIGURES or not _FIGURES.fullmatch(text):
        return None
    if field.type_name in _RATES:
        return rate(Decimal(text))
    if unit and field.type_name in _UNITS:
        return _UNITS[field.type_name](Decimal(text))
    if field.kind == "decimal":
        return amount(Decimal(text), _DECIMALS[field.type_name])
    return amount(Decimal(text), 0) if field.type_name == "PackageQuantity" else None


def _style(field: Field, parent: Field | None) -> Row:
    rows = _styles()
    own = rows.get(f"{parent.type_name}/{field.name}") if parent is not None else None
    return own or rows.get(field.name, {})


@lru_cache
def _styles() -> Mapping[str, Row]:
    text = files("renderers").joinpath("templates/dum_pieces.csv").read_text(encoding="utf-8")
    return {row["element"]: row for row in parse(text)}


def line_of(labelled: Sequence[tuple[str, str]]) -> Line:
    """A line of values with their labels, such as the head of a form has."""
    return [_piece(showable(value, LONGEST), "", label) for label, value in labelled if value]
