"""The EDIFACT twin of a vector: the same declaration as CUSDEC, of which the same must come.

What the judge says of a twin is compared with what it says of the XML, by code, box and article. Where something is
missing there must be a reason in `NOT_SAID`, and no twin is made; any other difference is a fault of the kit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

from gateway.clock import CASABLANCA
from gateway.judging.attached import Attached
from gateway.judging.conversion import to_edifact
from parsers.xml import read_xml
from schemas.acts import DUM
from schemas.findings import Finding
from schemas.law import LawOfDay, shipped
from schemas.vocabulary import LANGUAGES
from vectorkit.edifact.judged_edifact import OWN, findings_of, judged_interchanges
from vectorkit.vector import DAY, Vector, WrongVectorError, attached_of, expected, much_later

SENDER = "KIT"
AT = datetime.combine(DAY, time(9), CASABLANCA)

NO_XML = "its XML cannot be read, or is no declaration"
NOT_CARRIED = "CUSDEC does not carry all of it"
NOT_SAID = {
    "XSD01 -": "UNB and UNH cannot be without a reference, which is the message number",
    "XSD04": "the order of elements is a matter of XML",
    "XSD05": "EDIFACT has no element that is there and empty",
    "XSD07": "text between elements is a matter of XML",
    "XSD08": "attributes are a matter of XML",
    "OFF01 E": "a box that is there and empty",
    "B14-3 14": "a box that is there and empty",
}
"""By the code of a finding that a twin lacks (with a box, `-` for none, where it is not so in others): why there is
none."""

WORDS = {
    "fr": "Déclaration sans défaut : {file} en EDIFACT (CUSDEC D.96B).",
    "en": "A sound declaration: {file} as EDIFACT (CUSDEC D.96B).",
    "ar": "تصريح سليم: \u2066{file}\u2069 بصيغة \u2066EDIFACT (CUSDEC D.96B)\u2069.",
}


@dataclass(frozen=True)
class Twin:
    """A twin's bytes and its entry in the manifest; or why there is none."""

    path: str
    content: bytes = b""
    entry: Mapping[str, Any] | None = None
    why_not: str = ""


def twin_of(vector: Vector, entry: Mapping[str, Any]) -> Twin:
    """The twin of a vector with this entry. Raises WrongVectorError where it differs without a reason."""
    path = str(PurePosixPath(vector.path).with_suffix(".edi"))
    root = read_xml(vector.content).root
    if root is None or root.tag != DUM:
        return Twin(path, why_not=NO_XML)
    content, left_out = to_edifact(root, SENDER, OWN[0], AT)
    if left_out:
        return Twin(path, why_not=NOT_CARRIED)
    attached = attached_of(vector)
    found = _judged(content, attached, shipped().on(DAY))
    told = [expected(each) for each in found]
    wanted = Counter(map(_compared, entry["findings"]))
    came = Counter(map(_compared, told))
    if wanted != came:
        return Twin(path, why_not=_reason(path, wanted, came))
    if told != [expected(each) for each in _judged(content, attached, much_later())]:
        raise WrongVectorError(f"{path}: depends on the day")
    own: dict[str, Any] = {"file": path, "sha256": sha256(content).hexdigest(), "twin": vector.path}
    own |= {"findings": told, "reason": _said(found, vector.path)}
    return Twin(path, content, {**entry, **own})


def _judged(content: bytes, attached: Attached, law: LawOfDay) -> list[Finding]:
    return findings_of(judged_interchanges(content, attached, law))


def _compared(told: Mapping[str, Any]) -> tuple[str, str | None, int | None]:
    return told["code"], told["box"], told["article"]


def _reason(path: str, wanted: Counter[Any], came: Counter[Any]) -> str:
    """Why a twin may differ. Raises WrongVectorError where it may not."""
    missing = list(wanted - came)
    reasons = [NOT_SAID.get(code) or NOT_SAID.get(f"{code} {box or '-'}") for code, box, _ in missing]
    if not missing or None in reasons:
        raise WrongVectorError(f"{path}: not as its XML: {missing} missing, {list(came - wanted)} besides")
    return str(reasons[0])


def _said(found: list[Finding], xml: str) -> dict[str, str]:
    """What the twin shows: its first finding, or that it is sound."""
    if found:
        return {language: found[0].message(language) for language in LANGUAGES}
    return {language: words.format(file=xml) for language, words in WORDS.items()}
