"""Faults of boxes B and C: bases, lines and totals."""

from __future__ import annotations

from .papers import Node
from .rule_cases import IMPORT, Break, Case, drop, put, put_in

BOX = "GoodsItem:2/DutiesAndTaxes"
EXCISE = "001102"


def line(code: str, base: str, rate: str, amount: str) -> Node:
    values = {"TypeCode": code, "Base": base, "Rate": rate, "Amount": amount}
    return Node("Line", [Node(name, text=text) for name, text in values.items()])


def together(*changes: Break) -> Break:
    return lambda root: [change(root) for change in changes]


# 45318.400 x 10 % = 4532 of excise counts for the VAT: (53363.400 + 4532) x 20 % = 11579.08
WITH_EXCISE = together(
    put_in(BOX, "Line", line(EXCISE, "45318.400", "10", "4532")),
    put(
        GoodsItem_2__DutiesAndTaxes__Line_4__Base="57895.400",
        GoodsItem_2__DutiesAndTaxes__Line_4__Amount="11580",
        GoodsItem_2__DutiesAndTaxes__Total="24157",
        DeclarationTotal__Line_3__Amount="16741",
        DeclarationTotal__Total="33461",
    ),
    put_in("DeclarationTotal", "Line", Node("Line", [Node("TypeCode", text=EXCISE), Node("Amount", text="4532")])),
    put(DeclarationTotal__Line_4__Amount="16741"),
)
TWICE = put_in(BOX, "Line", line("007217", "45318.400", "0", "0"))

CASES: tuple[Case, ...] = (
    Case("BB-1", IMPORT, put(GoodsItem_2__DutiesAndTaxes__Line__Rate="17.501"), "B", article=2,
         at=f"{BOX}/Line/Amount"),
    Case("BB-2", IMPORT, put(GoodsItem_2__DutiesAndTaxes__Total="18717"), "B", article=2, at=f"{BOX}/Total"),
    Case("BB-3", IMPORT, put(GoodsItem_2__DutiesAndTaxes__Line_3__Base="53363.399"), "B", ("31",), 2,
         f"{BOX}/Line:3/Base"),
    Case("BB-4", IMPORT, put(GoodsItem_2__DutiesAndTaxes__Line__Base="45318.401"), "B", ("31",), 2, f"{BOX}/Line/Base"),
    Case("BB-5", IMPORT, TWICE, "B", article=2, at=f"{BOX}/Line:3/TypeCode"),
    Case("BC-1", IMPORT, put(DeclarationTotal__Line_2__Amount="170"), "C", ("B",), at="DeclarationTotal/Line:2/Amount"),
    Case("BC-2", IMPORT, put(DeclarationTotal__Total="28023"), "C", ("B",), at="DeclarationTotal/Total"),
    Case("BC-3", IMPORT, drop("DeclarationTotal/Line:2"), "C", ("B",), at="DeclarationTotal", point="start"),
    Case("BC-4", IMPORT, drop("DeclarationTotal"), "C", ("B",), at="DeclarantSignature", point="start"),
)  # fmt: skip

SOUND = (
    (IMPORT, drop("DeclarationTotal/Line:3", "DeclarationTotal/Line:2", "DeclarationTotal/Line")),
    (IMPORT, WITH_EXCISE),
)
"""What looks like a fault and is none, or cannot be known."""
