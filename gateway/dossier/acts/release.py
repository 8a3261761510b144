"""The release (main levée): when nothing is open any more, and what is due is paid or stands on credit."""

from __future__ import annotations

from gateway.dossier.acts.act_boxes import EXAMINATION
from gateway.dossier.acts.act_handlers import Act, Answer, declaration_of, handles, notice_facts
from gateway.dossier.claims.owing import claim_of
from gateway.dossier.desk import Desk
from gateway.dossier.ending import close_if_done
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.tables import DeclarationRow
from schemas import words


@handles("release")
def release(desk: Desk, act: Act) -> Answer:
    """Box E: the goods may be taken away."""
    declaration = declaration_of(desk, act)
    missing = _missing(desk, declaration)
    if missing:
        names = [words.phrase(f"open.{each}") for each in missing]
        raise act.refusal("ACT09", "dum_number", open=words.listed(names))
    desk.append(Subject.DECLARATION.of(declaration.id), EventKind.RELEASED, {}, effective_at=act.done_at)
    desk.notify(declaration.id, act.kind, **notice_facts(act))
    close_if_done(desk, declaration.id)
    return {"declaration": declaration.id}


def _missing(desk: Desk, declaration: DeclarationRow) -> list[str]:
    found = ["examination" if each == EXAMINATION else "documents" for each in declaration.open]
    claim = claim_of(desk, declaration.id)
    if claim is not None and claim.state == "open" and claim.credit is None:
        found.append("payment")
    return list(dict.fromkeys(found))
