"""Currency, rate and value: one thing broken, and the one finding that tells it."""

from __future__ import annotations

from .cases_parties import CREDIT
from .papers import Node
from .rule_cases import ADMISSION, EXPORT, IMPORT, TRANSIT, Case, drop, put, put_in

INVOICE = Node("Invoice", [Node("CurrencyCode", text="EUR"), Node("TotalAmount", text="20000.000")])
OF_BOX_23 = ("16", "18", "19", "20", "22", "31")

OF_BOX_20 = ("16", "18", "19", "22", "23")
OF_BOX_22 = ("16", "18", "19", "20", "23")

CASES: tuple[Case, ...] = (
    Case(
        "B18-1",
        TRANSIT,
        put_in("", "TotalDeclaredValue", Node("ExchangeRate", text="10.7")),
        "18",
        ("19",),
        at="ExchangeRate",
        point="start",
    ),
    Case("B18-2", EXPORT, put(Invoice__TotalAmount="0.000"), "18", ("34",), at="Invoice/TotalAmount"),
    Case("B19-1", EXPORT, put(Invoice__CurrencyCode="MAD"), "19", ("18",), at="ExchangeRate"),
    Case(
        "B19-2",
        TRANSIT,
        put_in("", "TotalDeclaredValue", INVOICE),
        "19",
        ("18",),
        at="TotalDeclaredValue",
        point="start",
    ),
    Case("B20-1", IMPORT, drop("FreightAmount"), "20", OF_BOX_20, at="InsuranceAmount", point="start"),
    Case("B22-1", IMPORT, drop("InsuranceAmount"), "22", OF_BOX_22, at="TotalDeclaredValue", point="start"),
    Case("B23-2", IMPORT, put(FreightAmount="3120.000"), "23", OF_BOX_23, at="TotalDeclaredValue"),
    Case("B23-2", IMPORT, put(ExchangeRate="10.767500"), "23", OF_BOX_23, at="TotalDeclaredValue"),
    Case("B23-2", IMPORT, put(Invoice__TotalAmount="595.000"), "23", OF_BOX_23, at="TotalDeclaredValue"),
    Case("B23-2", CREDIT, put(ExchangeRate="10.823000"), "23", OF_BOX_23, at="TotalDeclaredValue"),
    Case("B23-2", ADMISSION, put(Invoice__TotalAmount="20560.000"), "23", OF_BOX_23, at="TotalDeclaredValue"),
    Case("B23-2", EXPORT, put(ExchangeRate="1.072130"), "23", OF_BOX_23, at="TotalDeclaredValue"),
)
