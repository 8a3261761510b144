"""Discharges written down: each cause makes one certificate per account, partial or definitive; undoing cancels it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from gateway.documents import certificate_document
from gateway.dossier.desk import Desk
from gateway.dossier.ending import close_if_done, reopen
from gateway.dossier.regime_accounts.planning import Charge
from gateway.ledger import tables
from gateway.ledger.event_kinds import EventKind, Subject
from gateway.ledger.tables import CertificateRow, DeclarationRow


def discharge(desk: Desk, charges: Sequence[Charge], cause: str, by: str, kind: str) -> list[str]:
    """Charge the accounts and let their certificates come out; the numbers of these.

    `cause` is the id of the declaration (or the stream of the act), `by` its number as people know it, `kind`
    how the goods left: export, consumption, transfer, transit, destruction, abandonment, shortage.
    """
    numbers = []
    for account in dict.fromkeys(each.account for each in charges):
        lines = [each.line(kind, by, desk.today.isoformat()) for each in charges if each.account == account]
        numbers.append(_discharge(desk, account, lines, cause))
    return numbers


def _discharge(desk: Desk, number: str, lines: list[dict[str, Any]], cause: str) -> str:
    account = desk.hold_known(tables.account, number)
    declaration = desk.hold_known(tables.declaration, account.declaration)
    numbered = desk.number(account.office, certificate_document.SERIES)
    remaining = _remaining(desk, number) - sum((Decimal(line["charged"]) for line in lines), Decimal(0))
    released = sum((Decimal(line["released"]) for line in lines), Decimal(0))
    data = {
        "certificate": numbered[0],
        "cause": cause,
        "definitive": remaining == 0,
        "released": f"{released:f}",
        "issued_on": desk.today.isoformat(),
        "lines": lines,
    }
    desk.append(Subject.ACCOUNT.of(number), EventKind.DISCHARGED, data)
    record = certificate_record(desk, declaration, number)
    documents = [desk.issue(declaration, certificate_document.KIND, numbered, record)]
    kind = "definitive" if remaining == 0 else "partial"
    details = {"account": number, "type": kind, "released": f"{released:f}"}
    desk.notify(declaration.id, "certificate-issued", details=details, documents=documents)
    close_if_done(desk, declaration.id)
    return numbered[0]


def undo(desk: Desk, certificates: Iterable[CertificateRow], reason: str) -> None:
    """Cancel certificates: what they charged is free again, and their accounts are open."""
    for each in certificates:
        account = desk.hold_known(tables.account, each.account)
        data = {"certificate": each.number, "reason": reason}
        desk.append(Subject.ACCOUNT.of(each.account), EventKind.DISCHARGE_UNDONE, data)
        stream = Subject.DECLARATION.of(account.declaration)
        desk.append(stream, EventKind.DOCUMENT_CANCELLED, {"number": each.number, "reason": reason})
        reopen(desk, account.declaration, reason)
        details = {"account": each.account, "certificate": each.number}
        desk.notify(account.declaration, "certificate-cancelled", reason=reason, details=details)


def certificates_of(desk: Desk, cause: str) -> list[CertificateRow]:
    """The valid certificates that a declaration or an act has caused."""
    table = tables.certificate
    return desk.look(sa.select(table).where(table.c.cause == cause, table.c.state == "valid").order_by(table.c.number))


def _remaining(desk: Desk, account: str) -> Decimal:
    table = tables.account_article
    rows = desk.look(sa.select(table).where(table.c.account == account))
    return sum((Decimal(row.admitted) - Decimal(row.charged) for row in rows), Decimal(0))


def certificate_record(desk: Desk, declaration: DeclarationRow, account: str) -> dict[str, Any]:
    """What a certificate says: the account as it stands now, and all its lines in force."""
    row = desk.hold_known(tables.account, account)
    articles, lines = tables.account_article, tables.discharge
    in_force = sa.select(lines).where(lines.c.account == account, lines.c.undone.is_(False)).order_by(lines.c.serial)
    of_account = sa.select(articles).where(articles.c.account == account).order_by(articles.c.article)
    return {
        "account": row._asdict(),
        "articles": [each._asdict() for each in desk.look(of_account)],
        "lines": [each._asdict() for each in desk.look(in_force)],
        "registered_at": declaration.registered_at,
        "reference": declaration.reference,
        "issued_at": desk.log.at.isoformat(),
    }
