"""What the printing is tested on: the examples, the longest of everything, the emptiest, and many articles."""

from __future__ import annotations

import copy
import itertools
import re
import subprocess
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from lxml import etree

from renderers.dum_pdf import render_dum
from renderers.dum_xml import DUM, render_dum_xml
from renderers.form_records import DumDocument, OfficeBoxes
from schemas.days import day_of
from schemas.form import Field, form
from schemas.law import Law, shipped
from tests.checkout import CHECKOUT

EXAMPLES = sorted((CHECKOUT / "examples").glob("*.xml"))
IMPORT = CHECKOUT / "examples" / "import.xml"
_REFERENCE = re.compile(rb"<DeclarantReference>([^<]*)<")
NOON = datetime(2026, 7, 2, 11, 0, 5, tzinfo=UTC)
SEAL = "eyJhbGciOiJFUzI1NiJ9." + "x" * 300
BOXES = OfficeBoxes(
    serial="0012345",
    key="J",
    registered_on=date(2026, 7, 1),
    visas=(("M. TAZI", date(2026, 7, 2)), ("خ. العلمي", date(2026, 7, 3))),
    assessments=("301015CEE20260000008",),
    receipts=("SPECIMEN-309Q20260000001",),
    released_at=NOON,
    examinations=(
        "Vérification ordonnée – Visite physique – N. ALAMI, 02/07/2026",
        "Résultat de la vérification – Conforme – N. ALAMI, 02/07/2026",
    ),
    values=("Autre valeur retenue – 68000.00 – N. ALAMI, 02/07/2026",),
    transit=("Arrivée au bureau de destination – M. TAZI, 02/07/2026",),
    decisions=("2026-12-31 – 02/07/2026", "Demandé – A0006 – 02/07/2026"),
)
EMPTIEST = b"""<Declaration xmlns="urn:dumgate:dum:1"><MessageNumber>1</MessageNumber>
<DeclarantReference>R</DeclarantReference><IssueDateTime>2026-07-01T09:30:00</IssueDateTime><FunctionCode>2</FunctionCode>
<Regime>010</Regime><GoodsItemQuantity>1</GoodsItemQuantity><CustomsOffice>309</CustomsOffice><FormQuantity>1</FormQuantity>
<TotalGrossMass>1</TotalGrossMass><TotalNetMass>1</TotalNetMass><Declarant/><TotalDeclaredValue>0</TotalDeclaredValue>
<GoodsItem><PackagesAndDescription><Kind>X</Kind><Quantity>1</Quantity><Description>Y</Description></PackagesAndDescription>
<SequenceNumber>1</SequenceNumber><Commodity><NGPCode>6109100090</NGPCode></Commodity><DeclaredValue>0</DeclaredValue>
<NetMass>1</NetMass></GoodsItem>
<DeclarantSignature><Place>A</Place><Date>2026-07-01</Date><Name>B</Name></DeclarantSignature></Declaration>"""


def document(
    declaration: bytes, boxes: OfficeBoxes = BOXES, specimen: bool = True, law: Law | None = None
) -> DumDocument:
    """A DUM document over a declaration."""
    return DumDocument(
        number="SPECIMEN-30901020260012345J-1" if specimen else "30901020260012345J-1",
        issued_at=NOON,
        dum_number="30901020260012345J",
        version=0,
        declarant_reference=(_REFERENCE.search(declaration) or [b"", b"R"])[1].decode(),
        office="309",
        office_name="Casablanca-Port",
        declaration=declaration,
        boxes=boxes,
        specimen=specimen,
        law=(law or shipped()).on(day_of(NOON)),
    )


@lru_cache(maxsize=64)
def printed(record: DumDocument, copies: tuple[int, ...] = (1,), language: str = "fr") -> bytes:
    """The PDF of a record, as it is before signing."""
    return render_dum(record, render_dum_xml(record), SEAL, copies, language)


def _below(parent: etree._Element, path: str) -> etree._Element:
    found = parent.find("/".join(f"{{{DUM}}}{step}" for step in path.split("/")))
    assert found is not None, path
    return found


def with_articles(count: int, duty_lines: int = 3) -> bytes:
    """The import with that many articles, each with that many duty lines of their own amounts."""
    root = etree.parse(str(IMPORT)).getroot()
    items = root.findall(f"{{{DUM}}}GoodsItem")
    place = root.index(items[0])
    for each in items:
        root.remove(each)
    for number in range(count):
        item = copy.deepcopy(items[1])
        _below(item, "SequenceNumber").text = str(number + 1)
        _below(item, "PackagesAndDescription/Description").text = f"MARCHANDISE{number + 1:03}"
        duties = _below(item, "DutiesAndTaxes")
        lines = duties.findall(f"{{{DUM}}}Line")
        for old in lines:
            duties.remove(old)
        for line in range(duty_lines):
            new = copy.deepcopy(lines[line % len(lines)])
            _below(new, "Amount").text = str(10_000 + 100 * number + line)
            duties.insert(line, new)
        root.insert(place + number, item)
    _below(root, "GoodsItemQuantity").text = str(count)
    _below(root, "FormQuantity").text = str(-(-count // 2))
    return etree.tostring(root, encoding="utf-8")


def longest() -> bytes:
    """Every element there is, each text as long as it may be, three articles, 40 duty lines in each box of duties."""
    root = _filled(form("dum").root, itertools.count(1))
    for number, item in enumerate(root.findall(f"{{{DUM}}}GoodsItem"), start=1):
        _below(item, "SequenceNumber").text = str(number)
    etree.cleanup_namespaces(root, top_nsmap={None: DUM})  # type: ignore[dict-item]
    return etree.tostring(root, encoding="utf-8")


_TIMES = {"Line": 40, "Seal": 12, "Attachment": 20}


def _filled(field: Field, numbers: Iterator[int]) -> etree._Element:
    node = etree.Element(field.tag, nsmap={None: DUM})  # type: ignore[dict-item]
    for child in field.children:
        for _ in range(min(_TIMES.get(child.name, 3), child.maximum or 3)):
            node.append(_filled(child, numbers))
    if field.kind != "group":
        node.text = _longest_value(field, next(numbers))
    return node


def _longest_value(field: Field, number: int) -> str:
    length = field.xsd.type.max_length
    if length is not None and field.kind == "text" and field.name != "FileName":
        return (f"{field.name} {number} شركة " + "ABCD éàç " * 60)[: length - 1].strip() + "Z"
    if field.type_name in ("DirhamAmount", "InvoiceAmount"):
        return f"{123_456_789_000_000 + number}.125"
    return field.example or ""


def text_of_pdf(pdf: bytes, folder: Path, *options: str) -> str:
    """The text of the PDF as pdftotext finds it."""
    path = folder / "form.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", *options, path, "-"], capture_output=True, text=True, check=True, timeout=120)
    return done.stdout


def squeezed(text: str) -> str:
    """A text without blanks and invisible marks, Arabic in its plain letters."""
    return "".join(
        each
        for each in unicodedata.normalize("NFKC", text)
        if not each.isspace() and unicodedata.category(each) != "Cf"
    )


LONG = document(longest())
