"""Transport, place and payment: one thing broken, and the one finding that tells it."""

from __future__ import annotations

from .cases_parties import CREDIT
from .rule_cases import EXPORT, IMPORT, TRANSIT, Case, drop, put

CASES: tuple[Case, ...] = (
    Case("B04-1", IMPORT, put(Arrondissement="301301"), "4", at="Arrondissement"),
    Case("B15-1", IMPORT, drop("TransportMeans/NationalityCode"), "15", at="TransportMeans", point="end"),
    Case("B15-1", TRANSIT, drop("TransportMeans/NationalityCode"), "15", at="TransportMeans", point="end"),
    Case("B16-1", EXPORT, drop("DeliveryTerms/Place"), "16", at="DeliveryTerms", point="end"),
    Case("B16-2", CREDIT, put(DeliveryTerms__IncotermCode="CIF"), "16", ("15",), at="DeliveryTerms/IncotermCode"),
    Case(
        "B17-1",
        CREDIT,
        put(TransportDocument__Nature="Lettre de voiture C.M.R."),
        "17",
        ("15",),
        at="TransportDocument/Nature",
    ),
    Case("B25-1", IMPORT, put(GoodsLocation="301306"), "25", ("4",), at="GoodsLocation"),
    Case("B27-1", CREDIT, drop("FinancialData/AccountNumber"), "27", at="FinancialData/Text", point="start"),
    Case(
        "B27-2",
        CREDIT,
        drop("FinancialData/PaymentMethodCode"),
        "27",
        at="FinancialData/AccountNumber",
        point="start",
    ),
)
