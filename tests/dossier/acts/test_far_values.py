"""Years, numbers and times far beyond any form: an ordinary finding at the box, in every act, request and declaration.

The library that reads dates works out no year of eleven digits: it is not asked to.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from parsers.xml import XmlLimits, read_xml
from schemas.acts import PAYMENT, acts, form_of
from schemas.check import check
from schemas.form import LONGEST_COUNTED, Field, form

from .messages import ACTS, EXAMPLES, LAW, REQUESTS, is_told, written

KINDS = sorted({*acts().values(), PAYMENT})
FORMS = ["dum", "request", *map(form_of, KINDS)]
FAR_YEARS = ("99999999999-01-01", "-99999999999-01-01", "10000-01-01", "-0001-01-01")
FAR_MOMENTS = (
    *(f"{year}T00:00:00" for year in FAR_YEARS),
    "2026-01-01T00:00:00." + "1" * LONGEST_COUNTED,
    "2026-01-01T00:00:00+99:99",
    "2026-01-01T24:00:00",
)
FAR_DAYS = (*FAR_YEARS, "2026-01-01+99:99", "2026-02-30", "2" * (LONGEST_COUNTED + 1))
FAR_NUMBERS = (
    "9" * (LONGEST_COUNTED + 1),
    "-" + "9" * LONGEST_COUNTED,
    "0." + "1" * LONGEST_COUNTED,
    "1E999999999",
    "INF",
    "NaN",
)
FAR = {"date": FAR_DAYS, "datetime": FAR_MOMENTS, "decimal": FAR_NUMBERS, "integer": FAR_NUMBERS}
MESSAGES = {"dum": (EXAMPLES / "import.xml").read_bytes(), "request": REQUESTS["amend"], **ACTS}


def leaves(definition: Field) -> Iterator[Field]:
    """Every leaf of a form."""
    for child in definition.children:
        yield from leaves(child) if child.kind == "group" else [child]


@pytest.mark.parametrize("name", FORMS)
def test_no_leaf_of_a_form_takes_or_breaks_at_a_far_value(name: str) -> None:
    asked = 0
    for leaf in leaves(form(name).root):
        for value in FAR.get(leaf.kind, ()):
            asked += 1
            assert not leaf.accepts(value), (leaf.name, value)
    assert asked


@pytest.mark.parametrize("name", MESSAGES)
def test_a_far_value_is_found_at_its_box(name: str) -> None:
    """Each date, time and number of the example in turn, the first of each name."""
    shape = form(name if name in ("dum", "request") else form_of(name))
    limits = XmlLimits()
    reading = read_xml(MESSAGES[name], limits)
    assert reading.root is not None
    asked = 0
    for way, leaf in ways(shape.root):
        found = reading.root.find("/".join(way))
        if found is None or leaf.kind not in FAR:
            continue
        sound = found.text
        for value in FAR[leaf.kind]:
            found.text = value
            asked += 1
            again = read_xml(written(reading.root), limits)
            assert again.root is not None
            assert again.source is not None
            verdict = check(again.root, again.source, shape, LAW)
            place = again.source.value(again.root.find("/".join(way)))
            (told,) = [each for each in verdict.findings if each.code == "XSD06"]
            assert (told.position, told.box, told.severity) == (place, leaf.box, "refused"), value
            assert told.value == value[:1000]
            assert is_told(told, leaf)
        found.text = sound
    assert asked >= len(FAR_MOMENTS)


def ways(definition: Field) -> Iterator[tuple[tuple[str, ...], Field]]:
    """The way to each leaf, and the leaf."""
    for child in definition.children:
        if child.kind != "group":
            yield (child.tag,), child
        else:
            for way, leaf in ways(child):
                yield (child.tag, *way), leaf
