"""Interchanges that nobody here wrote: each judged as `foreign/verdicts.csv` says, whole, in pieces, and cut short.

Where each file is from, and why its verdict is what it is, stands in that folder.
"""

from __future__ import annotations

import csv
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
from pydifact.exceptions import EDISyntaxError
from pydifact.parser import Parser

from gateway.judging.edifact_control import control_of
from parsers.edifact.interchange_records import Interchange, Message
from parsers.edifact.reader import read
from parsers.edifact.segment_faults import Fault
from renderers.edifact.contrl import render_contrl

FOLDER = Path(__file__).parent / "foreign"
FILES = sorted(path.name for path in FOLDER.glob("*.edi"))
PIECE = 7
EVERY_BYTE_BELOW, PLACES = 2_000, 200

Row = tuple[str, ...]


def told(fault: Fault) -> str:
    """A fault as the table writes it: level, code, number and tag of the segment, element, component."""
    parts = (fault.segment, fault.tag, fault.element, fault.component)
    return " ".join([fault.level, str(fault.code), *(in_one_line(str(part)) for part in parts if part is not None)])


def in_one_line(text: str) -> str:
    """A line end as the table writes it."""
    return text.replace("\r", "\\r").replace("\n", "\\n")


def rows_of(results: Iterable[Message | Interchange]) -> list[Row]:
    """Number of the interchange, number of the message (empty: the envelope), what it is, verdict, faults, warnings."""
    rows: list[Row] = []
    messages: list[Message] = []
    for result in results:
        if isinstance(result, Message):
            messages.append(result)
            continue
        name = f"{result.syntax}:{result.syntax_version}" if result.header else "none"
        verdict = "rejected" if result.rejected else "accepted"
        warned = "; ".join(str(warning.code) for warning in result.warnings)
        rows.append((str(result.number), "", name, verdict, "; ".join(map(told, result.faults)), warned))
        for message in messages:
            type_ = in_one_line(":".join([message.type, message.version, message.release]))
            verdict = "rejected" if message.rejected else "accepted"
            faults = "; ".join(map(told, message.faults))
            rows.append((str(result.number), str(message.number), type_, verdict, faults, ""))
        messages.clear()
    assert not messages, "every message is followed by its interchange"
    return rows


@lru_cache
def expected() -> dict[str, list[Row]]:
    """The table, by file."""
    found: dict[str, list[Row]] = {}
    with (FOLDER / "verdicts.csv").open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            columns = ("interchange", "message", "what", "verdict", "faults", "warnings")
            found.setdefault(row["file"], []).append(tuple(row[column] for column in columns))
            assert row["why"]
    return found


WITH_MESSAGES = sorted(name for name, rows in expected().items() if any(row[1] for row in rows))


def pieces(content: bytes, size: int) -> Iterator[bytes]:
    return (content[at : at + size] for at in range(0, len(content), size))


def test_each_file_has_a_verdict() -> None:
    assert sorted(expected()) == FILES
    assert len(FILES) >= 40


@pytest.mark.parametrize("name", FILES)
def test_a_foreign_file_is_judged_as_it_should_be(name: str) -> None:
    content = (FOLDER / name).read_bytes()
    assert rows_of(read([content])) == expected()[name]


@pytest.mark.parametrize("name", FILES)
def test_a_foreign_file_in_pieces_is_judged_the_same(name: str) -> None:
    content = (FOLDER / name).read_bytes()
    assert rows_of(read(pieces(content, PIECE))) == expected()[name]


@pytest.mark.parametrize("name", FILES)
def test_a_foreign_file_cut_short_misses_its_end(name: str) -> None:
    content = (FOLDER / name).read_bytes()
    whole = [result for result in read([content]) if isinstance(result, Interchange) and result.header]
    step = 1 if len(content) < EVERY_BYTE_BELOW else len(content) // PLACES
    for length in range(0, len(content), step):
        *_, last = (result for result in read([content[:length]]) if isinstance(result, Interchange))
        if any(interchange.offset < length < interchange.end for interchange in whole):
            told_last = [told(fault) for fault in last.faults]
            assert last.rejected
            assert told_last[-1] == ("UCI 13 UNZ" if last.header else "UCI 0"), f"cut after {length} bytes"


@pytest.mark.parametrize("name", WITH_MESSAGES)
def test_another_reader_sees_the_same_segments(name: str) -> None:
    content = (FOLDER / name).read_bytes()
    results = list(read([content]))
    interchanges = [result for result in results if isinstance(result, Interchange) and result.header]
    messages = [result for result in results if isinstance(result, Message)]
    ours = [(segment.tag, segment.elements) for message in messages for segment in message.segments]
    try:
        theirs = other_reader(content.decode(interchanges[0].codec))
    except EDISyntaxError:
        assert name in UNREAD_BY_PYDIFACT
        return
    assert name not in UNREAD_BY_PYDIFACT
    assert ours == theirs


@pytest.mark.parametrize("name", WITH_MESSAGES)
def test_what_is_answered_to_a_foreign_file_is_sound(name: str) -> None:
    results = read([(FOLDER / name).read_bytes()])
    for interchange in (result for result in results if isinstance(result, Interchange)):
        control = control_of(interchange)
        asks_for_none = interchange.header is None or {message.type for message in interchange.messages} == {"CONTRL"}
        assert (control is None) == asks_for_none
        if control is not None:
            envelope, message = rows_of(read([render_contrl(replace(control, answer_reference="1"))]))
            assert (envelope[3:5], message[3:5]) == (("accepted", ""), ("accepted", ""))
            assert message[2].startswith("CONTRL:")


UNREAD_BY_PYDIFACT = {
    "ediclean-paxlst-in-a-mail.edi",  # a preamble
    "made-bom-paores.edi",  # a byte order mark
    "made-contrl-cut-in-ucm.edi",  # a segment without its end
    "made-contrl-garbage-between.edi",
    "made-unterminated-tail.edi",
    "mock-edi-two-interchanges.edi",  # two UNA
}


def other_reader(text: str) -> list[tuple[str, list[list[str]]]]:
    """The segments of messages, UNH to UNT, as pydifact reads them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        segments = list(Parser().parse(text))
    found = []
    inside = False
    for segment in segments:
        inside = inside or segment.tag == "UNH"
        if inside and segment.tag not in ("UNE", "UNZ", "UNB", "UNA"):
            elements = [element if isinstance(element, list) else [element] for element in segment.elements]
            found.append((segment.tag, elements))
        if segment.tag == "UNT":
            inside = False
    return found
