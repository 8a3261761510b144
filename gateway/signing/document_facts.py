"""The key facts of an issued document, read from its XML: what an archivist wants to see beside the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree

from schemas.compiled import compiled

# Where each kind of document keeps its facts; all paths are below the root.
_PATHS: Mapping[str, Mapping[str, str]] = {
    "quittance": {
        "number": "QuittanceNumber",
        "dum_number": "Declaration/DUMNumber",
        "declarant_reference": "Declaration/DeclarantReference",
        "payer": "Payer/Name",
        "payer_ice": "Payer/ICE",
        "office": "Office/OfficeCode",
        "amount": "Payment/Amount",
        "payment_number": "Payment/PaymentNumber",
        "date": "IssuedAt",
    },
    "dumdocument": {
        "number": "DocumentNumber",
        "dum_number": "DUMNumber",
        "declarant_reference": "DeclarantReference",
        "version": "Version",
        "date": "IssuedAt",
    },
    "certificate": {
        "number": "CertificateNumber",
        "dum_number": "Account/DUMNumber",
        "declarant_reference": "Account/DeclarantReference",
        "payer": "Principal/Name",
        "payer_ice": "Principal/ICE",
        "office": "Office/OfficeCode",
        "amount": "Released",
        "date": "IssuedAt",
    },
    "lastnotice": {
        "number": "LastNoticeNumber",
        "dum_number": "Declaration/DUMNumber",
        "declarant_reference": "Declaration/DeclarantReference",
        "payer": "Debtor/Name",
        "payer_ice": "Debtor/ICE",
        "office": "Office/OfficeCode",
        "amount": "Claim/Outstanding",
        "date": "IssuedAt",
    },
    "notice": {
        "number": "NoticeNumber",
        "declaration": "DeclarationID",
        "dum_number": "DUMNumber",
        "cause": "Cause",
        "date": "IssuedAt",
    },
    "acknowledgement": {"number": "SubmissionID", "partner": "PartnerID", "date": "ReceivedAt"},
    "response": {
        "number": "DeclarationID",
        "submission": "SubmissionID",
        "partner": "PartnerID",
        "outcome": "Outcome",
        "dum_number": "Registration/DUMNumber",
        "date": "IssuedAt",
    },
}


_NAMED_OTHERWISE = {"dumdocument": ("dum", "dum_document"), "lastnotice": ("dasf", "dasf")}
"""The kind and the XSD of documents whose root is named otherwise."""

KINDS = tuple(sorted(_NAMED_OTHERWISE.get(word, (word,))[0] for word in _PATHS))
"""The kinds of documents that are signed."""


def facts_of(root: etree._Element) -> dict[str, Any] | None:
    """The facts of a document valid against its XSD; None for any other. Amounts are dirhams."""
    name = etree.QName(root)
    word = name.localname.lower()
    kind, xsd = _NAMED_OTHERWISE.get(word, (word, word))
    if word not in _PATHS or name.namespace != f"urn:dumgate:{word}:1" or not compiled(xsd).validate(root):
        return None
    facts: dict[str, Any] = {"kind": kind}
    for fact, path in _PATHS[word].items():
        text = root.findtext("/".join(f"{{{name.namespace}}}{step}" for step in path.split("/")))
        if text is not None:
            facts[fact] = text
    if "amount" in facts:
        facts["currency"] = "MAD"
    facts["specimen"] = (root.findtext(f"{{{name.namespace}}}Specimen") or "").strip() in {"true", "1"}
    return facts
