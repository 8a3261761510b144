"""Whatever the bytes are, the answer is a reading: a tree or one finding, within the time of its size."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.attachment_names import attachment_names
from parsers.xml import Reading, read_xml
from schemas.vocabulary import LANGUAGES
from tests.checkout import CHECKOUT

from .drawn import ENCODINGS, Encoding

EXAMPLES = [path.read_bytes() for path in sorted((CHECKOUT / "examples").glob("*.xml"))]
PIECES = (
    *(b"<", b">", b"</", b"/>", b"&", b"&#0;", b"&#xD800;", b"&#x110000;", b"]]>", b"<![CDATA[", b"<!--", b"--", b"<?"),
    *(b"\x00", b"\xff", b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\xef\xbf\xbe", b"\r", b"\x1f", b"'", b'"'),
    *(b' xmlns:x=""', b' xmlns="a}b{"', b' xmlns="\xef\xb7\x90"', b"<x:y/>", b"<a:b:c/>", b'<a xml:b="" xml:b=""/>'),
    *(b"<!DOCTYPE a>", b"<!DOCTYPE a [", b'<!ENTITY a "b">', b'<?xml version="1.1"?>', b'encoding="UTF-7"'),
    *(
        b'encoding="' + b"u" * 45 + b'"',
        b'encoding="punycode"',
        b'encoding="utf-32"',
        b'encoding="rot13"',
        b"<\xc3\xb7/>",
    ),
)


def judged(content: bytes) -> Reading:
    reading = read_xml(content)
    assert (reading.root is None) == (reading.source is None) == (len(reading.findings) == 1)
    for found in reading.findings:
        assert found.code.startswith("XML") and found.severity == "refused"
        assert found.position is None or 0 <= found.position.offset <= len(content)
        assert found.position is None or (found.position.line >= 1 and found.position.column >= 1)
        assert all(found.message(language) and found.fix(language) for language in LANGUAGES)
    names = attachment_names(content, 10_000_000)
    assert names is None or all(names)
    return reading


@settings(max_examples=300)
@given(st.binary(max_size=300), st.sampled_from([b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"<\x00", b"<?xml "]))
def test_any_bytes_give_a_reading(content: bytes, head: bytes) -> None:
    judged(head + content)


@st.composite
def spoiled(draw: st.DrawFn) -> bytes:
    """A true declaration with a few pieces cut out, doubled, or put in."""
    content = draw(st.sampled_from(EXAMPLES))
    for _ in range(draw(st.integers(1, 4))):
        begin = draw(st.integers(0, len(content)))
        end = min(len(content), begin + draw(st.sampled_from([0, 0, 1, 2, 40])))
        put = draw(st.sampled_from(PIECES) | st.binary(max_size=4) | st.just(content[begin:end] * 2))
        content = content[:begin] + put + content[end:]
    return content


@settings(max_examples=300)
@given(spoiled())
def test_spoiled_declarations_give_a_reading(content: bytes) -> None:
    judged(content)


@settings(max_examples=150)
@given(st.sampled_from(EXAMPLES), st.sampled_from(ENCODINGS), st.integers(0, 300), st.sampled_from(PIECES))
def test_spoiled_in_other_encodings_too(example: bytes, encoding: Encoding, at: int, put: bytes) -> None:
    content = encoding.mark + example.decode().encode(encoding.codec, "replace")
    judged(content[:at] + put + content[at:])


BROKEN = {
    "not closed": ("<d><c></b>", "</b>"),
    "never closed": ("<a>\n<b>", None),
    "two roots": ("<a/>\n<b/>", "<b/>"),
    "text behind": ("<a/> x", "x"),
    "text before": ("x <a/>", "x"),
    "attribute twice": ('<a><b c="" c=""/></a>', 'c=""/>'),
    "attribute twice by namespace": ('<a xmlns:p="u" xmlns:q="u"><b p:c="" q:c=""/></a>', "<b"),
    "no quotes": ("<a><b c=d/></a>", "d/>"),
    "less than in an attribute": ('<a><b c="<"/></a>', '<"/>'),
    "bare ampersand": ("<a>x & y</a>", "& y"),
    "control character": ("<a>x\x01</a>", "\x01"),
    "unknown prefix": ("<a><p:b/></a>", "<p:b/>"),
    "cdata not closed": ("<a><![CDATA[x</a>", None),
    "comment not closed": ("<a><!-- x</a>", None),
    "end of cdata in text": ("<a>x]]>y</a>", ">y"),
    "character reference to nothing": ("<a>x&#0;</a>", "&#0;"),
    "name begins with a digit": ("<a><1/></a>", "1/>"),
    "only a comment": ("<!-- x -->", None),
}


@pytest.mark.parametrize(("text", "at"), BROKEN.values(), ids=list(BROKEN))
def test_what_is_not_well_formed_is_told_where_it_breaks(text: str, at: str | None) -> None:
    for encoding in ENCODINGS:
        head = f"<?xml version='1.0' encoding='{encoding.declared}'?>" if encoding.declared else ""
        (found,) = judged(encoding.encode(head + text)).findings
        assert found.code == "XML03"
        if at is not None:
            assert found.position == encoding.position(head + text, len(head) + text.index(at)), encoding


@pytest.mark.parametrize(
    "content",
    [
        b'<?xml version="1.0" encoding="EBCDIC-CP-FR"?><a/>',
        b'<?xml version="1.0" encoding="' + b"u" * 300 + b'"?><a/>',
        b'<?xml version="1.0" encoding="UTF-16"?><a/>',
        b'\xff\xfe<\x00?\x00x\x00m\x00l\x00 \x00e\x00n\x00c\x00o\x00d\x00i\x00n\x00g\x00=\x00"\x00x\x00"\x00?\x00>\x00',
        b'\xef\xbb\xbf<?xml version="1.0" encoding="ISO-8859-1"?><a/>',
    ],
)
def test_an_encoding_that_is_not_taken_is_told(content: bytes) -> None:
    (found,) = judged(content).findings
    assert found.code == "XML05"


@pytest.mark.parametrize(
    "content",
    [
        b"<a>\xe9</a>",
        b'<?xml version="1.0" encoding="US-ASCII"?><a>\xc3\xa9</a>',
        b"\xff\xfe<\x00a\x00/\x00>\x00\n",
        b"<a>\xed\xa0\x80</a>",
    ],
)
def test_bytes_that_break_their_encoding_are_told(content: bytes) -> None:
    (found,) = judged(content).findings
    assert found.code == "XML10"


@pytest.mark.parametrize(
    "content",
    [
        lambda: b"\n" * 9_900_000 + b"<a/><b/>",
        lambda: "\n".join("é" * 1_000_000).encode() + b"<a/>",
        lambda: b"<a " * 3_000_000,
        lambda: b"<" + b"a" * 9_900_000 + b"/><b/>",
        lambda: b"<a>" + b"&amp;" * 1_900_000 + b"</a>",
        lambda: b'<a xmlns:p="' + b"u" * 5_000_000 + b'">' + b"<p:b/>" * 500_000 + b"</a>",
        lambda: b"<a>" + b"<b>" * 3_000_000,
        lambda: b"<a>" + b"<b/>" * 2_000_000 + b"</a>",
        lambda: b'<a x="' + b"\n" * 9_000_000 + b'"><b/></a><c/>',
        lambda: b"<!--" + b"-" * 9_000_000,
        lambda: b"<a>" + b"<!---->" * 1_400_000 + b"</a><b/>",
    ],
)
@pytest.mark.timeout(60)
def test_ten_megabytes_of_anything_are_read_in_bounded_time(content: Callable[[], bytes]) -> None:
    assert judged(content()).findings
