"""What the folder tests share: a clock that is moved by hand, a recording accept, DUM bodies, drops."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from gateway.doors.folder.folder_door import FolderArrival, FolderIntake

PARTNER = "atlas"


class Clock:
    """A monotonic clock that only the test moves (seconds)."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Accepting:
    """An accept that is durable and idempotent per claim, as the contract asks; counts the calls too."""

    def __init__(self) -> None:
        self.arrivals: dict[str, FolderArrival] = {}
        self.calls = 0
        self.failing: Exception | None = None

    def __call__(self, arrival: FolderArrival) -> None:
        self.calls += 1
        if self.failing is not None:
            raise self.failing
        self.arrivals.setdefault(arrival.claim, arrival)

    @property
    def names(self) -> list[str]:
        return sorted(arrival.name for arrival in self.arrivals.values())

    def one(self) -> FolderArrival:
        (arrival,) = self.arrivals.values()
        return arrival


class House:
    """An inbox, an outbox, one partner and an intake that can be started again."""

    def __init__(self, root: Path, **settings: Any) -> None:
        self.root = root
        self.inbox = root / "inbox" / PARTNER
        self.outbox = root / "outbox" / PARTNER
        self.inbox.mkdir(parents=True)
        self.rejected = self.outbox / "rejected"
        self.clock = Clock()
        self.accepting = Accepting()
        self.settings = {"use_events": False, "clock": self.clock, **settings}
        self.intake = self.start()

    def start(self) -> FolderIntake:
        """A new intake that knows nothing of the one before."""
        self.intake = FolderIntake(
            self.root / "inbox", self.root / "outbox", lambda: [PARTNER], self.accepting, **self.settings
        )
        return self.intake

    def drop(self, name: str, content: bytes = b"x") -> Path:
        file = self.inbox / name
        file.write_bytes(content)
        return file

    def scan(self, *after: float) -> None:
        """Scan now, then again after each of the given seconds."""
        self.intake.scan_once()
        for seconds in after:
            self.clock.now += seconds
            self.intake.scan_once()

    def left(self) -> list[str]:
        """What is left in the inbox, claims included."""
        found = []
        for folder, _, files in os.walk(self.inbox):
            found += [str((Path(folder) / name).relative_to(self.inbox)) for name in files]
        found += [each.name for each in self.inbox.iterdir() if each.is_dir() and each.name != ".claimed"]
        return sorted(found)

    def findings(self, name: str) -> list[str]:
        """The codes beside a rejected file, which must be there."""
        assert os.path.lexists(self.rejected / name)
        found = json.loads((self.rejected / f"{name}.findings.json").read_text(encoding="utf-8"))
        assert all(each["message"]["fr"] and each["fix"]["ar"] for each in found)
        return [each["code"] for each in found]

    def refusals(self) -> list[str]:
        """The names of the rejected files."""
        if not self.rejected.exists():
            return []
        found = (each.name for each in self.rejected.iterdir())
        return sorted(each for each in found if not each.endswith((".findings.json", ".tmp")))


def dum(*attachments: str, note: str = "") -> bytes:
    """The start of a DUM that names attachments."""
    named = "".join(f"<d:Attachment><d:FileName>{name}</d:FileName></d:Attachment>" for name in attachments)
    return f'<d:DUM xmlns:d="urn:dumgate:dum:1"><!--{note}-->{named}</d:DUM>'.encode()
