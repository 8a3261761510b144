"""Faults of the totals: boxes 6, 7 and 23."""

from __future__ import annotations

from .rule_cases import IMPORT, TRANSIT, Case, put

CASES: tuple[Case, ...] = (
    Case("B06-1", IMPORT, put(TotalGrossMass="1827.499"), "6", ("7",), at="TotalGrossMass"),
    Case("B06-1", TRANSIT, put(TotalGrossMass="0"), "6", ("7",), at="TotalGrossMass"),
    Case("B07-1", IMPORT, put(TotalNetMass="1827.501"), "7", ("33",), at="TotalNetMass"),
    Case("B07-1", IMPORT, put(GoodsItem_2__NetMass="1310.251"), "7", ("33",), at="TotalNetMass"),
    Case("B23-1", IMPORT, put(TotalDeclaredValue="66975.641"), "23", ("31",), at="TotalDeclaredValue"),
)
