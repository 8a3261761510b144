"""The guard of the clock: what holds it, what does not, and what lets it go on."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from gateway.ledger.events import rebuild
from gateway.timekeeping import kernel
from gateway.timekeeping.guard import ClockAway, ClockGuard
from gateway.timekeeping.recorded import confirm
from gateway.work.failures import part_away
from tests.timekeeping.clock.conftest import DAY, HOUR, START, Machine

pytestmark = pytest.mark.service


SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def stands(machine: Machine, guard: ClockGuard, time: timedelta, step: timedelta = MINUTE) -> None:
    """The service runs for a time, and watches."""
    for _ in range(time // step):
        machine.passes(step)
        guard.watch()


def test_an_empty_ledger_has_nothing_to_compare(machine: Machine) -> None:
    machine.jumps(365 * 70 * DAY)
    assert (machine.start().watch().held, machine.told()) == (None, [])


@pytest.mark.parametrize(
    ("by", "held"),
    [
        (timedelta(0), None),
        (3 * DAY, None),
        (3 * DAY + SECOND, "ahead"),
        (365 * DAY, "ahead"),
        (-4 * MINUTE, None),
        (-6 * MINUTE, "behind"),
        (-4 * DAY, "behind"),
    ],
)
def test_a_start_compares_the_clock_with_the_last_recorded_instant(
    machine: Machine, by: timedelta, held: str | None
) -> None:
    machine.writes()
    machine.jumps(by)
    guard = machine.start()
    found = guard.watch()
    assert (found.held, found.last, found.far) == (held, START, False)
    assert ("clock-held" in machine.told()) is bool(held)
    guard.ask()
    if held:
        with pytest.raises(ClockAway):
            guard.vetted()
    else:
        assert guard.vetted() == machine.now


def test_it_goes_on_after_an_hour_in_step_with_a_synchronised_clock(machine: Machine) -> None:
    machine.writes()
    machine.passes(4 * DAY)  # an idle office, its machine switched off
    guard = machine.start()
    guard.watch()
    stands(machine, guard, HOUR - MINUTE)
    assert guard.look().held == "ahead"
    stands(machine, guard, 2 * MINUTE)
    assert guard.look().held is None
    assert machine.told() == ["clock-held", "clock-confirmed synchronised"]
    machine.passes(MINUTE)
    assert machine.start().look().held is None
    with machine.engine.begin() as connection:
        assert rebuild(connection) == len(machine.events())


def test_the_hour_begins_anew_where_the_clock_was_moved_or_not_synchronised(machine: Machine) -> None:
    machine.writes()
    machine.jumps(4 * DAY)
    guard = machine.start()
    guard.watch()
    stands(machine, guard, HOUR - 2 * MINUTE)
    machine.jumps(MINUTE)
    stands(machine, guard, HOUR - 2 * MINUTE)
    machine.synchronised = False
    stands(machine, guard, MINUTE)
    machine.synchronised = True
    stands(machine, guard, HOUR - MINUTE)
    assert guard.look().held == "ahead"
    stands(machine, guard, MINUTE)
    assert guard.look().held is None


@pytest.mark.parametrize("synchronised", [False, None])
def test_a_clock_that_nobody_keeps_waits_for_the_operator(machine: Machine, synchronised: bool | None) -> None:
    machine.synchronised = synchronised
    machine.writes()
    machine.jumps(4 * DAY)
    guard = machine.start()
    stands(machine, guard, 5 * HOUR)
    assert guard.look().held == "ahead"
    machine.in_one_commit(lambda log: confirm(log, "operator"), "cli")
    assert guard.look().held is None
    assert guard.vetted() == machine.now
    machine.passes(MINUTE)
    assert machine.start().look().held is None


def test_the_word_of_an_operator_at_another_clock_is_no_word_for_this_one(machine: Machine) -> None:
    machine.writes()
    machine.jumps(100 * DAY)
    guard = machine.start()
    guard.watch()
    machine.jumps(-100 * DAY)
    machine.in_one_commit(lambda log: confirm(log, "operator"), "cli")
    machine.jumps(100 * DAY)
    assert guard.look().held == "ahead"
    assert machine.start().look().held == "ahead"


def test_a_jump_while_the_service_runs_is_seen_whatever_was_written_since(machine: Machine) -> None:
    guard = machine.start()
    machine.writes()
    guard.watch()
    machine.passes(MINUTE)
    machine.jumps(100 * DAY)
    machine.writes()
    assert guard.look().held == "ahead"
    again = machine.start()  # killed before it could write down that it is held
    assert (again.look().held, again.look().last) == ("ahead", START)
    guard.watch()
    machine.jumps(-100 * DAY)  # set right again: what was written is ahead of it
    machine.passes(MINUTE)
    assert guard.look().held
    assert machine.start().look().held
    stands(machine, guard, HOUR + MINUTE)
    assert guard.look().held is None


def test_the_clock_of_a_service_that_idles_is_no_jump(machine: Machine) -> None:
    machine.synchronised = False
    machine.writes()
    guard = machine.start()
    stands(machine, guard, 10 * DAY, HOUR)
    assert guard.look().held is None
    assert 5 <= machine.told().count("clock-stood") <= 10
    machine.passes(DAY)
    assert machine.start().look().held is None


def test_what_commands_write_is_not_compared(machine: Machine) -> None:
    machine.writes()
    machine.jumps(-45 * DAY)
    machine.writes("cli")
    machine.jumps(45 * DAY)
    assert machine.start().look().held is None


def test_what_a_command_writes_by_that_clock_does_not_make_its_year_right(machine: Machine) -> None:
    guard = machine.start()
    machine.writes()
    guard.watch()
    machine.jumps(800 * DAY)
    assert guard.watch().far
    machine.writes("cli:root")  # as `dumgate work forget` does
    assert guard.watch().far


@pytest.mark.parametrize(("days", "far"), [(365, False), (800, True), (-800, True)])
def test_nothing_is_accepted_where_the_year_differs_by_more_than_one(machine: Machine, days: int, far: bool) -> None:
    guard = machine.start()
    machine.writes()
    guard.watch()
    machine.jumps(days * DAY)
    assert guard.watch().far is far
    if not far:
        guard.ask()
        return
    with pytest.raises(ClockAway) as raised:
        guard.ask()
    assert part_away(raised.value) == "clock"
    again = machine.start()
    with pytest.raises(ClockAway):
        again.ask()
    machine.in_one_commit(lambda log: confirm(log, "operator"), "cli")
    guard.ask()
    again.ask()
    machine.start().ask()


def test_the_kernel_is_asked_as_it_understands() -> None:
    _, read = kernel.ask()
    assert abs(read.seconds - time.time()) < 5
    assert 5_000 <= read.tick <= 50_000
    assert kernel.synchronised() in (True, False)
