"""One partner's drop folder: what is seen there, what waits for what, what is taken and what is refused."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from structlog.typing import FilteringBoundLogger

from gateway.doors.folder import taking
from gateway.doors.folder.completeness import MARKERS, Completeness, Content, Seen, is_temporary, marked_by
from gateway.doors.folder.folder_faults import Fault, FolderSettings, faults
from gateway.doors.folder.inbox_attachments import Attachments
from gateway.doors.folder.looking import Look, seen_as
from gateway.doors.folder.names import awaitable, kind, shown, usable
from gateway.doors.folder.pace import Pace
from gateway.doors.folder.rejection import reject, sweep
from gateway.doors.folder.retries import Retries
from gateway.doors.folder.taking import FolderArrival, Plan
from gateway.store import safe_files
from parsers.attachment_names import attachment_names
from schemas.findings import Finding, finding

REFUSALS_KEPT = 600.0
"""Seconds for which a name refused at the door is remembered, at least."""

SWEPT_EVERY = 3600.0


@dataclass(slots=True)
class _Waiting:
    """A complete body: the attachments that it names (None: cannot be scanned) and since when it is complete."""

    content: Content
    names: tuple[str, ...] | None
    since: float


class PartnerInbox:
    """The folder of one partner. A scan of it goes on from turn to turn: however much lies there, others wait for no
    more than one turn."""

    def __init__(
        self,
        partner: str,
        inbox: Path,
        outbox: Path,
        accept: Callable[[FolderArrival], None],
        settings: FolderSettings,
        clock: Callable[[], float],
        log: FilteringBoundLogger,
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
        self._attachments = Attachments(settings.attachment_wait)
        self._pace = Pace(clock)
        self._unfollowed = 0
        self._swept_at: float | None = None
        self._rests_until = clock()
        self._steps: Iterator[None] | None = None

    def turn(self, seconds: float, stopping: threading.Event) -> bool:
        """Go on with the scan for so long, or begin one; True where it is not at its end and wants another turn.

        What fails as a whole (the folder is none, it cannot be read) is raised, and the next turn begins anew.
        """
        self._pace.resume()
        steps = self._steps or self._scan()
        self._pace.was_tired = self._steps is not None and self._pace.was_tired
        self._steps = None
        for _ in steps:
            if stopping.is_set():
                break
            if self._pace.is_over(seconds):
                self._steps = steps
                return True
        return self._pace.was_tired

    def _scan(self) -> Iterator[None]:
        """Finish earlier claims, refuse what cannot be taken, take what is complete."""
        now = self._clock()
        if now < self._rests_until:
            return
        modes = self._settings.modes
        is_there = self._retries.attempt("outbox", self._make_outbox, now)
        if is_there and (self._swept_at is None or now - self._swept_at >= SWEPT_EVERY):
            self._swept_at = now
            yield from self._retries.stepwise("sweep", lambda: sweep(self._outbox), now)
        safe_files.make_root(self._inbox.parent, modes)
        with safe_files.opened(self._inbox, create=True, modes=modes) as folder:
            look = Look()
            yield from look.of(folder, self._attachments.named)
            self._entries, self._unfollowed = look.entries, look.unfollowed
            self._waiting = {name: body for name, body in self._waiting.items() if name in self._entries}
            self._index()
            yield from self._finish_claims(folder, now)
            plain = {name: seen for name, seen in self._entries.items() if seen.plain}
            self._complete = self._completeness.observe(plain, now, self._clock())
            yield from self._refuse_faulty(folder, now)
            yield from self._find_waiting(folder, now)
            self._index()
            waiting = sorted(self._waiting, key=lambda each: (self._entries[each].modified, each))
            yield from self._pace.until_tired(waiting, lambda name: self._take_if_ready(folder, name, now))
            yield from self._pace.until_tired(list(self._entries), lambda name: self._tidy(folder, name, now))
            self._attachments.forget(self._entries)
            self._retries.forget(now)
        self._rests_until = self._clock() + (0 if self._pace.was_tired else look.rest)

    def _make_outbox(self) -> None:
        safe_files.make_root(self._outbox.parent, self._settings.modes)
        with safe_files.opened(self._outbox, create=True, modes=self._settings.modes):
            pass

    def _finish_claims(self, folder: int, now: float) -> Iterator[None]:
        pending, rests = taking.pending(folder, self._settings.modes)
        for rest in rests:
            taking.clear_rest(folder, rest)
            yield
        yield from self._pace.until_tired(pending, lambda claim: self._finish(folder, claim, now))

    # What cannot be taken.

    def _refuse_faulty(self, folder: int, now: float) -> Iterator[None]:
        yield from self._pace.until_tired(sorted(self._entries), lambda name: self._refuse_if_faulty(folder, name, now))
        kept = max(REFUSALS_KEPT, self._settings.attachment_wait)
        self._refused = {name: refusal for name, refusal in self._refused.items() if now - refusal[1] < kept}

    def _refuse_if_faulty(self, folder: int, name: str, now: float) -> bool:
        if is_temporary(name) or name not in self._entries:
            return False
        if found := self._faults(name, self._entries[name]):
            self._refused[name] = (found[0][0], now)
            self._reject(folder, name, found, now)
            return True
        if kind(name) == "attachment":
            self._refused.pop(name, None)
        return False

    def _faults(self, name: str, seen: Seen) -> list[Fault]:
        return faults(name, seen, name in self._complete, self._settings)

    def _reject(self, folder: int, name: str, found: list[Fault], now: float) -> None:
        move = partial(reject, folder, name, self._outbox, _findings(name, found), self._settings.modes)
        if self._retries.attempt(_printable(name), move, now, may_vanish=True):
            for gone in (name, *(name + marker for marker in MARKERS)):
                self._entries.pop(gone, None)

    # What waits, and what is taken.

    def _find_waiting(self, folder: int, now: float) -> Iterator[None]:
        """The complete bodies, each read once for the names of its attachments."""
        waiting: dict[str, _Waiting] = {}
        unread: list[str] = []
        for name, seen in self._entries.items():
            if kind(name) != "declaration" or name not in self._complete or self._faults(name, seen):
                continue
            known = self._waiting.get(name)
            if known is not None and known.content == seen.content:
                waiting[name] = known
            else:
                unread.append(name)
        self._waiting = waiting
        unread.sort(key=lambda each: (self._entries[each].modified, each))
        yield from self._pace.until_tired(unread, lambda name: self._read(folder, name, now))

    def _read(self, folder: int, name: str, now: float) -> bool:
        read = partial(self._read_names, folder, name, self._entries[name], self._waiting, now)
        self._retries.attempt(name, read, now, may_vanish=True)
        return True

    def _read_names(self, folder: int, name: str, seen: Seen, waiting: dict[str, _Waiting], now: float) -> None:
        limit = self._settings.max_body_bytes
        names = attachment_names(safe_files.read_plain(folder, name, limit), limit)
        waiting[name] = _Waiting(seen.content, names, now)

    def _take_if_ready(self, folder: int, name: str, now: float) -> bool:
        """Whether the body was to be taken now."""
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
            return False
        if not self._is_as_seen(folder, name, plan):
            return False
        taken: list[str] = []
        take = partial(self._take, folder, name, plan, taken)
        if self._retries.attempt(name, take, now, may_vanish=True):
            self._attachments.without(body.names or ())
            del self._entries[name], self._waiting[name]
            self._finish(folder, taken[0], now)
        return True

    def _is_as_seen(self, folder: int, name: str, plan: Plan) -> bool:
        """Whether nobody changed the body or its attachments since the look: else they wait for the next one."""
        seen = {name: self._entries[name].content, **plan.attachments}
        found = {each: seen_as(folder, each) for each in seen}
        return all(now is not None and now.content == seen[each] for each, now in found.items())

    def _take(self, folder: int, name: str, plan: Plan, taken: list[str]) -> None:
        taken.append(taking.take(folder, name, self._entries[name], plan, self._settings.modes))

    def _finish(self, folder: int, claim: str, now: float) -> bool:
        self._retries.attempt(f"{taking.CLAIMED}/{claim}", lambda: self._hand_over(folder, claim, now), now)
        return True

    def _hand_over(self, folder: int, claim: str, now: float) -> None:
        """Accept one claim: its attachments are brought to it, read, handed over; then it is removed."""
        try:
            gathered = taking.gather(folder, claim, self._attachments.may_be_named, self._settings)
            if gathered is None:
                return
            plan, kept = gathered
            self._attachments.copied(kept, now)
            for each in plan.attachments.keys() - kept.keys():
                self._entries.pop(each, None)
            arrival = taking.read(folder, claim, plan, self._partner, self._settings)
        except (safe_files.NotPlainError, safe_files.TooLargeError, taking.DamagedPlanError) as problem:
            taking.refuse(folder, claim, partial(self._refuse_claimed, claim, problem))
        else:
            if not usable(arrival.name):  # the partner made the claim himself
                raise taking.StrangeClaimError(f"{claim} has a name that is never taken")
            self._accept(arrival)
        taking.finish(folder, claim)

    def _refuse_claimed(self, claim: str, problem: Exception, own: int, name: str) -> None:
        """The body changed in the moment of taking into something unfit, or is an attachment of such a body, or nobody
        knows any more what belongs to it."""
        facts: dict[str, Any] = {"name": shown(name)}
        if isinstance(problem, taking.DamagedPlanError):
            fault = ("FLD08", facts)
        elif name != taking.body_name(claim):
            fault = ("FLD05", facts)
        elif isinstance(problem, safe_files.TooLargeError):
            fault = ("FLD02", {**facts, "size": problem.size, "limit": self._settings.max_body_bytes})
        else:
            fault = ("FLD03", facts)
        reject(own, name, self._outbox, _findings(name, [fault]), self._settings.modes)

    # Attachments that others may need, that nobody needs any more, that nobody named.

    def _index(self) -> None:
        """Count who names what among the bodies in the inbox, and those not read yet, which may name anything."""
        unread = self._unfollowed + sum(
            (kind(name) == "declaration" and name not in self._waiting) or (seen.plain and is_temporary(name))
            for name, seen in self._entries.items()
        )
        self._attachments.index((each for body in self._waiting.values() for each in body.names or ()), unread)

    def _tidy(self, folder: int, name: str, now: float) -> bool:
        """Remove an attachment that all who named it have; refuse one (and a lone marker) named by nobody in time."""
        seen = self._entries.get(name)
        marked = marked_by(name)
        lone = marked is not None and marked not in self._entries
        if seen is None or not (kind(name) == "attachment" or lone):
            return False
        if name not in self._complete or self._faults(name, seen):
            self._attachments.incomplete(name)
            return False
        fate = self._attachments.fate(name, seen.content, now)
        if fate == "goes":
            self._retries.attempt(_printable(name), partial(_removed, folder, name), now)
        elif fate == "nobody's":
            self._reject(folder, name, [("FLD01" if lone else "FLD05", {"name": shown(name)})], now)
        return fate != "stays"


def _findings(name: str, found: list[Fault]) -> list[Finding]:
    return [finding(code, facts=facts, file=shown(name)) for code, facts in found]


def _removed(folder: int, name: str) -> None:
    taking.remove_markers(folder, name)
    safe_files.remove(folder, name)


def _printable(name: str) -> str:
    return name.encode(errors="backslashreplace").decode()
