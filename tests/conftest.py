"""What holds for all tests: their order, their level, what is drawn, and the shapes of events."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from gateway.garbage import look_rarely
from gateway.ledger import events
from gateway.ledger.event_kinds import EventKind
from tests.levels import LEVELS, level_of, starting_nothing

LONGEST = (
    "tests/certify/test_doors.py",
    "tests/schemas/check/test_every_box.py",
    "tests/renderers/printed_form/test_form.py",
    "tests/ledger/test_pipeline.py",
    "tests/backup/test_under_load.py",
    "tests/timekeeping/clock/test_service.py",
    "tests/service/test_change_of_key.py",
    "tests/service/test_killed.py",
    "tests/service/test_killed_acts.py",
    "tests/certify/test_other_tables.py",
    "tests/renderers/printed_form/test_conformance.py",
    "tests/house/test_demo.py",
    "tests/dossier/test_stateful.py",
    "tests/documents/test_family.py",
    "tests/service/test_killed_edifact.py",
    "tests/certify/test_kit.py",
)
"""Each takes half a minute and more, of its own or of what it starts; `pytest --durations` names others.

They are begun first, so that no process waits for another at the end of a run on several.
"""

settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")
"""What is drawn is bounded by the number of examples, not by how quick the machine is."""


def pytest_configure(config: pytest.Config) -> None:
    """The levels by which tests are chosen: `pytest -m unit`."""
    for level, what in LEVELS.items():
        config.addinivalue_line("markers", f"{level}: {what}")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each has one level. The longest first, in their order; all others as they come."""
    for item in items:
        item.add_marker(level_of(item))

    def place(item: pytest.Item) -> int:
        name = item.nodeid.partition("::")[0]
        return LONGEST.index(name) if name in LONGEST else len(LONGEST)

    items.sort(key=place)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """A unit test starts no process, nor does what it asks for."""
    with starting_nothing(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """A unit test starts no process; what ends with it, of other tests too, may."""
    with starting_nothing(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What is collected stays to the end: it is looked through for garbage once, not again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        look_rarely()
        gc.enable()


@pytest.fixture(autouse=True, scope="session")
def events_fit() -> Iterator[None]:
    """What the program writes down in a test has a stream and data as its kind says (`event_kinds.py`)."""
    append = events.Log.append

    def held(self: events.Log, stream: str, kind: EventKind, data: Mapping[str, Any], *more: Any, **named: Any) -> None:
        if isinstance(kind, EventKind) and (wrong := kind.misfits(stream, data)):
            pytest.fail(f"{kind}: {wrong}")
        append(self, stream, kind, data, *more, **named)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(events.Log, "append", held)
        yield
