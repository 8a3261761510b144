"""Faults of the goods: boxes 13, 28, 30 to 33, and countries by code and name."""

from __future__ import annotations

from .rule_cases import ADMISSION, EXPORT, IMPORT, TRANSIT, Case, drop, put

ORIGIN = "OriginCountry/Code"
FIRST = "GoodsItem:1"

CASES: tuple[Case, ...] = (
    Case("B13-2", IMPORT, drop("OriginCountry"), "13", ("36",), at="Destination", point="start"),
    Case("CTY-1", IMPORT, put(ConsignmentCountry__Code="IL"), "11", at="ConsignmentCountry/Code"),
    Case("CTY-1", IMPORT, put(ConsignmentCountry__Name="Chypre"), "11", at="ConsignmentCountry/Code"),
    Case("CTY-1", EXPORT, put(Destination__Country__Name="العراق"), "14", at="Destination/Country/Code"),
    Case("CTY-1", TRANSIT, put(OriginCountry__Name="etats unis"), "13", at=ORIGIN),
    Case("CTY-1", IMPORT, put(GoodsItem_2__OriginCountry__Name="INDIA"), "36", article=2, at=f"GoodsItem:2/{ORIGIN}"),
    Case("B13-1", IMPORT, put(OriginCountry__Code="ES", OriginCountry__Name="ESPAGNE"), "13", ("36",), at=ORIGIN),
    Case("B13-1", TRANSIT, put(GoodsItem__OriginCountry__Code="DE", GoodsItem__OriginCountry__Name="ALLEMAGNE"),
         "13", ("36",), at=ORIGIN),
    *(
        Case("B28-1", IMPORT, put(GoodsItem_3__PackagesAndDescription__Description=text), "28", article=3,
             at="GoodsItem:3/PackagesAndDescription/Description")
        for text in ("---", "84819000", "PF 12", "?")
    ),
    Case("B28-2", TRANSIT, put(GoodsItem__PackagesAndDescription__Quantity="0"), "28", article=1,
         at="GoodsItem/PackagesAndDescription/Quantity"),
    Case("B30-1", IMPORT, put(GoodsItem_2__Commodity__TariffCode="848190"), "30", article=2,
         at="GoodsItem:2/Commodity/TariffCode"),
    Case("B30-2", EXPORT, put(GoodsItem_2__Commodity__Regime="061"), "30", ("1",), 2, "GoodsItem:2/Commodity/Regime"),
    *(
        Case("B30-3", EXPORT, put(GoodsItem_1__Commodity__TariffCode=code[:6], GoodsItem_1__Commodity__NGPCode=code),
             "30", article=1, at=f"{FIRST}/Commodity/NGPCode")
        for code in ("0000000000", "0070200090", "7702000090", "0700000090")
    ),
    Case("B31-1", EXPORT, put(GoodsItem_1__DeclaredValue="0", GoodsItem_2__DeclaredValue="161033.926"),
         "31", ("34",), 1, f"{FIRST}/DeclaredValue"),
    Case("B32-1", IMPORT, put(GoodsItem_2__SupplementaryUnits__Quantity="0.000"), "32", article=2,
         at="GoodsItem:2/SupplementaryUnits/Quantity"),
    Case("B33-1", ADMISSION, put(GoodsItem_1__NetMass="7252.250", GoodsItem_2__NetMass="0"), "33", ("31",), 2,
         "GoodsItem:2/NetMass"),
)  # fmt: skip

SOUND = (
    (IMPORT, put(ConsignmentCountry__Name="Italy")),
    (IMPORT, put(ConsignmentCountry__Name="إيطاليا")),
    (IMPORT, put(ConsignmentCountry__Name="REPUBBLICA ITALIANA")),
    (IMPORT, put(GoodsItem_2__OriginCountry__Code="CN", GoodsItem_2__OriginCountry__Name="CHINE")),
    (IMPORT, put(GoodsItem_1__PackagesAndDescription__Quantity="0")),
    (IMPORT, put(GoodsItem_1__PackagesAndDescription__Description="شاي")),
    (TRANSIT, put(GoodsItem__PackagesAndDescription__Quantity="0", GoodsItem__PackagesAndDescription__Kind="Vrac")),
    (TRANSIT, put(GoodsItem__PackagesAndDescription__Quantity="0", GoodsItem__PackagesAndDescription__KindCode="VY")),
    (IMPORT, put(GoodsItem_2__SupplementaryUnits__Quantity="0.001")),
    (
        ADMISSION,
        put(
            GoodsItem_1__NetMass="7252.250",
            GoodsItem_2__NetMass="0",
            GoodsItem_2__Commodity__TariffCode="710231",
            GoodsItem_2__Commodity__NGPCode="7102310000",
        ),
    ),
)
"""What looks like a fault and is none, or cannot be known."""
