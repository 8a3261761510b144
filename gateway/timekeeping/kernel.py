"""What the kernel says of the clock: synchronised with others, or not (adjtimex(2), ntp_adjtime(3))."""

from __future__ import annotations

import ctypes

TIME_ERROR = 5
"""What adjtimex answers where the clock is not synchronised."""

STA_UNSYNC = 0x40
"""The bit of the status that says the same; a daemon that keeps the clock clears it."""

_LONG = ctypes.c_long


class Timex(ctypes.Structure):
    """struct timex of <sys/timex.h>; `modes` 0 changes nothing."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        *((name, _LONG) for name in ("offset", "freq", "maxerror", "esterror")),
        ("status", ctypes.c_int),
        *((name, _LONG) for name in ("constant", "precision", "tolerance", "seconds", "microseconds", "tick")),
        *((name, _LONG) for name in ("ppsfreq", "jitter")),
        ("shift", ctypes.c_int),
        *((name, _LONG) for name in ("stabil", "jitcnt", "calcnt", "errcnt", "stbcnt")),
        ("tai", ctypes.c_int),
        ("unused", ctypes.c_int * 11),
    )


def synchronised() -> bool | None:
    """Whether the kernel knows the clock as synchronised; None where it cannot be asked."""
    try:
        state, read = ask()
    except (OSError, AttributeError):
        return None
    return state != TIME_ERROR and not read.status & STA_UNSYNC


def ask() -> tuple[int, Timex]:
    """The state of the clock and all that the kernel says of it. Raises OSError or AttributeError where it cannot."""
    read = Timex()
    state = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(read))
    if state < 0:
        raise OSError(ctypes.get_errno(), "adjtimex")
    return state, read
