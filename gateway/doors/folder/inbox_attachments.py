"""Attachments in a drop folder: who names them, who has them, and which nobody needs or nobody named in time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from typing import Literal

from gateway.doors.folder.completeness import Content

Fate = Literal["stays", "goes", "nobody's"]
"""Of an attachment: it may still be needed; all who named it have it; nobody named it in time."""


class Attachments:
    """What is known of the attachments of one folder, from scan to scan."""

    def __init__(self, wait: float) -> None:
        """`wait`: seconds for which a declaration and its attachments wait for each other."""
        self._wait = wait
        self._named: Counter[str] = Counter()
        self._unread = 0
        self._used: dict[str, tuple[Content, float]] = {}
        self._unnamed: dict[str, tuple[Content, float]] = {}

    def index(self, named: Iterable[str], unread: int) -> None:
        """`named` once for each body that names it; `unread` bodies are not read yet, and may name anything."""
        self._named, self._unread = Counter(named), unread

    def without(self, named: Iterable[str]) -> None:
        """A body that named these is taken."""
        self._named.subtract(named)

    @property
    def named(self) -> list[str]:
        """All that a body named at the last index."""
        return list(self._named)

    def may_be_named(self, name: str) -> bool:
        """Whether a body that lies in the inbox names it, or may name it."""
        return self._named[name] > 0 or self._unread > 0

    def copied(self, kept: Mapping[str, Content], now: float) -> None:
        """A body has these, and they were left for others."""
        self._used.update({name: (content, now) for name, content in kept.items()})

    def fate(self, name: str, content: Content, now: float) -> Fate:
        """What becomes of a complete attachment, or of a marker whose file is not there."""
        if self._named[name]:
            self._unnamed.pop(name, None)
            return "stays"
        used, used_at = self._used.get(name, (None, now))
        if used == content:
            self._unnamed.pop(name, None)
            # One that never gets complete must not keep the attachments of the others for ever.
            return "goes" if not self._unread or now - used_at > self._wait else "stays"
        known, since = self._unnamed.get(name, (content, now))
        if known != content:
            since = now
        self._unnamed[name] = (content, since)
        return "nobody's" if now - since > self._wait else "stays"

    def incomplete(self, name: str) -> None:
        """It is being written, or gone: its time begins anew."""
        self._unnamed.pop(name, None)

    def forget(self, there: Container[str]) -> None:
        """Forget those that are not there any more."""
        self._unnamed = {name: noted for name, noted in self._unnamed.items() if name in there}
        self._used = {name: used for name, used in self._used.items() if name in there}
