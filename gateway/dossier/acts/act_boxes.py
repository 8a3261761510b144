"""Acts that fill a box and change no account: visa, examination, value, transit, decisions, documents asked for."""

from __future__ import annotations

from gateway.dossier.acts.act_handlers import Act, Answer, declaration_of, handles, notice_facts, require_element
from gateway.dossier.desk import Desk
from gateway.ledger.event_kinds import EventKind, Subject
from schemas import words

EXAMINATION, DOCUMENT = "examination", "document"


@handles("visa")
@handles("transit-note")
@handles("decision")
def note(desk: Desk, act: Act) -> Answer:
    """Box D, G or H: written down, printed on the form, told to the declarant."""
    declaration = declaration_of(desk, act)
    desk.notify(declaration.id, act.kind, **notice_facts(act))
    return {"declaration": declaration.id}


@handles("examination")
def examine(desk: Desk, act: Act) -> Answer:
    """Box F: an examination is ordered, which must be done before the release; or its result is given."""
    declaration = declaration_of(desk, act)
    is_open = EXAMINATION in declaration.open
    if act["stage"] == "RESULT":
        require_element(act, "result_code", "stage")
    if act["stage"] == "ORDERED":
        if is_open:
            raise act.refusal("ACT10", "stage", what=words.phrase("open.examination"))
        desk.append(Subject.DECLARATION.of(declaration.id), EventKind.OPENED, {"what": EXAMINATION})
    elif is_open:
        desk.append(Subject.DECLARATION.of(declaration.id), EventKind.COMPLETED, {"what": EXAMINATION})
    details = {name: act.get(name) for name in ("stage", "method_code", "result_code") if act.get(name)}
    desk.notify(declaration.id, act.kind, details=details, **notice_facts(act))
    return {"declaration": declaration.id}


@handles("valuation")
def value(desk: Desk, act: Act) -> Answer:
    """Box F: the declared value is admitted (V.D.A.), or another one is retained; what is due then is assessed anew."""
    declaration = declaration_of(desk, act)
    if (act["decision"] == "RETAINED") != (act.get("retained_value") is not None):
        raise act.refusal("ACT11", "decision")
    details = {name: act.get(name) for name in ("decision", "retained_value") if act.get(name)}
    desk.notify(declaration.id, act.kind, details=details, **notice_facts(act))
    return {"declaration": declaration.id}


@handles("document-request")
def ask_for_document(desk: Desk, act: Act) -> Answer:
    """A document is asked for, which must come before the release; or it came, or is not needed any more."""
    declaration = declaration_of(desk, act)
    what = f"{DOCUMENT}:{act['document_type_code']}"
    asked = act["status"] == "REQUESTED"
    if asked == (what in declaration.open):
        raise act.refusal("ACT10", "status", what=words.phrase("open.documents"))
    desk.append(
        Subject.DECLARATION.of(declaration.id), EventKind.OPENED if asked else EventKind.COMPLETED, {"what": what}
    )
    details = {"status": act["status"], "document_type": act["document_type_code"]}
    desk.notify(declaration.id, act.kind, details=details, **notice_facts(act))
    return {"declaration": declaration.id}
