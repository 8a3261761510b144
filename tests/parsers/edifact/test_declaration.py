"""A message as a tree: what has no box is told, a box given twice is refused, other people's ways are read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from gateway.judging.conversion import declarations_in, to_edifact, to_json
from gateway.judging.edifact_file import EdifactBody, judge_edifact
from gateway.judging.judge import judge
from gateway.judging.validation_record import validation_record
from parsers.edifact.declaration_tree import Converted, declaration_of
from parsers.edifact.interchange_records import Agreement, EdifactLimits
from parsers.edifact.reader import read_whole
from parsers.source_map import SourceText
from parsers.xml import XmlLimits
from renderers.findings_pages import findings_html
from renderers.response import render_response
from schemas.declaration import text_of
from schemas.law import current
from tests.checkout import EXAMPLES
from tests.parsers.edifact.test_round_trip import sent

LAW = current().on(date(2026, 7, 10))


def written(name: str = "import") -> str:
    """An example as an interchange."""
    root = etree.parse(EXAMPLES / f"{name}.xml", etree.XMLParser(remove_comments=True)).getroot()
    return sent(root)[0].decode("latin-1")


def converted(text: str) -> Converted:
    """The only message of an interchange whose UNT count is put right."""
    body = text.split("UNH+")[1].split("UNT+")[0]
    count = body.count("'\n") + 1
    content = _counted(text, count)
    ((interchange, (message,)),) = read_whole(content.encode("latin-1"))
    assert not interchange.faults
    assert not message.faults, message.faults
    return declaration_of(message, interchange, SourceText(content.encode("latin-1"), "latin-1"))


def _counted(text: str, count: int) -> str:
    before, _, after = text.partition("UNT+")
    return f"{before}UNT+{count}+{after.partition('+')[2]}"


def value(tree: Converted, path: str) -> list[str]:
    """The texts at a path."""
    return [text_of(each) for each in tree.root.findall("/".join("{*}" + name for name in path.split("/")))]


@pytest.mark.parametrize(
    ("before", "after", "path", "read"),
    [
        ("NAD+EX+", "NAD+CZ+", "Exporter/Name", "CERAMICHE DEL LEVANTE SRL"),
        ("NAD+IM+", "NAD+CN+", "Importer/Name", "BAHIA ARTS DE LA TABLE SARL"),
        ("LOC+14+:::309306", "LOC+14+309306", "GoodsLocation", "309306"),
        ("LOC+1+:::GENOVA", "LOC+1+ITGOA:139:6:GENOVA", "DeliveryTerms/Place", "GENOVA"),
        ("DOC+705:::CONNAISSEMENT+", "DOC+705+", "TransportDocument/Nature", "CONNAISSEMENT"),
        ("DOC+705:::CONNAISSEMENT+", "DOC+740:::AUTRE+", "TransportDocument/Nature", "AUTRE"),
        ("DTM+178:20260629:102", "DTM+132:260629:101", "ArrivalDate", "2026-06-29"),
        ("DTM+178:20260629:102", "DTM+178:202606291200:203", "ArrivalDate", "2026-06-29"),
        ("DTM+178:20260629:102", "DTM+178:20260629", "ArrivalDate", "2026-06-29"),
        ("BGM+913+", "BGM+929+", "Regime", "010"),
        ("NORMALE:105:ZZZ'", "NORMALE:105:ZZZ+010:117:ZZZ'", "Regime", "010"),
        ("LOC+35+IT:162:5:ITALIE'", "LOC+35+IT:162:5'\nLOC+35+IT:162:5:ITALIE'", "ConsignmentCountry/Name", "ITALIE"),
        ("DOC+705:::CONNAISSEMENT+", "DOC+714+", "TransportDocument/Nature", "CONNAISSEMENT"),
        ("DOC+705:::CONNAISSEMENT+", "DOC+710+", "TransportDocument/Nature", "LETTRE DE TRANSPORT MARITIME"),
        ("MOA+144:3210.000:MAD", "MOA+144:3210.000", "FreightAmount", "3210.000"),
        ("MOA+144:3210.000:MAD", "MOA+64:3210,000:MAD", "FreightAmount", "3210.000"),
        ("CST++010:117:ZZZ+NORMALE:105:ZZZ", "CST++NORMALE:105:ZZZ+010:117:ZZZ", "Regime", "010"),
        ("CST++010:117:ZZZ+NORMALE:105:ZZZ", "CST++010", "Regime", "010"),
        ("TAX+1++000110:ZZZ:ZZZ++:::30'\nMOA+56:12892.990:MAD'\n", "TAX+1++000110:ZZZ:ZZZ+12892.990+:::30'\n",
         "GoodsItem/DutiesAndTaxes/Line/Base", "12892.990"),
        ("+++PAIEMENT AU COMPTANT", "+++PAIEMENT:AU COMPTANT", "FinancialData/Text", "PAIEMENT AU COMPTANT"),
    ],
)  # fmt: skip
def test_other_ways_to_say_it_are_read(before: str, after: str, path: str, read: str) -> None:
    text = written()
    assert before in text
    tree = converted(text.replace(before, after, 1))
    assert value(tree, path)[0] == read
    assert not tree.findings


@pytest.mark.parametrize(
    ("after", "added", "tag", "element"),
    [
        ("NAD+EX+++CERAMICHE DEL LEVANTE SRL+Via dei Cantieri 18, 16149 Genova'\n", "CTA+IC+:M. ROSSI'\n", "CTA", None),
        ("LOC+27+IT:162:5:ITALIE'\n", "LOC+9+ITGOA:139:6'\n", "LOC", None),
        ("MEA+WT+AAC+KGM:1827.500'\n", "EQD+CN+ABCU1234567'\n", "EQD", None),
        ("UNS+D'\n", "DMS+X1+380'\n", "DMS", None),
    ],
)
def test_a_segment_without_a_box_is_told_and_stops_nothing(after: str, added: str, tag: str, element: int) -> None:
    text = written()
    assert after in text
    tree = converted(text.replace(after, after + added, 1))
    (found,) = tree.findings
    assert (found.code, found.severity) == ("EDI80", "warned")
    assert found.position is not None
    assert found.position.segment is not None
    assert (found.position.segment.tag, found.position.segment.element) == (tag, element)


@pytest.mark.parametrize(
    ("before", "after", "box", "value", "expected", "place"),
    [
        ("MEA+WT+AAD+KGM:", "MEA+WT+AAD+TNE:", "6", "TNE", "KGM", (4, 1)),
        ("MEA+WT+AAL+KGM:", "MEA+WT+AAL+GRM:", "33", "GRM", "KGM", (4, 1)),
        ("MOA+144:3210.000:MAD", "MOA+144:3210.000:EUR", "20", "EUR", "MAD", (2, 3)),
        ("MOA+43:66975.640:MAD", "MOA+43:66975.640:USD", "23", "USD", "MAD", (2, 3)),
        ("CUX+2+3:MAD+", "CUX+2+3:USD+", "19", "USD", "MAD", (3, 2)),
        ("DTM+178:20260629:102", "DTM+178:290626:2", "24", "2", "102 / 101 / 203 / 204", (2, 3)),
        ("DTM+137:20260630101500:204", "DTM+137:20260630:102", None, "102", "204 / 203", (2, 3)),
    ],
)  # fmt: skip
def test_another_unit_currency_or_date_format_is_never_taken_for_ours(
    before: str, after: str, box: str | None, value: str, expected: str, place: tuple[int, int]
) -> None:
    text = written()
    assert before in text
    (found,) = converted(text.replace(before, after, 1)).findings
    assert (found.code, found.severity, found.box, found.value) == ("EDI86", "refused", box, value)
    assert expected in found.fix("en")
    assert found.position is not None
    assert found.position.segment is not None
    assert (found.position.segment.element, found.position.segment.component) == place


@pytest.mark.parametrize(
    ("before", "after", "value"),
    [
        ("LOC+22+309:113:ZZZ", "LOC+22+309:108:ZZZ", "108"),
        ("TOD+6++FOB:106:4", "TOD+6++FOB:108:4", "108"),
        ("CST++010:117:ZZZ", "CST++010:117:148", "148"),
        ("CST++010:117:ZZZ+NORMALE:105:ZZZ", "CST++NORMALE:105:ZZZ+010:117:148", "148"),
        ("CST+1+6911100090:122:ZZZ", "CST+1+6911100090:122:148", "148"),
        ("BGM+913+", "BGM+380+", "380"),
        ("DOC+705:::CONNAISSEMENT+RSTU2600417", "DOC+380+FAC-1", "DOC+380+FAC-1"),
        ("DOC+705:::CONNAISSEMENT+RSTU2600417", "DOC+861:::CERTIFICAT+C-1", "DOC+861:::CERTIFICAT+C-1"),
        ("DTM+178:20260629:102'", "DTM+178:20260629:102'\nDTM+132:20260628:102'", "20260628"),
    ],
)  # fmt: skip
def test_what_is_no_box_of_the_dum_is_told_and_not_taken_for_one(before: str, after: str, value: str) -> None:
    text = written()
    assert before in text
    (found,) = converted(text.replace(before, after, 1)).findings
    assert (found.code, found.severity, found.value) == ("EDI80", "warned", value)


@pytest.mark.parametrize(
    ("before", "again", "box"),
    [("+010:117:ZZZ+691110:", "+8708299000:122:ZZZ+691110:", "30"), ("+691110:", "+020:117:ZZZ+691110:", "30")],
)
def test_a_box_given_twice_in_one_segment_is_refused(before: str, again: str, box: str) -> None:
    text = written()
    assert before in text
    kept = before.removesuffix("+691110:")
    (found,) = converted(text.replace(before, f"{kept}{again}", 1)).findings
    assert (found.code, found.severity, found.box, found.value) == ("EDI83", "refused", box, again[1:].split(":")[0])


@pytest.mark.parametrize("tail", ["+", "++++++++", ":", ":::::::"])
def test_separators_with_nothing_behind_change_nothing(tail: str) -> None:
    text = written()
    for segment in ("GIS+AP:109:ZZZ", "NAD+DT+++TRANSIT DU DETROIT SARL+7 rue du Port, Casablanca", "CNT+5:3"):
        assert not converted(text.replace(f"{segment}'", f"{segment}{tail}'", 1)).findings


PIECES = [b"+", b":", b"'", b"?", b"\xff", b"\0", b"UNS+D'", b"CST+1'", b"NAD+DT'", b"FTX+DOC'", b"RFF+ABT:1'", b""]


@settings(max_examples=300)
@given(
    st.lists(st.tuples(st.floats(0.05, 1), st.sampled_from(PIECES), st.integers(0, 6)), min_size=1, max_size=3),
    st.sampled_from([b"+9'", b"+46'", b"+4'", b"+5'", b"+1'", b"+7'", b"'"]),
    st.booleans(),
)
def test_whatever_is_changed_there_is_a_verdict_and_what_is_a_tree_can_be_converted(
    changes: list[tuple[float, bytes, int]], function: bytes, utf8: bool
) -> None:
    content = bytearray(written("transit").encode("latin-1").replace(b"+9'", function, 1))
    if utf8:
        content = bytearray(bytes(content).replace(b"UNOC:3", b"UNOY:4"))
    for place, piece, length in changes:
        at = int(place * len(content))
        content[at : at + length] = piece
    declared = declarations_in(bytes(content), True, XmlLimits(), EdifactLimits())
    assert all(each.root is not None or each.findings for each in declared)
    for each in declared:
        if each.root is not None:
            assert to_json(each.root)
            assert to_edifact(each.root, "A", "B", datetime(2026, 7, 10, tzinfo=UTC))[0]


def test_an_element_without_a_box_is_told_at_its_place() -> None:
    text = written().replace("NAD+IM+++", "NAD+IM+12345678:160:ZZZ++", 1)
    (found,) = converted(text).findings
    assert (found.code, found.value) == ("EDI80", "12345678")
    place = found.position.segment if found.position else None
    assert place is not None
    assert (place.tag, place.element, place.component) == ("NAD", 3, 1)


def test_a_box_given_twice_is_refused_where_the_second_one_stands() -> None:
    text = written()
    again = text.replace("MOA+144:3210.000:MAD'\n", "MOA+144:3210.000:MAD'\nMOA+64:99.000:MAD'\n", 1)
    (found,) = converted(again).findings
    assert (found.code, found.severity, found.box, found.value) == ("EDI83", "refused", "20", "99.000")
    same = text.replace("MOA+144:3210.000:MAD'\n", "MOA+144:3210.000:MAD'\nMOA+64:3210.000:MAD'\n", 1)
    assert not converted(same).findings


def test_however_many_warnings_there_are_a_box_given_twice_is_refused() -> None:
    text = written().replace("MEA+WT+AAL+KGM:420.500'\n", "MEA+WT+AAL+KGM:420.500'\nMEA+WT+AAL+KGM:1.000'\n", 1)
    for before, unknown in (("LOC+44", "LOC+9+ITGOA'\n"), ("FTX+PMT", "FTX+AAI+++X'\n"), ("RFF+ADZ", "RFF+ACD:X'\n")):
        text = text.replace(before, unknown * 80 + before, 1)
    text = _counted(text, text.split("UNH+")[1].split("UNT+")[0].count("'\n") + 1)
    ((message,),) = (each.messages for each in judge_edifact(_body(text), None, LAW, EdifactLimits(), 200))
    assert message.judgement.outcome == "refused"
    assert message.judgement.total == 241
    assert [each.code for each in message.judgement.findings if each.severity == "refused"] == ["EDI83"]


@pytest.mark.parametrize(
    ("control", "codes"), [("CNT+7:2014.3", []), ("CNT+7:2014.31", ["EDI84"]), ("CNT+17:1", ["EDI84"])]
)
def test_a_control_total_that_differs_is_told(control: str, codes: list[str]) -> None:
    tree = converted(written().replace("CNT+5:3'\n", f"CNT+5:3'\n{control}'\n", 1))
    assert [each.code for each in tree.findings] == codes
    assert all(each.severity == "warned" for each in tree.findings)


def test_a_long_text_is_read_over_two_segments_and_no_further() -> None:
    line = "X" * 70
    lines = ":".join([line] * 5)
    text = written().replace("FTX+PMT+++PAIEMENT AU COMPTANT", f"FTX+PMT+++{lines}'\nFTX+PMT+++{line}:END", 1)
    tree = converted(text)
    assert value(tree, "FinancialData/Text") == ["X" * 420 + "END"]
    third = text.replace(":END'\n", ":END'\nFTX+PMT+++MORE'\n", 1)
    assert [each.code for each in converted(third).findings] == ["EDI83"]


def test_a_wrong_count_says_both_numbers() -> None:
    text = written().replace("UNT+", "UNT+9", 1)
    ((message,),) = (each.messages for each in judge_edifact(_body(text), None, LAW, EdifactLimits(), 200))
    (found,) = message.judgement.findings
    counted = text.split("UNT+9")[1].split("+")[0]
    assert found.code == "EDI29"
    for language in ("fr", "en", "ar"):
        assert f"9{counted}" in found.message(language)
        assert re.search(rf"(?<!9){counted}\b", found.message(language))


def test_the_signed_response_says_the_place_in_the_interchange() -> None:
    text = written().replace("MOA+43:66975.640", "MOA+43:66,97,5", 1)
    ((message,),) = (each.messages for each in judge_edifact(_body(text), None, LAW, EdifactLimits(), 200))
    record = validation_record(message.judgement, "x.edi", text.encode(), datetime(2026, 7, 10, tzinfo=UTC))
    named = replace(record, submission="sub_1", declaration="dec_1-1", partner="p", message_number="1")
    (place,) = etree.fromstring(render_response(named)).iter("{*}EdifactPlace")
    assert [(etree.QName(each).localname, each.text) for each in place] == [
        ("Interchange", "1"),
        ("Message", "1"),
        ("Reference", "0"),
        ("Segment", "37"),
        ("Tag", "MOA"),
        ("Element", "2"),
        ("Component", "2"),
    ]
    page = findings_html(record, "en").decode()
    assert "interchange 1, message 1 (0), segment 37 (MOA)" in page
    assert message.judgement.findings[0].box == "23"


def _body(text: str) -> EdifactBody:
    return EdifactBody(text.encode("latin-1"), Agreement(), False)


def test_the_law_s_findings_are_the_same_and_point_at_segments() -> None:
    for name in ("import", "verdict", "transit", "export", "import-on-credit"):
        xml = judge((EXAMPLES / f"{name}.xml").read_bytes(), None, LAW, XmlLimits(), 200)
        body = EdifactBody(written(name).encode("latin-1"), Agreement(), False)
        ((edifact,),) = (each.messages for each in judge_edifact(body, None, LAW, EdifactLimits(), 200))
        told = sorted((each.code, each.box, each.article) for each in edifact.judgement.findings)
        assert told == sorted((each.code, each.box, each.article) for each in xml.findings)
        assert edifact.judgement.outcome == xml.outcome
        for each in edifact.judgement.findings:
            assert each.position is not None
            assert each.position.segment is not None
            assert each.position.segment.segment
