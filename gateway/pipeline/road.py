"""The road of what came in, as data: the steps that the runner does, and which work each of them adds.

Each step looks first whether its effect is there: run twice, it changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gateway.dossier.acts.decisions import refuse_registration, register_lodged
from gateway.dossier.claims.last_notice import ACTOR, notice
from gateway.dossier.desk import Desk
from gateway.dossier.unit_of_work import Desks
from gateway.ledger import tables
from gateway.pipeline.deliveries import Deliveries
from gateway.pipeline.papers import GATEWAY, Papers
from gateway.pipeline.reading import Reading
from gateway.timekeeping.guard import ClockGuard
from gateway.work import kinds
from gateway.work.runner import Handler
from schemas.vocabulary import LANGUAGES

DONE_AT_A_DESK = (kinds.ISSUE, kinds.NOTICE)
"""What anything that is done at a desk may add: a document that is due, a notice of a change of state."""

ENQUEUES: Mapping[str, tuple[str, ...]] = {
    kinds.READ: (kinds.CONTRL, kinds.ANSWER, kinds.REGISTER, *DONE_AT_A_DESK),
    kinds.CONTRL: (kinds.DELIVER_CONTRL,),
    kinds.ANSWER: (kinds.DELIVER_ANSWER,),
    kinds.REGISTER: DONE_AT_A_DESK,
    kinds.LAST_NOTICE: DONE_AT_A_DESK,
    kinds.ISSUE: (kinds.DELIVER_DOCUMENT,),
    kinds.NOTICE: (kinds.DELIVER_NOTICE,),
    kinds.DELIVER_ACKNOWLEDGEMENT: (),
    kinds.DELIVER_CONTRL: (),
    kinds.DELIVER_ANSWER: (),
    kinds.DELIVER_NOTICE: (),
    kinds.DELIVER_DOCUMENT: (),
}
"""Each kind of work, and the kinds that it may add in its commit.

An acceptance adds READ and the deliveries of what is there; an act adds what is done at a desk.
"""


@dataclass(frozen=True, slots=True)
class Road:
    """The steps of a gateway."""

    desks: Desks
    guard: ClockGuard
    reading: Reading
    papers: Papers
    deliveries: Deliveries

    def handlers(self) -> Mapping[str, Handler]:
        """Every kind of work with the step that does it. What bears a time is not done while the year is wrong."""
        own = {kinds.READ: self.reading.read, kinds.REGISTER: self._register, kinds.LAST_NOTICE: self._last_notice}
        dated = {**own, **self.papers.handlers()}
        return {**{kind: self._in_the_right_year(step) for kind, step in dated.items()}, **self.deliveries.handlers()}

    def _in_the_right_year(self, step: Handler) -> Handler:
        def guarded(key: str) -> None:
            self.guard.ask()
            step(key)

        return guarded

    def _register(self, key: str) -> None:
        """The administration answers what it had postponed: the declaration is registered now, or refused."""

        def work(desk: Desk) -> None:
            row = desk.hold_known(tables.declaration, key)
            if row.life != "lodged":
                return
            found = [each for each in register_lodged(desk, row) if each.severity == "refused"]
            if found:
                said = " / ".join(found[0].message(language) for language in LANGUAGES)
                refuse_registration(desk, key, f"{found[0].code}: {said}")

        self.desks.do(GATEWAY, work)

    def _last_notice(self, key: str) -> None:
        """Issue the last notice of a claim, where there still is a reason for it."""
        self.desks.do(ACTOR, lambda desk: notice(desk, key), self.guard.vetted(), via="calendar")
