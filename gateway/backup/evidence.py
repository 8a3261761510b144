"""What the store and the partners' outboxes know beyond the ledger: numbers that were given and answers that were sent.

Partners write to their folders, and their bytes lie in the store: a number is believed only where a document says it
that this gateway signed. What names a number and does not verify is told, and raises nothing.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

from gateway.documents.document_kinds import series_of_letters, signed_kinds
from gateway.documents.verification import verify
from gateway.signing.material import TrustBundle
from gateway.store.safe_files import READ
from schemas.identifiers import dum_key

LARGEST = 20_000_000
"""Bytes; no document of ours is larger."""

BEGINNING = 4_096
AT_ONCE = 500

SERIES = series_of_letters()
_OURS = re.compile("|".join(each.namespace for each in signed_kinds().values()).encode())
_DOCUMENT = re.compile(rf"(?<![0-9A-Z])([0-9]{{3}})([{''.join(SERIES)}])([0-9]{{4}})([0-9]{{7}})(?![0-9])".encode())
_DUM = re.compile(rb"(?<![0-9A-Z])([0-9]{3})([0-9]{3})([0-9]{4})([0-9]{7})([A-Z])(?![0-9A-Z])")
_SERIES = re.compile(rf"(?:dum:[0-9]{{3}}:[0-9]{{3}}|(?:{'|'.join(SERIES.values())}):[0-9]{{3}}):[0-9]{{4}}")
_SUBMISSION = re.compile(rb"<SubmissionID>(sub_[a-z0-9_]{1,40})</SubmissionID>")

Number = tuple[str, int]
"""A series and a serial in it."""

Known = Callable[[Collection[str]], set[str]]
"""Which of these submissions the ledger knows."""


@dataclass(frozen=True, slots=True)
class Found:
    """A document that says more than the ledger. `proven`: this gateway signed it. `facts` are what it says."""

    file: Path
    proven: bool
    numbers: Mapping[str, int]
    submission: str | None
    facts: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "file": os.fsencode(self.file).decode("utf-8", "backslashreplace"),
            "proven": self.proven,
            "numbers": dict(self.numbers),
            "submission": self.submission,
            "facts": {name: str(value) for name, value in self.facts.items()},
        }


def is_series(name: str) -> bool:
    """Whether a series of this gateway can have this name: a gap in it is listed for ever."""
    return _SERIES.fullmatch(name) is not None


def numbers_in(text: bytes) -> Iterator[Number]:
    """The numbers of documents, assessments and DUMs in a text, by series."""
    for office, letter, year, serial in _DOCUMENT.findall(text):
        yield f"{SERIES[letter.decode()]}:{office.decode()}:{year.decode()}", int(serial)
    for office, regime, year, serial, key in _DUM.findall(text):
        if dum_key(regime.decode(), int(serial)) == key.decode():
            yield f"dum:{office.decode()}:{regime.decode()}:{year.decode()}", int(serial)


def look(
    folder: Path, bundle: TrustBundle | None, last: Mapping[str, int], known: Known, tell: Callable[[int], None]
) -> Iterator[Found]:
    """The documents below a folder that name a number above the `last` of its series, or an unknown submission.

    Few are in memory at a time. `tell` is told how many files were looked at.
    """
    asked: dict[Path, str] = {}
    for count, file in enumerate(_files(folder), 1):
        tell(count)
        content = _document(file)
        if content is None:
            continue
        if _beyond(content if not content.startswith(b"%PDF") else os.fsencode(file.name), last):
            yield from _judged(file, content, bundle, last, None)
        elif submission := _SUBMISSION.search(content[: BEGINNING * 4]):
            asked[file] = submission[1].decode()
            if len(asked) >= AT_ONCE:
                yield from _unknown(asked, bundle, last, known)
                asked = {}
    yield from _unknown(asked, bundle, last, known)


def _unknown(
    asked: Mapping[Path, str], bundle: TrustBundle | None, last: Mapping[str, int], known: Known
) -> Iterator[Found]:
    there = known(set(asked.values())) if asked else set()
    for file, submission in asked.items():
        content = _document(file) if submission not in there else None
        if content is not None:
            yield from _judged(file, content, bundle, last, submission)


def _judged(
    file: Path, content: bytes, bundle: TrustBundle | None, last: Mapping[str, int], submission: str | None
) -> Iterator[Found]:
    report = verify(content, bundle) if bundle is not None else None
    if report is None or not report.ok:
        text = content if not content.startswith(b"%PDF") else os.fsencode(file.name)
        yield Found(file, False, _beyond(text, last), submission)
        return
    said = [str(report.facts.get(name) or "") for name in ("number", "dum_number")]
    if not content.startswith(b"%PDF"):
        said += _assessments(content)
    numbers = _beyond("\n".join(said).encode(), last)
    told = report.facts.get("number") if report.facts.get("kind") == "acknowledgement" else None
    told = told or report.facts.get("submission") or submission
    if numbers or submission:
        yield Found(file, True, numbers, str(told) if told else None, report.facts)


def _assessments(content: bytes) -> list[str]:
    """The assessments that a verified document names: elements of ours, not words of others in it."""
    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    space = etree.QName(root).namespace
    return [each.text or "" for each in root.iter(f"{{{space}}}AssessmentNumber")]


def _beyond(text: bytes, last: Mapping[str, int]) -> dict[str, int]:
    found: dict[str, int] = {}
    for series, serial in numbers_in(text):
        if serial > max(last.get(series, 0), found.get(series, 0)):
            found[series] = serial
    return found


def _document(file: Path) -> bytes | None:
    """The bytes of what may be a document of ours; None for all else. A link is never followed."""
    with suppress(OSError):
        handle = os.open(file, READ)
        with os.fdopen(handle, "rb") as opened:
            state = os.fstat(handle)
            if not stat.S_ISREG(state.st_mode) or state.st_size > LARGEST:
                return None
            beginning = opened.read(BEGINNING)
            if _OURS.search(beginning) or (beginning.startswith(b"%PDF-") and file.suffix == ".pdf"):
                return beginning + opened.read(LARGEST)
    return None


def _files(folder: Path) -> Iterable[Path]:
    """All files below a folder, in no order; links and hidden files are left."""
    waiting = [folder]
    while waiting:
        with suppress(OSError), os.scandir(waiting.pop()) as listing:
            for entry in listing:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(Path(entry.path))
                elif entry.is_file(follow_symlinks=False):
                    yield Path(entry.path)
