"""From the read tables to the records that the renderers are given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from gateway.ledger.dues import amount_due
from gateway.ledger.tables import ClaimRow, DeclarationRow, NoticeRow, SubmissionRow
from renderers.labels import ways_to_pay
from renderers.records import Assessment, Due, DutyLine, FileReceived, Notice, Response
from schemas import words
from schemas.days import day_of, in_casablanca
from schemas.findings import Finding
from schemas.law import Law, LawOfDay


def response_of(
    declaration: DeclarationRow, submission: SubmissionRow, specimen: bool, law: Law, claim: ClaimRow | None = None
) -> Response:
    """The response to a judged declaration; `claim` is the open one that it has, None for none."""
    registered_at = moment(declaration.registered_at)
    return Response(
        submission=declaration.submission,
        declaration=declaration.id,
        partner=declaration.partner,
        issued_at=in_casablanca(datetime.fromisoformat(declaration.judged_at)),
        outcome=declaration.outcome,
        message_number=declaration.message_number,
        declarant_reference=declaration.reference,
        function=declaration.function,
        body=FileReceived(**submission.body),
        findings=tuple(Finding.from_record(record) for record in declaration.findings),
        findings_total=declaration.findings_total,
        dum_number=declaration.dum_number,
        registered_at=registered_at,
        assessment=assessment_of(declaration.assessment, declaration.registered_at, law),
        specimen=specimen,
        asked=declaration.asked or None,
        about=declaration.about,
        due=None if claim is None else _due(claim),
    )


def _due(claim: ClaimRow) -> Due:
    return Due(
        claim=claim.number,
        outstanding=Decimal(claim.amount) - Decimal(claim.paid),
        last_day=date.fromisoformat(claim.due_on),
        office=claim.office,
        credit=claim.credit,
        ways_to_pay=ways_to_pay(),
    )


def notice_of(notice: NoticeRow, reference: str | None, specimen: bool) -> Notice:
    """A notice on a declaration with this reference."""
    data = notice.data
    return Notice(
        declaration=notice.declaration,
        number=notice.number,
        issued_at=in_casablanca(datetime.fromisoformat(notice.at)),
        dum_number=data["dum_number"],
        version=data["version"],
        declarant_reference=reference,
        cause=data["cause"],
        title=words.phrase(f"cause.{data['cause']}", otherwise=f"act.{data['cause']}"),
        life=data["life"],
        state=data["state"],
        office=data.get("office"),
        officer=data.get("officer"),
        act_number=data.get("act_number"),
        reason=data.get("reason"),
        details=data.get("details") or {},
        documents=tuple((each["number"], each["kind"]) for each in data.get("documents") or ()),
        specimen=specimen,
    )


def assessment_of(assessed: Mapping[str, Any] | None, registered_at: str | None, law: Law) -> Assessment | None:
    """What was assessed, by duty code: the sums over the articles. None where nothing is due."""
    if amount_due(assessed) is None or assessed is None or registered_at is None:
        return None
    day = law.on(day_of(datetime.fromisoformat(registered_at)))
    by_code: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for line in assessed["lines"]:
        by_code[line["type_code"]].append(line)
    lines = tuple(
        DutyLine(
            code=code,
            title=duty_title(day, code),
            base=sum((Decimal(line["base"]) for line in same), Decimal(0)),
            rate=Decimal(same[0]["rate"]) if len({Decimal(line["rate"]) for line in same}) == 1 else None,
            amount=sum((Decimal(line["amount"]) for line in same), Decimal(0)),
        )
        for code, same in sorted(by_code.items())
    )
    return Assessment(assessed["number"], lines, Decimal(assessed["total"]))


def duty_title(law: LawOfDay, code: str) -> dict[str, str]:
    """The title of a duty or tax."""
    return law.title("duty_types", code, otherwise=words.phrase("list.unlisted"))


def moment(text: str | None) -> datetime | None:
    """A time as stored, in Casablanca."""
    return in_casablanca(datetime.fromisoformat(text)) if text else None
