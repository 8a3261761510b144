"""The clock: it is not behind what is recorded, the system says whether it is synchronised, and the zone data are new
enough."""

from __future__ import annotations

import ctypes
from datetime import datetime, timedelta

import sqlalchemy as sa

from gateway.checking.installation import Installation
from gateway.checking.report import Checked
from gateway.ledger import database, tables
from schemas.days import later
from schemas.zone import zone_release

SLACK = timedelta(minutes=5)
"""Two machines that use one database differ by seconds."""

TIME_ERROR, STA_UNSYNC, STATUS_AT, TIMEX_BYTES = 5, 0x40, 40, 512
"""From Linux's `adjtimex(2)`: what it returns while the clock is not synchronised, the bit that says why, the place
of `status` in `struct timex` where a long has 8 bytes, and more bytes than that struct has."""


def check_clock(installation: Installation, checked: Checked) -> None:
    """Whether the clock can be trusted to date documents."""
    checked.facts = {"now": installation.now.isoformat(), "zone_data": zone_release()}
    synchronised = is_synchronised()
    checked.facts["synchronised"] = synchronised
    if synchronised is False:
        checked.add("noted", "clock.not_synchronised")
    event = tables.event.c
    newest = sa.select(event.recorded_at).order_by(event.position.desc()).limit(1)
    rows = database.read(installation.database, newest)
    if rows:
        checked.facts["last_recorded"] = rows[0].recorded_at
        if later(installation.now, SLACK) < datetime.fromisoformat(rows[0].recorded_at):
            checked.add("wrong", "clock.behind", now=installation.now.isoformat(), last=rows[0].recorded_at)


def is_synchronised() -> bool | None:
    """Whether the system keeps its clock by others' (NTP, PTP); None where it does not say. Changes nothing."""
    try:
        adjtimex = ctypes.CDLL(None, use_errno=True).adjtimex
    except (OSError, AttributeError):  # no Linux
        return None
    state = ctypes.create_string_buffer(TIMEX_BYTES)  # modes = 0: only read
    answer = adjtimex(state)
    if answer < 0:  # not allowed here
        return None
    status = int.from_bytes(state.raw[STATUS_AT : STATUS_AT + 4], "little")
    return answer != TIME_ERROR and not status & STA_UNSYNC
