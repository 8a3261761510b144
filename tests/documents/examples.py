"""Records that the document tests render: ordinary ones, long ones and hostile ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from renderers.records import Acknowledgement, Assessment, DutyLine, FileReceived, Payer, Quittance, Response
from schemas.findings import Position, finding

NOON = datetime(2026, 11, 25, 12, 0, 7, 123456, tzinfo=UTC)
HOSTILE = "a\x00b\ud800<&>\"'\u202e\ufffe\r\n\t\x1b]" + "x" * 300
BODY = FileReceived("DUM_20261125120000.XML", "0" * 64, 20480)

DUTIES = (
    DutyLine(
        "000110",
        {"fr": "Droit d’importation", "en": "Import duty", "ar": "رسم الاستيراد"},
        Decimal("1284992.99"),
        Decimal("30"),
        Decimal("385498"),
    ),
    DutyLine(
        "007217",
        {
            "fr": "Taxe parafiscale à l’importation",
            "en": "Import parafiscal tax",
            "ar": "الرسم شبه الضريبي عند الاستيراد",
        },
        Decimal("1284992.99"),
        Decimal("0.25"),
        Decimal("3213"),
    ),
    DutyLine(
        "002109",
        {"fr": "TVA à l’importation", "en": "Import VAT", "ar": "الضريبة على القيمة المضافة عند الاستيراد"},
        Decimal("1673703.99"),
        None,
        Decimal("334741"),
    ),
)


def assessment(lines: tuple[DutyLine, ...] = DUTIES) -> Assessment:
    """An assessment whose total is the sum of its lines."""
    return Assessment("LIQ-2026-000123", lines, sum((line.amount for line in lines), Decimal(0)))


ACKNOWLEDGEMENT = Acknowledgement(
    submission="sub_sandbox_01J9ZK3T",
    partner="atlas",
    received_at=NOON,
    body=BODY,
    attachments=(FileReceived("facture 12.pdf", "a" * 64, 183000),),
    specimen=True,
)

RESPONSE = Response(
    submission="sub_sandbox_01J9ZK3T",
    declaration="dec_sandbox_01J9ZK3T",
    partner="atlas",
    issued_at=NOON,
    outcome="registered",
    message_number="0000000000000000123",
    declarant_reference="ATLAS-2026-000412",
    function="2",
    body=BODY,
    findings=(finding("FLD05", value="facture 12.pdf", facts={"name": "facture 12.pdf"}, file="facture 12.pdf"),),
    findings_total=1,
    dum_number="30901020260000123K",
    registered_at=NOON,
    assessment=assessment(),
    specimen=True,
)

REFUSED = replace(
    RESPONSE,
    outcome="refused",
    dum_number=None,
    registered_at=None,
    assessment=None,
    message_number=HOSTILE,
    declarant_reference=HOSTILE,
    body=replace(BODY, name=HOSTILE),
    findings=(
        finding(
            "XSD06",
            box="6",
            related_boxes=("7", "33"),
            article=2,
            value=HOSTILE,
            position=Position(41, 9, 1930),
            facts={"expected": {"fr": "un nombre", "en": "a number", "ar": "عدد"}},
        ),
        finding("PDF05", value=HOSTILE, file=HOSTILE, facts={"feature": HOSTILE}),
    ),
    findings_total=731,
)

QUITTANCE = Quittance(
    number="Q-SPECIMEN-309-2026-000045",
    issued_at=NOON,
    office="309",
    office_name="Casa-Port",
    payer=Payer("ATLAS TEXTILES SARL", "001561191000048", "627669", "81"),
    dum_number="30901020260000123K",
    registered_at=NOON,
    declarant_reference="ATLAS-2026-000412",
    assessment=assessment(),
    payment_number="2026/000123",
    payment_method="TRANSFER",
    paid_at=NOON,
    amount=Decimal("723452"),
    specimen=True,
)

_MANY = assessment(tuple(replace(DUTIES[n % 3], code=f"{n + 1:06d}") for n in range(70)))
LONG_QUITTANCE = replace(QUITTANCE, number="Q-SPECIMEN-309-2026-000046", assessment=_MANY, amount=_MANY.total)
LAWFUL_QUITTANCE = replace(
    QUITTANCE,
    number="Q-309-2026-000047",
    specimen=False,
    payment_method="CREDIT",
    payer=Payer("شركة الأطلس للنسيج ذ.م.م", None, None, None),
)
HOSTILE_QUITTANCE = replace(
    QUITTANCE,
    number="Q-SPECIMEN-309-2026-000048",
    payer=Payer(HOSTILE + ' #import "x" $ \\ ` * _ @ <b>', HOSTILE, HOSTILE, HOSTILE),
    office_name=HOSTILE,
    declarant_reference="#panic() " + HOSTILE[:20],
    assessment=assessment((replace(DUTIES[0], title={"fr": "x" * 300, "en": HOSTILE, "ar": "ا" * 200}),)),
)
REPLACING_QUITTANCE = replace(
    QUITTANCE,
    number="SPECIMEN-309Q20260000049",
    amount=Decimal("700000.50"),
    outstanding=Decimal("23451.50"),
    replaces="SPECIMEN-309Q20260000012",
    claim="SPECIMEN-309L20260000007",
    due_on=date(2026, 12, 25),
)
_MOST = Decimal("999999999999.99")
WIDE_QUITTANCE = replace(
    REPLACING_QUITTANCE,
    number="SPECIMEN-309Q20260000050",
    assessment=assessment(tuple(replace(each, base=_MOST, rate=Decimal("99.999999"), amount=_MOST) for each in DUTIES)),
    amount=_MOST,
    outstanding=_MOST,
    surplus=_MOST,
)
QUITTANCES = (QUITTANCE, LONG_QUITTANCE, LAWFUL_QUITTANCE, HOSTILE_QUITTANCE, REPLACING_QUITTANCE, WIDE_QUITTANCE)
