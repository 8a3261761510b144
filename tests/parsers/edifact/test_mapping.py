"""The table of boxes and segments: whole, lawful by the directory, and one place for each value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.edifact_directory import Node, directory
from schemas.edifact_mapping import REQUEST, Block, Row, message, rows
from schemas.edifact_values import from_edifact, message_number, references, to_edifact, values
from schemas.form import Field, form

NOT_CARRIED = {"MessageNumber", "FormQuantity"}
"""They stand in the envelope or follow from the articles."""
OFFICE = {"A", "D", "E", "F", "G", "H"}


def leaves(field: Field, above: str = "") -> dict[str, Field]:
    """The leaves below a field by path."""
    found: dict[str, Field] = {}
    for child in field.children:
        path = f"{above}{child.name}"
        found |= leaves(child, f"{path}/") if child.kind == "group" else {path: child}
    return found


def paths(row: Row) -> set[str]:
    """The paths that a row carries, from the root of its form."""
    return {
        "/".join(part for part in (row.context, slot.path) if part not in ("", ".")) or row.context
        for slot in row.slots
        if slot.path != "number"
    }


def test_each_box_of_the_declarant_has_its_place() -> None:
    carried = {path for row in rows() for path in paths(row)}
    wanted = {path for path, leaf in leaves(form("dum").root).items() if leaf.box not in OFFICE} - NOT_CARRIED
    asked = {f"{REQUEST}/{name}" for name in ("DUMNumber", "Version", "Reason")}
    assert carried == wanted | asked


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row.number}-{row.tag}")
def test_each_place_is_one_of_the_directory(row: Row) -> None:
    items = directory("D96B").segments[row.tag].items if row.tag != "UNS" else ()
    for slot in row.slots:
        assert slot.component + slot.span - 1 <= len(items[slot.element - 1].components), slot
    for fixed in row.literals if items else ():
        item = items[fixed.element - 1]
        component = item.components[fixed.component - 1]
        own_list = component.qualified or item.components[0].qualified
        for value in fixed.values:
            assert len(value) <= component.element.longest
            assert own_list or component.element.codes is None or value in component.element.codes, value


def test_the_rows_stand_in_the_order_of_the_message() -> None:
    order: list[tuple[str, ...]] = []

    def walk(node: Node, above: tuple[str, ...]) -> None:
        for part in node.parts:
            order.append((*above, part.group or part.tag))
            walk(part, (*above, part.group) if part.group else above)

    walk(directory("D96B").messages["CUSDEC"], ())
    place = 0
    for row in rows():
        trigger = row.groups and _is_trigger(row)
        at = row.groups if trigger else (*row.groups, row.tag)
        again = row.groups[:1] and order.index(row.groups[:1]) < place
        place = order.index(at, order.index(row.groups[:1]) if again else place)


def _is_trigger(row: Row) -> bool:
    def found(block: Block) -> bool:
        inner = (part for part in block.parts if isinstance(part, Block))
        return any(each.trigger is row or found(each) for each in inner)

    return found(message())


SAME_DAY = [f"20260630{serial:0{places}}" for places in range(3, 12) for serial in (1, 2, 10**places - 1)]
LEADING_ZEROS = ["0" * zeros + "1" for zeros in range(19)] + ["0" * length for length in range(1, 20)]
STROKED = ["IC0001/1", "A_B/C", "20260630/00011", "20260630101500/1", "20260630101500/0-", "202606301015/0-2"]


@pytest.mark.parametrize("number", ["1", "42", "12345", "9" * 14, "9" * 15, "9" * 19, *STROKED])
def test_a_message_number_comes_back(number: str) -> None:
    assert message_number(*references(number)) == number


@given(st.from_regex("[0-9]{1,19}", fullmatch=True))
def test_each_number_of_digits_comes_back_from_references_that_fit(number: str) -> None:
    pair = references(number)
    assert message_number(*pair) == number
    assert all(1 <= len(each) <= 14 for each in pair)


def test_two_numbers_have_two_interchange_references() -> None:
    numbers = {*SAME_DAY, *(each for each in LEADING_ZEROS if len(each) <= 14)}
    assert len({references(each)[0] for each in numbers}) == len(numbers)
    every = {*SAME_DAY, *LEADING_ZEROS}
    assert len({references(each) for each in every}) == len(every)


@given(st.from_regex("[0-9]{1,15}", fullmatch=True), st.from_regex("0?-?[0-9]{0,6}", fullmatch=True))
def test_a_number_of_digits_is_made_of_one_pair_only(interchange: str, reference: str) -> None:
    number = message_number(interchange, reference)
    assert "/" in number or references(number) == (interchange, reference)


def test_two_messages_never_have_one_number() -> None:
    pairs = [("1", "11"), ("11", "1"), ("111", "0"), ("1", "00011"), ("100011", "0"), ("100011", "1"), ("0", "100011")]
    pairs += [("2" * 14, "0"), ("2" * 14, "0-2"), ("2" * 14, "02"), ("2" * 14, "2"), ("2" * 13, "0-2"), ("2", "0-2")]
    pairs += [("2" * 14, "0-222222"), ("2" * 14, "0-"), ("2" * 14, "22222"), ("٢" * 14, "0"), ("2" * 14, "0-٢")]
    pairs += [("A B", "1"), ("A_B", "1"), ("A/B", "1"), ("رقم", "١"), ("قيد", "٢"), ("X" * 14, "1"), ("X" * 15, "1")]
    assert len({message_number(*pair) for pair in pairs}) == len(pairs)
    for pair in pairs:
        assert len(message_number(*pair)) <= 29


def test_of_several_codes_of_one_meaning_the_first_is_written() -> None:
    for how, pairs in values().items():
        written = {own: to_edifact(how, own) for own in pairs.values()}
        assert all(pairs[code] == own for own, code in written.items())
        assert len(pairs) == len(set(pairs.values())) or how == "transport_document"
    assert to_edifact("transport_document", "CONNAISSEMENT") == "705"
    assert to_edifact("transport_document", "LTA") == "740"


@pytest.mark.parametrize(
    ("how", "edifact", "dum"),
    [
        ("date", "20260701", "2026-07-01"),
        ("time", "20260701093000", "2026-07-01T09:30:00"),
        ("function", "9", "2"),
        ("unit", "KGM", "KG"),
        ("unit", "XYZ", "XYZ"),
        ("number", "12.5", "12.5"),
        ("", "as it is", "as it is"),
    ],
)
def test_values_are_put_otherwise_and_back(how: str, edifact: str, dum: str) -> None:
    assert from_edifact(how, edifact) == dum
    assert to_edifact(how, dum) == edifact


@pytest.mark.parametrize(
    ("how", "edifact", "form", "dum"),
    [
        ("date", "20260701", "102", "2026-07-01"),
        ("date", "260701", "101", "2026-07-01"),
        ("date", "202607010930", "203", "2026-07-01"),
        ("date", "20260701093000", "204", "2026-07-01"),
        ("time", "202607010930", "203", "2026-07-01T09:30:00"),
        ("time", "20260701093015", "204", "2026-07-01T09:30:15"),
        ("date", "260701", "", "260701"),  # which of its digits are the year is not said
        ("date", "20260701", "101", "20260701"),
        ("date", "260701", "102", "260701"),
        ("date", "010726", "2", "010726"),
        ("date", "٢٠٢٦٠٧٠١", "102", "٢٠٢٦٠٧٠١"),
        ("date", "7.1.2026", "", "7.1.2026"),
        ("number", "12,5", "", "12.5"),
    ],
)
def test_other_ways_are_read_too_and_none_is_guessed(how: str, edifact: str, form: str, dum: str) -> None:
    assert from_edifact(how, edifact, form) == dum
