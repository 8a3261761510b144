"""What is too much is refused with a finding at its place, before it grows; what is just enough is read."""

from __future__ import annotations

import pytest

from parsers.xml import Reading, XmlLimits, read_xml
from schemas.findings import Finding
from schemas.vocabulary import LANGUAGES

from .drawn import ENCODINGS, Encoding

SMALL = XmlLimits(max_bytes=4000, max_elements=10, max_depth=4, max_text=20, max_attributes=3, max_namespace=12)


def refusal(reading: Reading) -> Finding:
    assert reading.root is None and reading.source is None
    (only,) = reading.findings
    assert only.severity == "refused"
    for language in LANGUAGES:
        assert "{" not in only.message(language) + only.fix(language)
    return only


def sent(encoding: Encoding, text: str) -> tuple[bytes, str]:
    head = f"<?xml version='1.0' encoding='{encoding.declared}'?>" if encoding.declared else ""
    return encoding.encode(head + text), head + text


@pytest.mark.parametrize("encoding", ENCODINGS, ids=str)
@pytest.mark.parametrize(
    ("enough", "too_much", "mark", "code"),
    [
        ("<a>" + "<b/>" * 9 + "</a>", "<a>" + "<b/>" * 9 + "<c/></a>", "<c/>", "XML06"),
        ("<a><a><a><a/></a></a></a>", "<a><a><a><a><c/></a></a></a></a>", "<c/>", "XML06"),
        ('<a x="" y="" z=""/>', '<a><c w="" x="" y="" z=""/></a>', "<c", "XML06"),
        (f"<a>{'.' * 20}</a>", f"<a>{'.' * 20}&#65;</a>", "&#65;", "XML07"),
        (f"<a>{'.' * 10}<b>{'.' * 20}</b>{'.' * 10}</a>", f"<a>{'.' * 10}<b/>{'.' * 10}&#65;</a>", "&#65;", "XML07"),
        ('<a xmlns="urn:89012345"/>', '<a><c xmlns:p="urn:890123456"/></a>', "<c", "XML07"),
    ],
    ids=["elements", "depth", "attributes", "text", "text in pieces", "namespace"],
)
def test_a_limit_holds_to_the_one(encoding: Encoding, enough: str, too_much: str, mark: str, code: str) -> None:
    assert read_xml(sent(encoding, enough)[0], SMALL).findings == ()
    content, text = sent(encoding, too_much)
    found = refusal(read_xml(content, SMALL))
    assert found.code == code
    assert found.position == encoding.position(text, text.index(mark))


def test_bytes_are_counted_before_anything_is_read() -> None:
    exact = b"<a>" + b" " * 10 + b"</a>"
    assert read_xml(exact, XmlLimits(max_bytes=len(exact))).findings == ()
    found = refusal(read_xml(exact, XmlLimits(max_bytes=len(exact) - 1)))
    assert (found.code, found.facts) == ("XML02", {"size": 17, "limit": 16})
    assert refusal(read_xml(b"<", XmlLimits(max_bytes=0))).code == "XML02"


def test_the_words_of_a_limit_are_of_their_language() -> None:
    found = refusal(read_xml(b"<a><b/><c/></a>", XmlLimits(max_elements=2)))
    assert found.message("fr") == "Le document dépasse 2 éléments."
    assert found.message("en") == "The document exceeds 2 elements."
    assert "elements" not in found.message("ar")


DOCTYPES = {
    "plain": "<!DOCTYPE a>",
    "outside": '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/never.dtd">',
    "public": '<!DOCTYPE a PUBLIC "-//X//Y" "never.dtd">',
    "bomb": '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;">]>',
    "file": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
    "parameter": '<!DOCTYPE a [<!ENTITY % b SYSTEM "file:///etc/passwd"> %b;]>',
    "many lines": "<!DOCTYPE\na\r\n[\n<!ELEMENT a ANY>\n]\n>",
    "more space": "<!DOCTYPE \t  a  >",
}


@pytest.mark.parametrize("encoding", ENCODINGS, ids=str)
@pytest.mark.parametrize("doctype", DOCTYPES.values(), ids=list(DOCTYPES))
def test_a_doctype_is_refused_where_it_stands(encoding: Encoding, doctype: str) -> None:
    content, text = sent(encoding, f"<!-- no <!DOCTYPE x> yet -->\n {doctype}\n<a>&d;&b;</a>")
    found = refusal(read_xml(content))
    assert found.code == "XML04"
    assert found.position == encoding.position(text, text.index(doctype))


@pytest.mark.parametrize("encoding", ENCODINGS, ids=str)
def test_an_entity_that_nobody_defined_is_refused(encoding: Encoding) -> None:
    content, text = sent(encoding, "<a>\n<b>x&nbsp;</b></a>")
    found = refusal(read_xml(content))
    assert found.code == "XML03"
    assert found.position == encoding.position(text, text.index("&nbsp;"))


@pytest.mark.parametrize(
    "content", [b"", b" \n\t\r", b"\xef\xbb\xbf", b"\xff\xfe \x00\n\x00", b"\xfe\xff", b"\x00" * 9]
)
def test_nothing_is_an_empty_file(content: bytes) -> None:
    found = refusal(read_xml(content))
    assert found.code == "XML01"
    assert found.position is not None and found.position.offset <= len(content)
