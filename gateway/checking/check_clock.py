"""The clock: whether it is believed, the system says whether it is synchronised, and the zone data are new enough."""

from __future__ import annotations

from datetime import timedelta

from gateway.checking.check_report import Checked, Fault, Severity
from gateway.checking.installation import Installation
from gateway.timekeeping.guard import ClockGuard
from gateway.timekeeping.state import clock_state
from schemas.words import phrase
from schemas.zone import zone_release


def check_clock(installation: Installation, checked: Checked) -> None:
    """Whether the clock can be trusted to date documents, and what is held back until it can."""
    checked.facts = {"now": installation.now.isoformat(), "zone_data": zone_release()}
    engine, jump = installation.database, timedelta(days=installation.settings.clock_jump)
    state = clock_state(engine, ClockGuard(engine, jump, lambda: installation.now))
    last = state.last.isoformat() if state.last else None
    checked.facts |= {"synchronised": state.synchronised, "last_recorded": last, "days_ahead": state.days_ahead}
    checked.facts |= {"held": state.held, "far": state.far}
    if state.synchronised is False:
        checked.add("noted", "clock.not_synchronised")
    if state.held is None:
        return
    code = "far" if state.far else state.held
    severity: Severity = "noted" if code == "ahead" else "wrong"
    facts = {"now": state.now.isoformat(), "last": last or "-", "days": str(installation.settings.clock_jump)}
    words = (phrase(f"check.clock.{code}", **facts), phrase("clock.remedy"))
    checked.take(Fault(f"clock.{code}", severity, facts, given=words))
