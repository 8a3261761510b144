"""The other documents of the family for the tests: ordinary, longest and emptiest ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from renderers.records import AccountArticle, Certificate, DischargeLine, Guarantor, LastNotice, Payer
from tests.documents.examples import HOSTILE, NOON, assessment

PARTY = Payer("CONFECTION DE L'ORIENTAL SARL", "002655018000036", "30561", "55")
LONG_NAME = "SOCIETECHERIFIENNEDETRANSFORMATIONETDEFINISSAGETEXTILE" * 3
LONG_PARTY = Payer(LONG_NAME[:160], "002655018000036", "3" * 40, "C" * 40)
EXPORT = {"fr": "exportation", "en": "export", "ar": "التصدير"}
NATURE = {"fr": "Droits et taxes de douane", "en": "Customs duties and taxes", "ar": "الرسوم والمكوس الجمركية"}
NUMBER = "SPECIMEN-607D20260000002"

LINES = (
    DischargeLine(
        1,
        "5208320090",
        "60707220260000001A",
        1,
        EXPORT,
        date(2026, 9, 14),
        Decimal("480"),
        Decimal("500"),
        "KG",
        Decimal("13207.00"),
        "SPECIMEN-607D20260000001",
        False,
    ),
    DischargeLine(
        1,
        "5208320090",
        "60707220260000002B",
        1,
        EXPORT,
        date(2026, 9, 15),
        Decimal("160"),
        Decimal("166.666667"),
        "KG",
        Decimal("4402.33"),
        NUMBER,
        True,
    ),
)

ARTICLE = AccountArticle(
    1,
    "5208320090",
    "TISSUS DE COTON, TEINTS",
    "KG",
    Decimal("1000"),
    Decimal("666.666667"),
    Decimal("333.333333"),
    Decimal("4"),
    Decimal("38671.200"),
    Decimal("26414"),
    Decimal("17609.33"),
)

CERTIFICATE = Certificate(
    number=NUMBER,
    issued_at=NOON,
    definitive=False,
    office="607",
    office_name="Nador port",
    account="60702320260000001B",
    registered_at=NOON - timedelta(days=60),
    declarant_reference="ATPA-2026-0010",
    regime="023",
    regime_title={
        "fr": "ATPA sans paiement",
        "en": "Temporary admission for inward processing, without payment",
        "ar": "القبول المؤقت لتحسين الصنع الفعال بدون أداء",
    },
    deadline=date(2027, 9, 14),
    principal=PARTY,
    guarantor=Guarantor(
        {"fr": "Caution bancaire", "en": "Bank guarantee", "ar": "كفالة بنكية"}, "2026/0442", "S. BENNIS", "VISA"
    ),
    lines=LINES,
    articles=(ARTICLE,),
    released=Decimal("4402.33"),
    released_before=Decimal("13207.00"),
    suspended=Decimal("26414"),
    specimen=True,
)

EMPTY_CERTIFICATE = replace(
    CERTIFICATE,
    deadline=None,
    definitive=True,
    principal=Payer("A", None, None, None),
    guarantor=Guarantor(None, None, None, None),
    lines=(),
    articles=(replace(ARTICLE, waste_rate=None, suspended=Decimal(0), released=Decimal(0), description=""),),
    released=Decimal(0),
    released_before=Decimal(0),
    suspended=Decimal(0),
)

LONG_CERTIFICATE = replace(
    CERTIFICATE,
    principal=LONG_PARTY,
    guarantor=replace(CERTIFICATE.guarantor, name=LONG_NAME[:160], mention=HOSTILE, reference="R" * 60),
    declarant_reference="R" * 35,
    lines=tuple(
        replace(
            LINES[number % 2],
            article=number % 999 + 1,
            quantity=Decimal("123456789.123456"),
            charged=Decimal("123456789.123456"),
            released=Decimal("98765432.10"),
        )
        for number in range(2000)
    ),
    articles=tuple(
        replace(ARTICLE, article=number, admitted=Decimal("123456789.123456"), description=LONG_NAME)
        for number in range(1, 1000)
    ),
    released=Decimal("999999999999.99"),
    released_before=Decimal(0),
    suspended=Decimal("999999999999.99"),
)

WIDEST, MOST = Decimal("999999999999.999999"), Decimal("999999999999.99")
WIDE_CERTIFICATE = replace(
    LONG_CERTIFICATE,
    lines=tuple(replace(each, quantity=WIDEST, charged=WIDEST, released=MOST) for each in LINES),
    articles=(
        replace(
            ARTICLE,
            article=999,
            admitted=WIDEST,
            charged=WIDEST,
            remaining=WIDEST,
            waste_rate=Decimal("99.999999"),
            suspended=MOST,
            released=MOST,
        ),
    ),
)

NOTICE = LastNotice(
    number="SPECIMEN-309N20260000001",
    issued_at=NOON,
    office="309",
    office_name="Casa-Port",
    debtor=PARTY,
    dum_number="30901020260000001B",
    registered_at=NOON - timedelta(days=40),
    declarant_reference="IMP-2026-0142",
    claim="SPECIMEN-309L20260000001",
    assessment=assessment(),
    nature=NATURE,
    amount=Decimal("723452"),
    paid=Decimal("210.50"),
    outstanding=Decimal("723241.50"),
    due_on=date(2026, 11, 1),
    interest=Decimal("12.50"),
    interest_rate=Decimal("7.3"),
    ways_to_pay=(
        {"fr": "Espèces", "en": "Cash", "ar": "نقدا"},
        {"fr": "Virement bancaire", "en": "Bank transfer", "ar": "تحويل بنكي"},
    ),
    order_not_before_due=date(2026, 12, 2),
    order_not_before_notice=date(2026, 12, 15),
    specimen=True,
)

EMPTY_NOTICE = replace(
    NOTICE,
    debtor=Payer("A", None, None, None),
    assessment=assessment(()),
    paid=Decimal(0),
    interest=None,
    interest_rate=None,
    ways_to_pay=(),
    amount=Decimal(1),
    outstanding=Decimal(1),
)

LONG_NOTICE = replace(
    NOTICE,
    debtor=LONG_PARTY,
    assessment=assessment(assessment().lines * 14),
    amount=Decimal("999999999999.99"),
    outstanding=Decimal("999999999999.99"),
    ways_to_pay=NOTICE.ways_to_pay * 10,
)

WIDE_NOTICE = replace(
    LONG_NOTICE,
    assessment=assessment(tuple(replace(each, base=MOST, amount=MOST) for each in assessment().lines)),
    paid=MOST,
    interest=MOST,
    interest_rate=Decimal("99.999999"),
)

FAMILY: dict[str, Certificate | LastNotice] = {
    "certificate": CERTIFICATE,
    "certificate-empty": EMPTY_CERTIFICATE,
    "certificate-long": LONG_CERTIFICATE,
    "certificate-wide": WIDE_CERTIFICATE,
    "dasf": NOTICE,
    "dasf-empty": EMPTY_NOTICE,
    "dasf-long": LONG_NOTICE,
    "dasf-wide": WIDE_NOTICE,
}

LAWFUL: dict[str, Certificate | LastNotice] = {
    "certificate": replace(
        CERTIFICATE,
        number="607D20260000003",
        specimen=False,
        lines=(replace(LINES[0], certificate="607D20260000003"),),
        principal=Payer("شركة الأطلس للنسيج ذ.م.م", None, None, None),
    ),
    "dasf": replace(NOTICE, number="309N20260000003", claim="309L20260000007", specimen=False),
}
