"""One partner's drop folder: what is seen there, what waits for what, what is taken and what is refused."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from gateway.delivery import safe_files
from gateway.intake import claims
from gateway.intake.claims import FolderArrival, Plan
from gateway.intake.completeness import Completeness, Content, Seen, is_temporary, marked_by
from gateway.intake.faults import Fault, FolderSettings, faults, look
from gateway.intake.names import awaitable, kind, shown
from gateway.intake.rejection import reject, sweep
from gateway.intake.retries import Retries
from parsers.attachment_names import attachment_names
from schemas.findings import Finding, finding

REFUSALS_KEPT = 600.0
"""Seconds for which a name refused at the door is remembered, at least."""


@dataclass(slots=True)
class _Waiting:
    """A complete body: the attachments that it names (None: cannot be scanned) and since when it is complete."""

    content: Content
    names: tuple[str, ...] | None
    since: float


class PartnerInbox:
    """The folder of one partner, from scan to scan."""

    def __init__(
        self,
        partner: str,
        inbox: Path,
        outbox: Path,
        accept: Callable[[FolderArrival], None],
        settings: FolderSettings,
        clock: Callable[[], float],
        log: Any,
    ) -> None:
        self._partner = partner
        self._inbox = inbox
        self._outbox = outbox
        self._accept = accept
        self._settings = settings
        self._clock = clock
        self._retries = Retries(log)
        self._completeness = Completeness(settings.stable_for)
        self._entries: dict[str, Seen] = {}
        self._complete: frozenset[str] = frozenset()
        self._waiting: dict[str, _Waiting] = {}
        self._refused: dict[str, tuple[str, float]] = {}
        self._unnamed: dict[str, tuple[Content, float]] = {}
        self._used: dict[str, tuple[Content, float]] = {}
        self._named: Counter[str] = Counter()
        self._unread = 0
        self._swept = False

    def scan(self, stopping: threading.Event) -> None:
        """Finish earlier claims, refuse what cannot be taken, take what is complete."""
        now = self._clock()
        self._inbox.parent.mkdir(parents=True, exist_ok=True)
        if not self._swept:
            self._swept = True
            self._retries.attempt("outbox", lambda: sweep(self._outbox), now)
        with safe_files.opened(self._inbox, create=True) as folder:
            self._entries = look(folder)
            self._waiting = {name: body for name, body in self._waiting.items() if name in self._entries}
            self._index()
            for claim in claims.pending(folder):
                if stopping.is_set():
                    return
                self._finish(folder, claim, now)
            plain = {name: seen for name, seen in self._entries.items() if seen.plain}
            self._complete = self._completeness.observe(plain, now)
            self._refuse_faulty(folder, now)
            self._find_waiting(folder, now)
            self._index()
            for name in sorted(self._waiting, key=lambda each: (self._entries[each].modified, each)):
                if stopping.is_set():
                    return
                self._take_if_ready(folder, name, now)
            self._tidy(folder, now)
        self._retries.forget(now)

    # What cannot be taken.

    def _refuse_faulty(self, folder: int, now: float) -> None:
        for name, seen in sorted(self._entries.items()):
            if is_temporary(name):
                continue
            if found := self._faults(name, seen):
                self._refused[name] = (found[0][0], now)
                self._reject(folder, name, found, now)
            elif kind(name) == "attachment":
                self._refused.pop(name, None)
        kept = max(REFUSALS_KEPT, self._settings.attachment_wait)
        self._refused = {name: refusal for name, refusal in self._refused.items() if now - refusal[1] < kept}

    def _faults(self, name: str, seen: Seen) -> list[Fault]:
        return faults(name, seen, name in self._complete, self._settings)

    def _reject(self, folder: int, name: str, found: list[Fault], now: float) -> None:
        move = partial(reject, folder, name, self._outbox, _findings(name, found))
        if self._retries.attempt(_printable(name), move, now, may_vanish=True):
            del self._entries[name]

    # What waits, and what is taken.

    def _find_waiting(self, folder: int, now: float) -> None:
        """The complete bodies, each read once for the names of its attachments."""
        waiting: dict[str, _Waiting] = {}
        for name, seen in self._entries.items():
            if kind(name) != "declaration" or name not in self._complete or self._faults(name, seen):
                continue
            known = self._waiting.get(name)
            if known is not None and known.content == seen.content:
                waiting[name] = known
            else:
                read = partial(self._read_names, folder, name, seen, waiting, now)
                self._retries.attempt(name, read, now, may_vanish=True)
        self._waiting = waiting

    def _read_names(self, folder: int, name: str, seen: Seen, waiting: dict[str, _Waiting], now: float) -> None:
        limit = self._settings.max_body_bytes
        names = attachment_names(safe_files.read_plain(folder, name, limit), limit)
        waiting[name] = _Waiting(seen.content, names, now)

    def _take_if_ready(self, folder: int, name: str, now: float) -> None:
        body = self._waiting[name]
        plan = Plan()
        waits = False
        for each in body.names or ():
            seen = self._entries.get(each)
            if each in self._refused:
                plan.rejected[each] = self._refused[each][0]
            elif awaitable(each) and seen is not None and each in self._complete:
                plan.attachments[each] = seen.content
            else:
                plan.waited_out.append(each)
                waits = waits or awaitable(each)
        if waits and now - body.since < self._settings.attachment_wait:
            return
        taken: list[str] = []
        take = partial(self._take, folder, name, plan, taken)
        if self._retries.attempt(name, take, now, may_vanish=True):
            self._named.subtract(body.names or ())
            del self._entries[name], self._waiting[name]
            self._finish(folder, taken[0], now)

    def _take(self, folder: int, name: str, plan: Plan, taken: list[str]) -> None:
        taken.append(claims.take(folder, name, self._entries[name], plan))

    def _finish(self, folder: int, claim: str, now: float) -> None:
        self._retries.attempt(f"{claims.CLAIMED}/{claim}", lambda: self._hand_over(folder, claim, now), now)

    def _hand_over(self, folder: int, claim: str, now: float) -> None:
        """Accept one claim: its attachments are brought to it, read, handed over; then it is removed."""
        gathered = claims.gather(folder, claim, self._may_be_named)
        if gathered is None:
            return
        plan, kept = gathered
        for name in plan.attachments:
            if name in kept:
                self._used[name] = (kept[name], now)
            else:
                self._entries.pop(name, None)
        try:
            arrival = claims.read(folder, claim, plan, self._partner, self._settings)
        except (safe_files.NotPlainError, safe_files.TooLargeError) as problem:
            claims.refuse(folder, claim, partial(self._refuse_claimed, claim, problem))
        else:
            self._accept(arrival)
        claims.finish(folder, claim)

    def _refuse_claimed(self, claim: str, problem: Exception, own: int, name: str) -> None:
        """The body changed in the moment of taking into something unfit, or is an attachment of such a body."""
        facts: dict[str, Any] = {"name": name}
        if name != claims.body_name(claim):
            fault = ("FLD05", facts)
        elif isinstance(problem, safe_files.TooLargeError):
            fault = ("FLD02", {**facts, "size": problem.size, "limit": self._settings.max_body_bytes})
        else:
            fault = ("FLD03", facts)
        reject(own, name, self._outbox, _findings(name, [fault]))

    # Attachments that others may need, that nobody needs any more, that nobody named.

    def _index(self) -> None:
        """Count who names what among the bodies in the inbox, and those not read yet, which may name anything."""
        self._named = Counter(each for body in self._waiting.values() for each in body.names or ())
        self._unread = sum(
            (kind(name) == "declaration" and name not in self._waiting) or (seen.plain and is_temporary(name))
            for name, seen in self._entries.items()
        )

    def _may_be_named(self, attachment: str) -> bool:
        """Whether a body that lies in the inbox names this attachment, or may name it."""
        return self._named[attachment] > 0 or self._unread > 0

    def _tidy(self, folder: int, now: float) -> None:
        """Remove attachments that all who named them have; refuse those (and lone markers) named by nobody in time."""
        unnamed: dict[str, tuple[Content, float]] = {}
        wait = self._settings.attachment_wait
        for name, seen in list(self._entries.items()):
            marked = marked_by(name)
            lone = marked is not None and marked not in self._entries
            if (kind(name) != "attachment" and not lone) or name not in self._complete or self._faults(name, seen):
                continue
            if self._named[name]:
                continue
            used, used_at = self._used.get(name, (None, now))
            if used == seen.content:
                # One that never gets complete must not keep the attachments of the others for ever.
                if not self._unread or now - used_at > wait:
                    self._retries.attempt(_printable(name), partial(_removed, folder, name), now)
                continue
            content, since = self._unnamed.get(name, (seen.content, now))
            if content != seen.content:
                since = now
            if now - since > wait:
                self._reject(folder, name, [("FLD01" if lone else "FLD05", {"name": shown(name)})], now)
            else:
                unnamed[name] = (seen.content, since)
        self._unnamed = unnamed
        self._used = {name: used for name, used in self._used.items() if name in self._entries}


def _findings(name: str, found: list[Fault]) -> list[Finding]:
    return [finding(code, facts=facts, file=shown(name)) for code, facts in found]


def _removed(folder: int, name: str) -> None:
    claims.remove_markers(folder, name)
    safe_files.remove(folder, name)


def _printable(name: str) -> str:
    return name.encode(errors="backslashreplace").decode()
