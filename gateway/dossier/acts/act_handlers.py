"""An act of the office, as its handler sees it; how it is refused; and the handlers by kind."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gateway.dossier.desk import Desk
from gateway.dossier.states import doing_in_words, life_in_words, step, would
from gateway.ledger import tables
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.tables import DeclarationRow
from schemas.acts import form_of
from schemas.days import day_of
from schemas.findings import Finding, Position, finding
from schemas.form import form

Answer = dict[str, Any]
Handler = Callable[[Desk, "Act"], Answer]

HANDLERS: dict[str, Handler] = {}

LONGEST_STREAM = 80
"""Characters of the name of a stream, and of a cause."""


class Refusal(Exception):
    """The act does not fit; the finding says why, and what would."""

    def __init__(self, found: Finding) -> None:
        super().__init__(found.code)
        self.finding = found


@dataclass(frozen=True, slots=True)
class Act:
    """One act: its kind (the name of its XSD), whose it is, its number there, what it says, and when it was done.

    `data` are the elements of the message in snake case as plain text; `places` where they stand in the sender's bytes.
    """

    kind: str
    office: str
    number: str
    sha256: str
    done_at: datetime
    data: Mapping[str, Any]
    places: Mapping[str, Position] = field(default_factory=dict)

    @property
    def stream(self) -> str:
        """What names the act in the log: its kind too, since an office numbers each kind by itself.

        Up to version 1.0 the kind was left out; what was written so keeps its name.
        """
        named = Subject.ACT.of(f"{self.kind}:{self.office}:{self.number}")
        if len(named) <= LONGEST_STREAM:
            return named
        digest = hashlib.sha256(f"{self.office}\n{self.number}".encode()).hexdigest()
        return Subject.ACT.of(f"{self.kind}:{digest[:20]}")

    def __getitem__(self, name: str) -> Any:
        return self.data[name]

    def get(self, name: str) -> Any:
        """An element that may be absent."""
        return self.data.get(name)

    def refusal(self, code: str, name: str, **facts: Any) -> Refusal:
        """A refusal that points at one of its elements."""
        place, value = self.places.get(name), self.data.get(name)
        return Refusal(finding(code, position=place, value=value, facts=facts))


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the handler of a kind of act. It raises Refusal, or does the act and answers with what it made.

    Raises ValueError where the kind has a handler.
    """

    def register(handler: Handler) -> Handler:
        if kind in HANDLERS:
            raise ValueError(f"{kind} has a handler")
        HANDLERS[kind] = handler
        return handler

    return register


def declaration_of(desk: Desk, act: Act, element: str = "dum_number") -> DeclarationRow:
    """The declaration that an act names (held), in a state that the act fits. Raises Refusal."""
    row = desk.hold(tables.declaration, act[element], "dum_number")
    if row is None:
        raise act.refusal("ACT01", element)
    require_fitting_state(act, row, element)
    return row


def require_fitting_state(act: Act, row: DeclarationRow, element: str) -> None:
    """Raise Refusal where the act does not fit the state of a declaration, or lies before its registration."""
    if step(act.kind, row.life) is None:
        words = {"act": doing_in_words(act.kind), "life": life_in_words(row.life), "would": would(row.life)}
        raise act.refusal("ACT03", element, **words)
    # when a payment was made is what the office says: it may have been before, on account
    if act.kind != "payment":
        require_after_registration(act, row)


def require_after_registration(act: Act, row: DeclarationRow) -> None:
    """Raise Refusal where the act lies on a day before the registration of a declaration."""
    if row.registered_at:
        registered = day_of(datetime.fromisoformat(row.registered_at))
        if day_of(act.done_at) < registered:
            raise act.refusal("ACT07", "done_at", registered=registered.isoformat())


def require_element(act: Act, element: str, because: str) -> None:
    """Raise Refusal where an element is missing that the value of another one asks for."""
    if act.get(element) is None:
        titles = form(form_of(act.kind)).root.by_attribute[element].titles
        raise act.refusal("ACT12", because, what=dict(titles))


def notice_facts(act: Act) -> dict[str, Any]:
    """What a notice tells of an act: who did it and why."""
    reason = act.get("reason") or act.get("text")
    return {"office": act.office, "officer": act.get("officer"), "act_number": act.number, "reason": reason}


def record_act_done(desk: Desk, act: Act, answer: Mapping[str, Any]) -> None:
    """Write down an act that was done."""
    declaration = answer.get("declaration")
    stream = Subject.DECLARATION.of(declaration) if declaration else act.stream
    data = {
        "office": act.office,
        "number": act.number,
        "kind": act.kind,
        "declaration": declaration,
        "sha256": act.sha256,
        "data": dict(act.data),
        "answer": dict(answer),
    }
    desk.append(stream, EventKind.ACTED, data, effective_at=act.done_at)
