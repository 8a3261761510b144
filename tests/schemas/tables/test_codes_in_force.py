"""The codes of findings and the law of a day are made once, whoever asks for them and from how many threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

from schemas.findings import finding
from schemas.law import Law, codes, shipped


def test_codes_are_made_once_for_a_law_and_nobody_can_change_them() -> None:
    assert codes() is codes()
    assert codes(Law(shipped()._folder)) is not codes()
    assert finding("XML02").source == codes()["XML02"].source
    assert not hasattr(codes(), "update")


def test_threads_that_ask_for_several_days_in_turn_build_each_once() -> None:
    law = Law(shipped()._folder)
    days = [date(2026, 1, 1) + timedelta(days=count) for count in range(3)]
    built = [law.on(day) for day in days]

    def ask(turn: int) -> bool:
        return all(law.on(days[(turn + step) % 3]) is built[(turn + step) % 3] for step in range(300))

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(ask, range(8)))
