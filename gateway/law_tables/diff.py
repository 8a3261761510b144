"""What one folder of tables has otherwise than another: rows added, removed and changed, by file and key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from schemas.law import parse

KEYS = {
    "regimes/": ("regime", "box", "element"),
    "tolerances.csv": ("name",),
    "deadlines.csv": ("name",),
    "holidays.csv": ("date", "name_fr"),
    "interest.csv": ("period",),
    "regime_accounts.csv": ("regime",),
    "": ("code",),
}
"""What names a row, by the beginning of its file's path; the day `from` beside it tells the rows of one name apart."""

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """A row that differs; `before` is None for one that was added, `now` for one that was removed."""

    path: str
    key: str
    begins: str
    before: Row | None
    now: Row | None

    @property
    def kind(self) -> Literal["added", "removed", "changed"]:
        """What became of the row."""
        return "added" if self.before is None else "removed" if self.now is None else "changed"

    @property
    def columns(self) -> dict[str, tuple[str, str]]:
        """The cells that differ, before and now; for a row added or removed those that are not empty."""
        before, now = self.before or {}, self.now or {}
        pairs = {name: (before.get(name) or "", now.get(name) or "") for name in (*before, *now)}
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}

    def as_dict(self) -> dict[str, Any]:
        """The change for programs."""
        named = {"file": self.path, "key": self.key, "from": self.begins, "change": self.kind}
        return {**named, "before": self.before, "now": self.now}


def differences(before: Mapping[str, bytes], now: Mapping[str, bytes]) -> Iterator[Change]:
    """The changes from one folder's tables to another's, both by path; file by file, in the order of the keys."""
    for path in sorted({*before, *now}):
        if before.get(path) != now.get(path):
            yield from _changes(path, _by_key(path, before.get(path, b"")), _by_key(path, now.get(path, b"")))


def _changes(path: str, before: dict[Any, Row], now: dict[Any, Row]) -> Iterator[Change]:
    for name in sorted({*before, *now}):
        if before.get(name) != now.get(name):
            yield Change(path, name[0], name[1], before.get(name), now.get(name))


def _by_key(path: str, content: bytes) -> dict[tuple[str, str, int], Row]:
    """The rows by key, first day and, should both come again, how often they came before."""
    columns = next(columns for start, columns in KEYS.items() if path.startswith(start))
    found: dict[tuple[str, str, int], Row] = {}
    seen: Counter[tuple[str, str]] = Counter()
    for row in parse(content.decode("utf-8-sig", errors="replace")):
        values = {name: value for name, value in row.items() if isinstance(name, str) and isinstance(value, str)}
        name = (" ".join(filter(None, (values.get(column, "") for column in columns))), values.get("from", ""))
        found[(*name, seen[name])] = values
        seen[name] += 1
    return found
