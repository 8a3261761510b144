"""The road names every kind of work, and every step is there."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from gateway.pipeline.deliveries import Deliveries
from gateway.pipeline.papers import Papers
from gateway.pipeline.road import ENQUEUES, Road
from gateway.work import kinds

KINDS = {word for name, word in vars(kinds).items() if name.isupper() and isinstance(word, str)}


def test_each_kind_of_work_has_its_step_and_says_what_it_adds() -> None:
    nothing = cast(Any, None)
    papers = Papers(*[nothing] * 7, specimen=True)
    reading = cast(Any, SimpleNamespace(read=lambda _: None))
    road = Road(nothing, nothing, reading, papers, Deliveries(nothing, nothing, nothing))
    assert set(road.handlers()) == set(ENQUEUES) == KINDS
    assert {added for all_added in ENQUEUES.values() for added in all_added} <= KINDS


def test_all_but_the_first_are_added_by_another() -> None:
    added = {kind for all_added in ENQUEUES.values() for kind in all_added}
    by_doors = {kinds.READ, kinds.DELIVER_ACKNOWLEDGEMENT}
    by_the_calendar = {kinds.LAST_NOTICE}
    assert added | by_doors | by_the_calendar == KINDS
