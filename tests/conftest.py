"""The longest files are begun first, so that no process waits for another at the end of a run on several."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

LONGEST = (
    "tests/certify/test_doors.py",
    "tests/service/test_killed.py",
    "tests/backup/test_under_load.py",
    "tests/printing/test_conformance.py",
    "tests/service/test_killed_acts.py",
    "tests/house/test_demo.py",
    "tests/printing/test_form.py",
    "tests/life/test_stateful.py",
    "tests/documents/test_family.py",
    "tests/service/test_killed_edifact.py",
    "tests/service/test_change_of_key.py",
)
"""Each takes half a minute and more; `pytest --durations` names others."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These first, in this order; all others as they come."""

    def place(item: pytest.Item) -> int:
        name = item.nodeid.partition("::")[0]
        return LONGEST.index(name) if name in LONGEST else len(LONGEST)

    items.sort(key=place)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What is collected stays to the end: it is looked through for garbage once, not again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()
