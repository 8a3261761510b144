"""Faults of dates: of the message, of the arrival, of signatures and of earlier documents."""

from __future__ import annotations

from .papers import Node
from .rule_cases import ADMISSION, EXPORT, IMPORT, TRANSIT, Case, put, put_in


def engagement(day: str) -> Node:
    return Node("ImportEngagement", [Node("Number", text="3010012026000041270"), Node("Date", text=day)])


CASES: tuple[Case, ...] = (
    Case("B24-2", IMPORT, put(ArrivalDate="2016-06-29"), "24", at="ArrivalDate"),
    Case("SIG-3", IMPORT, put(DeclarantSignature__Date="2016-06-30"), "41", at="DeclarantSignature/Date"),
    Case("DAT-1", IMPORT, put(IssueDateTime="2026-07-12T00:00:00"), None, at="IssueDateTime"),
    Case("DAT-1", EXPORT, put(IssueDateTime="2026-10-03T08:05:00"), None, at="IssueDateTime"),
    Case("B24-1", IMPORT, put(ArrivalDate="2026-08-30"), "24", at="ArrivalDate"),
    Case("B24-1", IMPORT, put(ArrivalDate="2062-06-29"), "24", at="ArrivalDate"),
    Case("SIG-1", ADMISSION, put(PrincipalSignature__Date="2026-07-08"), "39", at="PrincipalSignature/Date"),
    Case("SIG-1", TRANSIT, put(GuarantorSignature__Date="2027-07-03"), "40", at="GuarantorSignature/Date"),
    Case("SIG-1", IMPORT, put(DeclarantSignature__Date="2026-07-01"), "41", at="DeclarantSignature/Date"),
    Case("SIG-2", IMPORT, put(DeclarantSignature__Date="1991-12-31"), "41", at="DeclarantSignature/Date"),
    Case("B37-5", IMPORT, put(GoodsItem_2__PreviousDocument__Date="2026-07-01"), "37", article=2,
         at="GoodsItem:2/PreviousDocument/Date"),
    Case("B38-1", IMPORT, put_in("GoodsItem:2", "DutiesAndTaxes", engagement("2026-07-01")), "38", article=2,
         at="GoodsItem:2/ImportEngagement/Date"),
)  # fmt: skip

SOUND = (
    (IMPORT, put(IssueDateTime="2026-07-11T23:59:59")),
    (IMPORT, put(ArrivalDate="2026-08-29")),
    (IMPORT, put(ArrivalDate="2025-06-29")),
    (IMPORT, put(DeclarantSignature__Date="2025-06-29")),
    (IMPORT, put(GoodsItem_2__PreviousDocument__Date="2026-06-30")),
    (IMPORT, put_in("GoodsItem:2", "DutiesAndTaxes", engagement("2026-06-30"))),
)
"""What looks like a fault and is none, or cannot be known."""
