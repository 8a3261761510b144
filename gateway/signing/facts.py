"""The key facts of an issued document, read from its XML: what an archivist wants to see beside the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree

from renderers.xml_writer import schema

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


def facts_of(root: etree._Element) -> dict[str, Any] | None:
    """The facts of a document valid against its XSD; None for any other. Amounts are dirhams."""
    name = etree.QName(root)
    kind = name.localname.lower()
    if kind not in _PATHS or name.namespace != f"urn:dumgate:{kind}:1" or not schema(kind).validate(root):
        return None
    facts: dict[str, Any] = {"kind": kind}
    for fact, path in _PATHS[kind].items():
        text = root.findtext("/".join(f"{{{name.namespace}}}{step}" for step in path.split("/")))
        if text is not None:
            facts[fact] = text
    if "amount" in facts:
        facts["currency"] = "MAD"
    facts["specimen"] = (root.findtext(f"{{{name.namespace}}}Specimen") or "").strip() in {"true", "1"}
    return facts
