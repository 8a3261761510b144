"""Moments are taken in one way: one zone, a day by `day_of`, an order by the instant; nothing asks the machine."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.checkout import CHECKOUT

ROOMS = ("gateway", "parsers", "renderers", "schemas")
FROZEN = "gateway/ledger/migrations/"
"""What was written once stays: it read what there was then."""

ZONE, DAYS = "schemas/zone.py", "schemas/days.py"
DAY_OF_ITS_OWN = {
    DAYS,
    "schemas/rules/dates.py",  # what a sender says, without a zone
    "gateway/history/legal_days.py",  # the day that an old text states
}
"""Where `.date()` is right."""


def strange(tree: ast.AST, name: str) -> Iterator[str]:
    """What takes a moment in another way."""
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            child.above = node  # type: ignore[attr-defined]
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)) and name != ZONE and "zoneinfo" in ast.unparse(node):
            yield "the zone of the machine"
        if isinstance(node, ast.Subscript) and ast.unparse(node.slice) == ":10":
            yield "a day cut from a text"
        if isinstance(node, ast.Attribute) and node.attr.endswith("_at") and _orders(node):
            yield "local times ordered as text"
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        bare = not node.args and not node.keywords
        if node.func.attr == "date" and bare and name not in DAY_OF_ITS_OWN:
            yield "a day taken by another zone"
        if node.func.attr in ("astimezone", "localtime", "ctime", "mktime", "tzset") and bare:
            yield "the hour of the machine"
        given = [ast.unparse(each.value) for each in node.keywords if each.arg == "tzinfo"]
        if "CASABLANCA" in given and name != DAYS:
            yield "a local time without a meaning in the hour that came twice"


def _orders(node: ast.AST) -> bool:
    """Whether a column stands in `order_by` as it is."""
    while (above := getattr(node, "above", None)) is not None:
        if isinstance(above, ast.Call) and node in above.args:
            called = ast.unparse(above.func)
            if called == "instant":
                return False
            if called.endswith(".order_by"):
                return True
        node = above
    return False


@pytest.mark.parametrize("room", ROOMS)
def test_every_moment_is_taken_in_the_one_way(room: str) -> None:
    found = []
    for path in sorted((CHECKOUT / room).rglob("*.py")):
        name = str(path.relative_to(CHECKOUT))
        if not name.startswith(FROZEN):
            found += [f"{name}: {each}" for each in strange(ast.parse(path.read_text(encoding="utf-8")), name)]
    assert found == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("from zoneinfo import ZoneInfo", "the zone of the machine"),
        ("import zoneinfo", "the zone of the machine"),
        ("row.registered_at[:10]", "a day cut from a text"),
        ("gateway.clock().date()", "a day taken by another zone"),
        ("moment.astimezone()", "the hour of the machine"),
        ("query.order_by(table.c.paid_at.desc(), table.c.number)", "local times ordered as text"),
        ("moment.replace(tzinfo=CASABLANCA)", "a local time without a meaning in the hour that came twice"),
    ],
)
def test_what_takes_it_otherwise_is_seen(wrong: str, told: str) -> None:
    assert list(strange(ast.parse(wrong), "gateway/x.py")) == [told]


def test_the_one_way_is_not_told() -> None:
    right = "query.order_by(instant(table.c.paid_at).desc(), table.c.number); day_of(moment); at.astimezone(UTC)"
    assert list(strange(ast.parse(right), "gateway/x.py")) == []
