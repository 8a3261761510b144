"""Makes cusdec.edi: one interchange with two messages, the same bytes each time. Run: python examples/make_edifact.py

The first is the import of import.xml, without its scans and under a reference of its own, to be registered. The second
is the same once more with faults: no qualifier of the customs office, a unit that is too long. CONTRL rejects it, and
the first goes on.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from lxml import etree

from renderers.edifact.cusdec import CUSDEC, cusdec_of
from renderers.edifact.writing import Interchange
from schemas.days import CASABLANCA

HERE = Path(__file__).parent
SPACE = "{urn:dumgate:dum:1}"


def made() -> bytes:
    """The interchange."""
    interchange = Interchange(
        ("TRANSIT-DETROIT", "ZZZ"), ("DUMGATE", "ZZZ"), "20260630", datetime(2026, 6, 30, 10, 20, tzinfo=CASABLANCA)
    )
    for number, reference in (("2026063000011", "IMP-2026-0143"), ("2026063000012", "IMP-2026-0144")):
        root = etree.parse(HERE / "import.xml", etree.XMLParser(remove_comments=True)).getroot()
        for attachment in root.findall(f"{SPACE}Attachment"):
            root.remove(attachment)
        for name, value in (("MessageNumber", number), ("DeclarantReference", reference)):
            for element in root.findall(f"{SPACE}{name}"):
                element.text = value
        interchange.message(CUSDEC, cusdec_of(root).segments, number[-5:])
    return interchange.to_bytes()


def broken(content: bytes) -> bytes:
    """The same with the faults in its last message; its count of segments is right."""
    first, mark, second = content.partition(b"UNH+00012+")
    second = second.replace(b"MEA+WT+AAD+KGM:2014.300'", b"MEA+WT+AAD+KILO:2014.300'").replace(b"LOC+22+", b"LOC++")
    return first + mark + second


if __name__ == "__main__":
    (HERE / "cusdec.edi").write_bytes(broken(made()))
