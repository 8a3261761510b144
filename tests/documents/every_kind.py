"""Documents of every kind that the gateway signs, ordinary, hostile and empty, for other programs to read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from renderers.acknowledgement import render_acknowledgement
from renderers.certificate_xml import render_certificate_xml
from renderers.dasf_xml import render_dasf_xml
from renderers.dum_xml import render_dum_xml
from renderers.notice import render_notice
from renderers.quittance_xml import render_quittance_xml
from renderers.records import Notice, Payer, Quittance
from renderers.response import render_response
from tests.documents.examples import (
    ACKNOWLEDGEMENT,
    HOSTILE,
    HOSTILE_QUITTANCE,
    NOON,
    QUITTANCE,
    REFUSED,
    REPLACING_QUITTANCE,
    RESPONSE,
)
from tests.documents.family import CERTIFICATE, EMPTY_CERTIFICATE, EMPTY_NOTICE, NOTICE
from tests.renderers.printed_form.samples import IMPORT, document, longest

LETTERS = "ATLAS\u2028TEXTILES\u2029SARL\u0085 \U0001f4e6"
"""Line separators of Unicode, which XML 1.0 reads as any other letter, and one letter beyond 16 bits."""

RELEASE = Notice(
    declaration="dec_sandbox_01J9ZK3T",
    number=1,
    issued_at=NOON,
    dum_number="30901020260000123K",
    version=0,
    declarant_reference="ATLAS-2026-000412",
    cause="released",
    title={"fr": "Mainlevée", "en": "Release", "ar": "رفع اليد"},
    life="released",
    state="released",
    office="309",
    officer="N. N.",
    act_number="V-12",
    reason=HOSTILE,
    details={"place": "Casa-Port"},
    documents=(("SPECIMEN-309Q20260000001", "quittance"),),
    specimen=True,
)


def _in_another_hand() -> bytes:
    """The example as another program might write it: a prefix, CDATA, character references, a place for its XSD."""
    schema = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:dumgate:dum:1\n\tdum.xsd"'
    text = re.sub(r"<(/?)(?=\w)", r"<\1d:", IMPORT.read_text(encoding="utf-8"))
    text = text.replace("xmlns=", f"{schema} xmlns:d=").replace(
        "<d:Name>BAHIA", f"<d:Name>{LETTERS}&#13;<![CDATA[<&B>]]>"
    )
    return text.encode()


@dataclass(frozen=True)
class Sample:
    """One unsigned document: the local name of its root, the name of its XSD, and how it is rendered."""

    root: str
    xsd: str
    render: Callable[[], bytes]


def _quittance(record: Quittance) -> Sample:
    return Sample("Quittance", "quittance", lambda: render_quittance_xml(record))


def _dum(declaration: bytes) -> Sample:
    return Sample("DUMDocument", "dum_document", lambda: render_dum_xml(document(declaration)))


SAMPLES: Mapping[str, Sample] = {
    "acknowledgement": Sample("Acknowledgement", "acknowledgement", lambda: render_acknowledgement(ACKNOWLEDGEMENT)),
    "response": Sample("Response", "response", lambda: render_response(RESPONSE)),
    "response-refused": Sample("Response", "response", lambda: render_response(REFUSED)),
    "notice": Sample("Notice", "notice", lambda: render_notice(RELEASE)),
    "quittance": _quittance(QUITTANCE),
    "quittance-replacing": _quittance(REPLACING_QUITTANCE),
    "quittance-hostile": _quittance(HOSTILE_QUITTANCE),
    "quittance-letters": _quittance(replace(QUITTANCE, payer=Payer(LETTERS, None, None, None))),
    "certificate": Sample("Certificate", "certificate", lambda: render_certificate_xml(CERTIFICATE)),
    "certificate-empty": Sample("Certificate", "certificate", lambda: render_certificate_xml(EMPTY_CERTIFICATE)),
    "dasf": Sample("LastNotice", "dasf", lambda: render_dasf_xml(NOTICE)),
    "dasf-empty": Sample("LastNotice", "dasf", lambda: render_dasf_xml(EMPTY_NOTICE)),
    "dum": _dum(IMPORT.read_bytes()),
    "dum-prefixed": _dum(_in_another_hand()),
    "dum-longest": _dum(longest()),
}
"""By name, the part before the dash being the kind. All are specimens."""
