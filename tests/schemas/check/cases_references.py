"""Faults of references: box 37, and box 17 where it holds a summary declaration."""

from __future__ import annotations

from .papers import Node
from .rule_cases import ADMISSION, EXPORT, IMPORT, TRANSIT, Case, drop, put, put_in

PREVIOUS = "GoodsItem:2/PreviousDocument"
AGAIN = Node("PreviousDocument", [Node("Number", text="309 000 2026 0004127"), Node("Date", text="2026-06-29")])
DUM_TOO = Node("PreviousDocument", [Node("Number", text="300-010-2026-0072342-Y"), Node("Date", text="2026-06-02")])


CASES: tuple[Case, ...] = (
    *(
        Case("REF-1", IMPORT, put(GoodsItem_2__PreviousDocument__Number=text), "37", article=2, at=f"{PREVIOUS}/Number")
        for text in ("309-000-2026-4127-N", "30900020260004127B", "309-0-2026-4127-I[01]")
    ),
    Case("REF-1", IMPORT, put(TransportDocument__Number="01|30100020260009045A|147-93618044|MXP"), "17",
         at="TransportDocument/Number"),
    *(
        Case("REF-2", IMPORT, put(GoodsItem_2__PreviousDocument__Number=text), "37", article=2, at=f"{PREVIOUS}/Number")
        for text in ("309-0-2027-4127[01]", "309-0-1991-4127[01]")
    ),
    Case("REF-2", IMPORT, put(TransportDocument__Number="30100020620009045"), "17", at="TransportDocument/Number"),
    Case("REF-3", IMPORT, put(GoodsItem_2__PreviousDocument__Number="309-0-2025-4127[01]"), "37", article=2,
         at=f"{PREVIOUS}/Date"),
    Case("REF-4", IMPORT, put(GoodsItem_2__PreviousDocument__Number="399-0-2026-4127[01]"), "37", article=2,
         at=f"{PREVIOUS}/Number"),
    Case("REF-5", IMPORT, put(GoodsItem_2__PreviousDocument__Number="309-0-2026-4127[02]"), "37", article=2,
         at=f"{PREVIOUS}/Number"),
    Case("REF-5", IMPORT, put(TransportDocument__Number="99|30100020260009045|147-93618044|MXP"), "17",
         at="TransportDocument/Number"),
    Case("B37-1", IMPORT, put(GoodsItem_2__PreviousDocument__Number="300-010-2026-0072342-Y"), "37", ("1",), 2,
         f"{PREVIOUS}/Number"),
    Case("B37-2", IMPORT, put(GoodsItem_2__PreviousDocument__Number="DS 4127"), "37", ("1",), 2, f"{PREVIOUS}/Number"),
    Case("B37-3", IMPORT, drop(f"{PREVIOUS}/Date"), "37", article=2, at=PREVIOUS, point="end"),
    Case("B37-4", IMPORT, put_in("GoodsItem:2", "PreviousDocument", AGAIN), "37", article=2,
         at="GoodsItem:2/PreviousDocument:2/Number"),
)  # fmt: skip

SOUND = (
    *(
        (IMPORT, put(GoodsItem_2__PreviousDocument__Number=text))
        for text in ("309-000-2026-4127-Y", "30900020260004127", "309/000/2026/0004127", "309-0-2026-4127")
    ),
    (IMPORT, put(TransportDocument__Number="01|30100020260009045|147-93618044|MXP|2030300463279")),
    (IMPORT, put(TransportDocument__Number="309-010-2062-0000001")),
    (IMPORT, put_in("GoodsItem:2", "PreviousDocument", DUM_TOO)),
    (EXPORT, put_in("GoodsItem:2", "AdditionalInformation", DUM_TOO)),
    (TRANSIT, put(GoodsItem__PreviousDocument__Number="300-010-2026-0072342-Y")),
    (ADMISSION, put(GoodsItem_1__PreviousDocument__Number="607-0-2026-0311[03]")),
)
"""What looks like a fault and is none, or cannot be known."""
