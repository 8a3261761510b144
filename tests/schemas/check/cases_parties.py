"""Persons, undertakings and guarantees: one thing broken, and the one finding that tells it."""

from __future__ import annotations

from .papers import Node
from .rule_cases import ADMISSION, EXPORT, IMPORT, TRANSIT, Break, Case, drop, put, put_in
from .samples import NAMES

CREDIT = NAMES[4]
SIGNATURE = [Node("Place", text="CASABLANCA"), Node("Date", text="2026-06-29")]
PRINCIPAL, GUARANTOR = Node("PrincipalSignature", SIGNATURE), Node("GuarantorSignature", SIGNATURE)
PERSON = Node("OtherPerson", [Node("Name", text="MECANIQUE DU CHAOUIA SARL")])
ICE = Node("ICE", text="002217350000047")


def both(*changes: Break) -> Break:
    return lambda root: [change(root) for change in changes]


CASES: tuple[Case, ...] = (
    Case("ICE-2", IMPORT, drop("Importer/ICE"), "8", at="Importer/RC", point="start"),
    Case("ICE-2", IMPORT, drop("Declarant/ICE"), "10", at="Declarant/RC", point="start"),
    Case("ICE-2", EXPORT, drop("Exporter/ICE"), "2", at="Exporter/RC", point="start"),
    Case(
        "ICE-3",
        ADMISSION,
        put(OtherPerson__Name="TISSAGES DE LA MOULOUYA SA"),
        "9",
        ("8", "2", "10"),
        at="OtherPerson/ICE",
    ),
    Case("ICE-3", TRANSIT, put(Declarant__Name="BAHIA LOGISTIQUE"), "10", ("8", "2", "9"), at="Declarant/ICE"),
    Case("RC-1", IMPORT, drop("Importer/RCCentre"), "8", at="Importer", point="end"),
    Case("RC-1", ADMISSION, drop("OtherPerson/RCCentre"), "9", at="OtherPerson/Mention", point="start"),
    Case("RC-2", IMPORT, drop("Importer/RC"), "8", at="Importer/RCCentre", point="start"),
    Case(
        "B08-1",
        IMPORT,
        both(drop("Importer/ICE", "Importer/RC", "Importer/RCCentre"), put_in("Exporter", None, ICE)),
        "8",
        ("2",),
        at="Importer",
        point="start",
    ),
    Case(
        "B08-1",
        EXPORT,
        both(drop("Exporter/ICE", "Exporter/RC", "Exporter/RCCentre"), put_in("Importer", None, ICE)),
        "2",
        ("8",),
        at="Exporter",
        point="start",
    ),
    Case(
        "B10-3",
        EXPORT,
        put_in("Declarant", None, Node("Name", text="SOUSS FRAICHEUR SA")),
        "10",
        ("2", "8"),
        at="Declarant/Name",
    ),
    Case("B10-4", CREDIT, put(Declarant__SeeBox="2"), "10", ("1", "2", "8"), at="Declarant/SeeBox"),
    Case("B10-4", EXPORT, put(Declarant__SeeBox="8"), "10", ("1", "2", "8"), at="Declarant/SeeBox"),
    Case(
        "B09-1",
        ADMISSION,
        drop("OtherPerson/Mention", "OtherPerson/GuaranteeReference", "GuarantorSignature"),
        "9",
        ("40",),
        at="OtherPerson",
        point="end",
    ),
    Case(
        "B39-1",
        IMPORT,
        put_in("", "DeclarantSignature", PRINCIPAL),
        "39",
        ("9",),
        at="PrincipalSignature",
        point="start",
    ),
    Case(
        "B39-1",
        EXPORT,
        put_in("", "DeclarantSignature", PRINCIPAL, GUARANTOR),
        "39",
        ("9",),
        at="PrincipalSignature",
        point="start",
    ),
    Case("B39-2", IMPORT, put_in("", "Declarant", PERSON), "39", ("9",), at="DeclarantSignature", point="start"),
    Case(
        "B40-1",
        IMPORT,
        put_in("", "DeclarantSignature", GUARANTOR),
        "40",
        ("9",),
        at="GuarantorSignature",
        point="start",
    ),
    Case(
        "B40-1",
        TRANSIT,
        drop("OtherPerson/Mention", "OtherPerson/GuaranteeTypeCode", "OtherPerson/GuaranteeReference"),
        "40",
        ("9",),
        at="GuarantorSignature",
        point="start",
    ),
)
