"""The bounded look at a body for the names of its attachments."""

from __future__ import annotations

import time

import pytest

from parsers.attachment_names import attachment_names
from tests.doors.folder.dropping import dum

LIMIT = 10_000_000


def named(text: str) -> str:
    return f'<x:DUM xmlns:x="urn:dumgate:dum:1"><x:Attachment><x:FileName>{text}</x:FileName></x:Attachment></x:DUM>'


def test_any_prefix_and_white_space_and_order() -> None:
    assert attachment_names(dum("b.pdf", "a.pdf", "b.pdf"), LIMIT) == ("b.pdf", "a.pdf")
    default = b'<DUM xmlns="urn:dumgate:dum:1"><Attachment><FileName>\n a  b.pdf\t</FileName></Attachment></DUM>'
    assert attachment_names(default, LIMIT) == ("a b.pdf",)
    assert attachment_names(named("a&amp;b<![CDATA[.pdf]]>").encode(), LIMIT) == ("a&b.pdf",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_encodings(encoding: str) -> None:
    declared = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    text = f'<?xml version="1.0" encoding="{declared}"?>' + named("pièce-jointe.pdf")
    assert attachment_names(text.encode(encoding), LIMIT) == ("pièce-jointe.pdf",)


def test_other_namespaces_and_places_do_not_count() -> None:
    assert attachment_names(named("a.pdf").replace("dum:1", "dum:2").encode(), LIMIT) == ()
    alone = b'<DUM xmlns="urn:dumgate:dum:1"><FileName>a.pdf</FileName></DUM>'
    assert attachment_names(alone, LIMIT) == ()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not xml",
        b"<a>",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        b'<?xml version="1.0" encoding="nothing"?><a/>',
        b"\xff\xfe<\x00a",
        b"<a>" * 1000,
    ],
)
def test_what_cannot_be_scanned(content: bytes) -> None:
    assert attachment_names(content, LIMIT) is None


def test_bounds() -> None:
    assert attachment_names(dum("a.pdf"), 10) is None
    names = attachment_names(dum(*(f"{number}.pdf" for number in range(80))), LIMIT)
    assert names is not None
    assert len(names) == 50
    long = attachment_names(dum("x" * 1_000_000), LIMIT)
    assert long is not None
    assert len(long[0]) == 1000
    started = time.monotonic()
    assert attachment_names(b"<a>" + b"<b/>" * 2_000_000 + b"</a>", LIMIT) == ()
    assert time.monotonic() - started < 10
