"""From the read tables to the records that the renderers are given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from gateway.clock import CASABLANCA
from gateway.ledger.dues import amount_due
from renderers.records import Assessment, DutyLine, FileReceived, Payer, Quittance, Response
from schemas import words
from schemas.findings import Finding
from schemas.law import Law


def response_of(declaration: Any, submission: Any, specimen: bool, law: Law) -> Response:
    """The response to a judged declaration (rows of `declaration` and `submission`)."""
    registered_at = moment(declaration.registered_at)
    return Response(
        submission=declaration.submission,
        declaration=declaration.id,
        partner=declaration.partner,
        issued_at=datetime.fromisoformat(declaration.judged_at).astimezone(CASABLANCA),
        outcome=declaration.outcome,
        message_number=declaration.message_number,
        declarant_reference=declaration.reference,
        function=declaration.function,
        body=FileReceived(**submission.body),
        findings=tuple(Finding.from_record(record) for record in declaration.findings),
        findings_total=declaration.findings_total,
        dum_number=declaration.dum_number,
        registered_at=registered_at,
        assessment=assessment_of(declaration, law),
        specimen=specimen,
    )


def quittance_of(declaration: Any, specimen: bool, law: Law) -> Quittance:
    """The quittance of a paid declaration (a row of `declaration`). Issued at the moment the payment was recorded."""
    paid: Mapping[str, Any] = declaration.payment
    registered_at, assessment = moment(declaration.registered_at), assessment_of(declaration, law)
    if registered_at is None or assessment is None:
        raise ValueError(f"{declaration.id} is paid but not registered and assessed")
    office = declaration.facts["office"]
    issued_at = datetime.fromisoformat(paid["recorded_at"]).astimezone(CASABLANCA)
    return Quittance(
        number=paid["quittance"],
        issued_at=issued_at,
        office=office,
        office_name=law.on(issued_at.date()).title("offices", office)["fr"],
        payer=Payer(**declaration.facts["payer"]),
        dum_number=declaration.dum_number,
        registered_at=registered_at,
        declarant_reference=declaration.reference,
        assessment=assessment,
        payment_number=paid["number"],
        payment_method=paid["method"],
        paid_at=datetime.fromisoformat(paid["paid_at"]).astimezone(CASABLANCA),
        amount=Decimal(paid["amount"]),
        specimen=specimen,
    )


def assessment_of(declaration: Any, law: Law) -> Assessment | None:
    """What was assessed, by duty code: the sums over the articles. None where nothing is due."""
    assessed = declaration.assessment
    if amount_due(assessed) is None:
        return None
    day = law.on(datetime.fromisoformat(declaration.registered_at).date())
    by_code: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for line in assessed["lines"]:
        by_code[line["type_code"]].append(line)
    lines = tuple(
        DutyLine(
            code=code,
            title=day.title("duty_types", code, otherwise=words.phrase("list.unlisted")),
            base=sum((Decimal(line["base"]) for line in same), Decimal(0)),
            rate=Decimal(same[0]["rate"]) if len({Decimal(line["rate"]) for line in same}) == 1 else None,
            amount=sum((Decimal(line["amount"]) for line in same), Decimal(0)),
        )
        for code, same in sorted(by_code.items())
    )
    return Assessment(assessed["number"], lines, Decimal(assessed["total"]))


def moment(text: str | None) -> datetime | None:
    """A time as stored, in Casablanca."""
    return datetime.fromisoformat(text).astimezone(CASABLANCA) if text else None
