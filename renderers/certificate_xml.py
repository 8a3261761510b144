"""The certificate of discharge as XML: the certificate itself. The PDF shows what stands here."""

from __future__ import annotations

from renderers.records import AccountArticle, Certificate, DischargeLine, Guarantor
from renderers.xml_writer import Element, moment, money, number, truth

NAMESPACE = "urn:dumgate:certificate:1"


def render_certificate_xml(record: Certificate) -> bytes:
    """The certificate's XML, not yet signed, the same bytes for the same record; valid against `certificate.xsd`."""
    root = Element.root("Certificate", NAMESPACE)
    root.text("Specimen", truth(record.specimen))
    root.text("CertificateNumber", record.number)
    root.text("IssuedAt", moment(record.issued_at))
    root.text("TypeCode", "definitive" if record.definitive else "partial")
    root.text("Status", "valid")
    root.office(record.office, record.office_name)
    account = root.child("Account")
    account.text("DUMNumber", record.account)
    account.text("RegisteredAt", moment(record.registered_at))
    account.text("DeclarantReference", record.declarant_reference)
    account.text("Regime", record.regime)
    account.translated("RegimeTitle", record.regime_title)
    account.text("Deadline", record.deadline)
    root.party("Principal", record.principal)
    _guarantor(root, record.guarantor)
    for article in record.articles:
        _article(root.child("Article"), article)
    for line in record.lines:
        _line(root.child("Line"), line)
    root.text("Released", money(record.released))
    root.text("ReleasedBefore", money(record.released_before))
    root.text("Suspended", money(record.suspended))
    return root.to_bytes("certificate")


def _guarantor(root: Element, guarantor: Guarantor) -> None:
    if not any((guarantor.kind, guarantor.reference, guarantor.name, guarantor.mention)):
        return
    child = root.child("Guarantor")
    child.translated("Kind", guarantor.kind or {})
    child.text("Reference", guarantor.reference)
    child.text("Name", guarantor.name)
    child.text("Mention", guarantor.mention, 4000)


def _article(child: Element, article: AccountArticle) -> None:
    child.text("ArticleNumber", article.article)
    child.text("NGPCode", article.ngp_code)
    child.text("Description", article.description, 4000)
    child.text("Unit", article.unit)
    child.text("Admitted", number(article.admitted))
    child.text("Charged", number(article.charged))
    child.text("Remaining", number(article.remaining))
    child.text("WasteRate", None if article.waste_rate is None else number(article.waste_rate))
    child.text("Value", number(article.value, 2))
    child.text("Suspended", money(article.suspended))
    child.text("Released", money(article.released))


def _line(child: Element, line: DischargeLine) -> None:
    child.text("ArticleNumber", line.article)
    child.text("By", line.by)
    child.text("ByArticle", line.by_article)
    child.translated("Kind", line.kind)
    child.text("Date", line.at)
    child.text("Quantity", number(line.quantity))
    child.text("Charged", number(line.charged))
    child.text("Unit", line.unit)
    child.text("Released", money(line.released))
    child.text("Certificate", line.certificate)
    child.text("Late", truth(line.late))
