"""From what the log keeps of a document to the record that the renderers are given; titles by the law of its day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from lxml import etree

from gateway.documents.message_records import assessment_of
from gateway.store.files import FileStore
from parsers.xml import read_xml
from renderers.form_records import DumDocument, OfficeBoxes
from renderers.labels import payment_methods
from renderers.records import (
    AccountArticle,
    Assessment,
    Certificate,
    DischargeLine,
    Guarantor,
    LastNotice,
    Payer,
    Quittance,
)
from schemas import words
from schemas.acts import DUM, REQUEST
from schemas.days import day_of, in_casablanca
from schemas.law import Law

Issued = Quittance | Certificate | LastNotice | DumDocument
Said = Mapping[str, Any]


def record_of(document: Any, specimen: bool, law: Law, store: FileStore) -> Issued:
    """The record of a document (its row)."""
    said: Said = document.record
    if document.kind == "dum":
        return _dum(document.number, said, specimen, law, store)
    makers: dict[str, Callable[[str, Said, bool, Law], Issued]] = {
        "quittance": _quittance,
        "certificate": _certificate,
        "dasf": _last_notice,
    }
    return makers[document.kind](document.number, said, specimen, law)


def _moment(text: str) -> datetime:
    return in_casablanca(datetime.fromisoformat(text))


def _office(said: Said, law: Law) -> dict[str, Any]:
    """What every document says of its office and its moment."""
    issued_at = _moment(said["issued_at"])
    name = law.on(day_of(issued_at)).title("offices", said["office"])["fr"]
    return {"issued_at": issued_at, "office": said["office"], "office_name": name}


def _declaration(said: Said) -> dict[str, Any]:
    registered_at = _moment(said["registered_at"])
    return {
        "dum_number": said["dum_number"],
        "registered_at": registered_at,
        "declarant_reference": said["reference"],
    }


def _assessment(said: Said, law: Law) -> Assessment:
    assessment = assessment_of(said["assessment"], said["registered_at"], law)
    return assessment or Assessment(said["assessment"]["number"], (), Decimal(0))


def _quittance(number: str, said: Said, specimen: bool, law: Law) -> Quittance:
    return Quittance(
        number=number,
        **_office(said, law),
        **_declaration(said),
        payer=Payer(**said["payer"]),
        assessment=_assessment(said, law),
        payment_number=said["number"],
        payment_method=said["method"],
        paid_at=_moment(said["paid_at"]),
        amount=Decimal(said["amount"]),
        outstanding=Decimal(said["outstanding"]),
        surplus=Decimal(said["amount"]) - Decimal(said["applied"]),
        replaces=said["replaces"],
        claim=said["claim"],
        due_on=date.fromisoformat(said["due_on"]),
        specimen=specimen,
    )


def _last_notice(number: str, said: Said, specimen: bool, law: Law) -> LastNotice:
    return LastNotice(
        number=number,
        **_office(said, law),
        **_declaration(said),
        debtor=Payer(**said["payer"]),
        claim=said["claim"],
        assessment=_assessment(said, law),
        nature=words.phrase("claim.nature"),
        amount=Decimal(said["amount"]),
        paid=Decimal(said["paid"]),
        outstanding=Decimal(said["outstanding"]),
        due_on=date.fromisoformat(said["due_on"]),
        order_not_before_due=date.fromisoformat(said["order_not_before_due"]),
        order_not_before_notice=date.fromisoformat(said["order_not_before_notice"]),
        interest=None if said["interest"] is None else Decimal(said["interest"]),
        interest_rate=None if said["interest_rate"] is None else Decimal(said["interest_rate"]),
        ways_to_pay=tuple(payment_methods().values()),
        specimen=specimen,
    )


def _certificate(number: str, said: Said, specimen: bool, law: Law) -> Certificate:
    account, day = said["account"], law.on(day_of(_moment(said["issued_at"])))
    articles = {each["article"]: each for each in said["articles"]}
    lines = tuple(_line(each, articles[each["article"]]) for each in said["lines"])
    own = sum((each.released for each in lines if each.certificate == number), Decimal(0))
    whole = sum((each.released for each in lines), Decimal(0))
    remaining = sum((Decimal(each["admitted"]) - Decimal(each["charged"]) for each in said["articles"]), Decimal(0))
    return Certificate(
        number=number,
        **_office({**account, "issued_at": said["issued_at"]}, law),
        definitive=remaining == 0,
        account=account["number"],
        registered_at=_moment(said["registered_at"]),
        declarant_reference=said["reference"],
        regime=account["regime"],
        regime_title=day.title("regimes", account["regime"]),
        deadline=date.fromisoformat(account["deadline"]) if account["deadline"] else None,
        principal=Payer(**account["principal"]),
        guarantor=_guarantor(account["guarantor"], day),
        lines=lines,
        articles=tuple(_article(each) for each in said["articles"]),
        released=own,
        released_before=whole - own,
        suspended=sum((Decimal(each["suspended"]) for each in said["articles"]), Decimal(0)),
        specimen=specimen,
    )


def _guarantor(said: Said, day: Any) -> Guarantor:
    kind = day.title("guarantee_types", said["kind"]) if said["kind"] else None
    return Guarantor(kind, said["reference"], said["name"], said["mention"])


def _line(said: Said, article: Said) -> DischargeLine:
    kind = said["kind"]
    return DischargeLine(
        article=said["article"],
        ngp_code=article["ngp_code"],
        by=said["by"],
        by_article=said["by_article"],
        kind=words.phrase(f"discharge.{kind}"),
        at=date.fromisoformat(said["on"]),
        quantity=Decimal(said["quantity"]),
        charged=Decimal(said["charged"]),
        unit=article["unit"],
        released=Decimal(said["released"]),
        certificate=said["certificate"],
        late=said["late"],
    )


def _article(said: Said) -> AccountArticle:
    names = ("admitted", "charged", "value", "suspended", "released")
    figures = {name: Decimal(said[name]) for name in names}
    return AccountArticle(
        article=said["article"],
        ngp_code=said["ngp_code"],
        description=said["description"],
        unit=said["unit"],
        remaining=figures["admitted"] - figures["charged"],
        waste_rate=Decimal(said["waste_rate"]) if said["waste_rate"] else None,
        **figures,
    )


def _declaration_in(body: bytes) -> bytes:
    """A declaration as it was sent, or the one that a request holds."""
    root = read_xml(body).root
    inside = root.find(DUM) if root is not None and root.tag == REQUEST else None
    return body if inside is None else etree.tostring(inside, encoding="UTF-8", xml_declaration=True)


def _dum(number: str, said: Said, specimen: bool, law: Law, store: FileStore) -> DumDocument:
    boxes = said["boxes"]
    return DumDocument(
        number=number,
        **_office(said, law),
        dum_number=said["dum_number"],
        version=said["version"],
        declarant_reference=said["reference"],
        declaration=_declaration_in(store.get(said["body"])),
        boxes=OfficeBoxes(
            serial=boxes["serial"],
            key=boxes["key"],
            registered_on=date.fromisoformat(boxes["registered_on"]),
            visas=tuple((name, date.fromisoformat(day)) for name, day in boxes["visas"]),
            released_at=_moment(boxes["released_at"]) if boxes["released_at"] else None,
            **{
                name: tuple(boxes[name])
                for name in ("assessments", "receipts", "examinations", "values", "transit", "decisions")
            },
        ),
        specimen=specimen,
    )
