"""The interchanges as files of the kit: each with the CONTRL that must come, written by the gateway's own reader and
writer, and taken into the kit only where it says what the case claims."""

from __future__ import annotations

import base64
import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from hashlib import sha256
from pathlib import Path
from typing import Any

from gateway.clock import CASABLANCA
from parsers.edifact.reader import read_whole
from renderers.edifact.contrl import render_contrl
from renderers.edifact.notice_records import Control
from renderers.edifact.writing import write_segment
from schemas.law import shipped
from schemas.vocabulary import LANGUAGES
from vectorkit.edifact.case import Answer, Case
from vectorkit.edifact.envelopes import envelope_cases
from vectorkit.edifact.judged_edifact import OWN, findings_of, judged_interchanges
from vectorkit.edifact.odd import odd_cases
from vectorkit.edifact.segments import segment_cases
from vectorkit.vector import DAY, WrongVectorError, expected, much_later

FOLDER = "interchanges"
AT = datetime.combine(DAY, time(), CASABLANCA)
"""The date of the expected CONTRLs; it is not compared, and neither is their reference."""
WORDS = Path(__file__).with_name("words.csv")


@dataclass(frozen=True)
class Made:
    """The files of an interchange by their path in the kit, and its entry in the manifest."""

    files: Mapping[str, bytes]
    entry: dict[str, Any]


def cases() -> Iterator[Case]:
    """All cases, in an order of their own."""
    yield from odd_cases()
    yield from envelope_cases()
    yield from segment_cases()


def made_of(case: Case) -> Made:
    """The case as files. Raises WrongVectorError where the judge, the reader or the writer says something else than it
    claims."""
    content = _referred(case.content, case.name)
    judged = judged_interchanges(content, None, shipped().on(DAY))
    told = [expected(each) for each in findings_of(judged)]
    codes = [each["code"] for each in told]
    if codes != case.codes.split():
        raise WrongVectorError(f"{case.name}: claims {case.codes or 'no finding'}, told {codes}")
    if told != [expected(each) for each in findings_of(judged_interchanges(content, None, much_later()))]:
        raise WrongVectorError(f"{case.name}: depends on the day")
    answers = {each.number: _contrl(each.control, case.name) for each in judged if each.control is not None}
    claimed = {number: _named(answer, case.name) for number, answer in case.answers.items()}
    said = {number: said_by(answer) for number, answer in answers.items()}
    if said != claimed:
        raise WrongVectorError(f"{case.name}: claims {claimed}, CONTRL says {said}")
    paths = {number: f"{FOLDER}/{case.name}.contrl-{number}.edi" for number in answers}
    file = f"{FOLDER}/{case.name}.edi"
    entry = {
        "file": file,
        "sha256": sha256(content).hexdigest(),
        "declarations": sum(1 if each.rejected else len(each.messages) for each in judged),
        "verdict": "refused" if any(each.severity == "refused" for each in findings_of(judged)) else "valid",
        "findings": told,
        "contrl": [
            {"interchange": number, "file": paths[number], "sha256": sha256(answer).hexdigest()}
            for number, answer in answers.items()
        ],
        "reason": _words()[case.name],
    }
    return Made({file: content, **{paths[number]: answer for number, answer in answers.items()}}, entry)


def reference_of(name: str, number: int) -> str:
    """A reference (0020) of 14 letters and digits, from a name."""
    return base64.b32encode(sha256(f"{name} {number}".encode()).digest()).decode()[:14]


def said_by(contrl: bytes) -> Answer:
    """The segments of a CONTRL between UNH and UNT."""
    ((_, (message,)),) = read_whole(contrl)
    return tuple(write_segment((each.tag, each.elements)) for each in message.segments[1:-1])


def _contrl(control: Control, name: str) -> bytes:
    """The CONTRL as it goes out from an unchanged gateway to whoever sent the interchange."""
    addressed = replace(control, answer_reference=reference_of(name, 9), answer_sender=OWN, issued_at=AT)
    return render_contrl(addressed)


def _named(answer: Answer, name: str) -> Answer:
    return tuple(_referred(each.encode(), name).decode() for each in answer)


def _referred(content: bytes, name: str) -> bytes:
    for number in (1, 2):
        content = content.replace(b"@%d@" % number, reference_of(name, number).encode())
    return content


def _words() -> dict[str, dict[str, str]]:
    with WORDS.open(encoding="utf-8", newline="") as opened:
        return {row["name"]: {each: row[each] for each in LANGUAGES} for row in csv.DictReader(opened)}
