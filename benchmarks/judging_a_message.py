"""CPU per declaration: reading and judging, against what libxml2 and xmlschema take for the XSD alone; and per receipt.

Run: python benchmarks/judging_a_message.py. One run, side by side, on the same bytes; CPU time: machines are noisy.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from lxml import etree

from gateway.clock import CASABLANCA
from gateway.documents import quittance_document
from gateway.signing.authority import load_or_create_sandbox
from gateway.signing.pades import sign_pdf
from gateway.signing.seal import qr_text
from gateway.signing.xades import sign_xml
from parsers.xml import read_xml
from renderers.quittance_pdf import render_quittance
from renderers.quittance_xml import render_quittance_xml
from renderers.records import Assessment, DutyLine, Payer, Quittance
from schemas.check import check
from schemas.form import form
from schemas.law import current

EXAMPLES = Path(__file__).parents[1] / "examples"
DAY = date(2026, 7, 1)


def cpu_milliseconds(work: Callable[[], object], runs: int) -> float:
    """The median CPU time of one call, in milliseconds, after one call to warm up."""
    work()
    taken = []
    for _ in range(runs):
        began = time.process_time()
        work()
        taken.append((time.process_time() - began) * 1000)
    return statistics.median(taken)


def judging(name: str) -> None:
    """One example, four ways."""
    content = (EXAMPLES / name).read_bytes()
    dum = form("dum")

    def ours() -> None:
        reading = read_xml(content)
        assert reading.root is not None and reading.source is not None
        check(reading.root, reading.source, dum, current().on(DAY))

    figures = {
        "lxml: parse and XSD, first fault only": cpu_milliseconds(
            lambda: dum.schema.validate(etree.fromstring(content)), 200
        ),
        "xmlschema: XSD, all faults": cpu_milliseconds(
            lambda: list(dum.second.iter_errors(etree.fromstring(content))), 20
        ),
        "dumgate: read with places, XSD, lists, rules": cpu_milliseconds(ours, 100),
    }
    limit = next(iter(figures.values()))
    for what, figure in figures.items():
        print(f"{name:12} {what:46} {figure:8.2f} ms  {figure / limit:6.1f} × lxml")


def receipt() -> None:
    """One quittance: XML, XAdES, QR, PDF, PAdES."""
    now = datetime(2026, 7, 1, 10, tzinfo=CASABLANCA)
    with tempfile.TemporaryDirectory() as folder:
        material = load_or_create_sandbox(Path(folder) / "keys")
    titles = {"fr": "Droit d'importation", "en": "Import duty", "ar": "رسم الاستيراد"}
    line = DutyLine("000110", titles, Decimal("12892.99"), Decimal(30), Decimal(3868))
    record = Quittance(
        number="SPECIMEN-309Q20260000001",
        issued_at=now,
        office="309",
        office_name="Casa-Port",
        payer=Payer("ATLAS TEXTILES SARL", None, None, None),
        dum_number="30901020260000001S",
        registered_at=now,
        declarant_reference="IMP-2026-0142",
        assessment=Assessment("SPECIMEN-309L20260000001", (line,), Decimal(3868)),
        payment_number="CAISSE-1",
        payment_method="TRANSFER",
        paid_at=now,
        amount=Decimal(3868),
        specimen=True,
    )

    def make() -> None:
        xml = sign_xml(render_quittance_xml(record), material, now)
        seal = qr_text(xml, quittance_document.KIND, material)
        sign_pdf(render_quittance(record, xml, seal), material, now)

    print(f"{'quittance':12} {'XML, XAdES, QR, PDF/A-3a + UA-1, PAdES':46} {cpu_milliseconds(make, 20):8.2f} ms")


if __name__ == "__main__":
    judging("import.xml")
    judging("faulty.xml")
    receipt()
