"""The certificate of discharge of a régime account, partial or definitive."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from gateway.documents.document_kind import DocumentKind, Series
from gateway.documents.from_log import EventData, Kept, moment_of
from renderers.certificate_pdf import render_certificate
from renderers.certificate_xml import render_certificate_xml
from renderers.records import AccountArticle, Certificate, DischargeLine, Guarantor, Payer
from schemas import words
from schemas.law import LawOfDay


def _record(kept: Kept) -> Certificate:
    said, account, day = kept.said, kept.said["account"], kept.law_of_day
    articles = {each["article"]: each for each in said["articles"]}
    lines = tuple(_line(each, articles[each["article"]]) for each in said["lines"])
    own = sum((each.released for each in lines if each.certificate == kept.number), Decimal(0))
    whole = sum((each.released for each in lines), Decimal(0))
    remaining = sum((Decimal(each["admitted"]) - Decimal(each["charged"]) for each in said["articles"]), Decimal(0))
    return Certificate(
        **kept.beginning(account["office"]),
        definitive=remaining == 0,
        account=account["number"],
        registered_at=moment_of(said["registered_at"]),
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
    )


def _guarantor(said: EventData, day: LawOfDay) -> Guarantor:
    kind = day.title("guarantee_types", said["kind"]) if said["kind"] else None
    return Guarantor(kind, said["reference"], said["name"], said["mention"])


def _line(said: EventData, article: EventData) -> DischargeLine:
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


def _article(said: EventData) -> AccountArticle:
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


SERIES = Series("certificate", "D")

KIND = DocumentKind(
    name="certificate",
    root="Certificate",
    xsd="certificate",
    facts={
        "number": "CertificateNumber",
        "dum_number": "Account/DUMNumber",
        "declarant_reference": "Account/DeclarantReference",
        "payer": "Principal/Name",
        "payer_ice": "Principal/ICE",
        "office": "Office/OfficeCode",
        "amount": "Released",
        "date": "IssuedAt",
    },
    series=SERIES,
    record_type=Certificate,
    record_of=_record,
    to_xml=render_certificate_xml,
    to_pdf=render_certificate,
    cause="gateway.dossier.regime_accounts.discharging",
)
