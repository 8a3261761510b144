"""How much processor time another process has used: what a task costs, however busy the machine is with other work."""

from __future__ import annotations

import os
from pathlib import Path

USER, SYSTEM = 11, 12
"""Where the two times stand behind the name, in clock ticks (proc_pid_stat(5), fields 14 and 15)."""


def processor_seconds(process: int) -> float | None:
    """Seconds that a process has used since its start, with all its threads; None where the system does not say."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        return (int(fields[USER]) + int(fields[SYSTEM])) / os.sysconf("SC_CLK_TCK")
    except (OSError, IndexError, ValueError):
        return None
