"""Faults of segments and of their elements: UCS and UCD. The place is that of the standard: UNH is segment 1, and a
segment's tag element 1."""

from __future__ import annotations

from collections.abc import Iterator

from vectorkit.edifact.base_interchange import HEAD, Edit, add_behind, change, interchange, message, written
from vectorkit.edifact.case import Case, bad_message, case, taken
from vectorkit.edifact.odd import SYNTAX_4, goods

LATIN_A = HEAD.replace("UNOC:3", "UNOA:1")


def segment_cases() -> Iterator[Case]:
    """All of them."""
    yield from _structure()
    yield from _elements()
    yield from _characters()


def _broken(name: str, edit: Edit, *below: str, codes: str) -> Case:
    return case(name, interchange(message(edit)), taken(*bad_message(*below)), codes)


def _structure() -> Iterator[Case]:
    yield _broken("segment-missing", change("BGM"), "UCS+1+13", codes="EDI13")
    yield _broken("section-missing", change("UNS+S"), "UCS+28+13", codes="EDI13")
    yield _broken("segment-not-known", add_behind("LOC+44", "XYZ+1"), "UCS+7+15", codes="EDI15")
    yield _broken("segment-misplaced", add_behind("MOA+43", "MEA+WT+AAD+KGM:1"), "UCS+21+15", codes="EDI15")
    yield _broken("segment-too-often", add_behind("CST++", "CST++004:117:ZZZ"), "UCS+4+35", codes="EDI35")
    documents = [f"DOC+730+{number}" for number in range(11)]
    yield _broken("group-too-often", add_behind("MEA+WT+AAC", *documents), "UCS+20+36", codes="EDI36")
    without_its_first = change("AUT")
    yield _broken("group-without-its-first", without_its_first, "UCS+31+15", codes="EDI15")


def _elements() -> Iterator[Case]:
    long_reference = "BGM+913+KIT-@1@-TROP-LONG-DE-DEUX-SIGNES-+53"
    for name, edit, where, codes in (
        ("element-missing", change("LOC+22", "LOC++411:113:ZZZ"), ("UCS+4", "UCD+13+2"), "EDI13"),
        ("component-missing", change("DTM+137", "DTM+:20260616101422:204"), ("UCS+7", "UCD+13+2:1"), "EDI13"),
        ("value-too-long", change("BGM", long_reference), ("UCS+2", "UCD+39+3:1"), "EDI39"),
        ("letters-in-a-number", change("PAC", "PAC+VINGT++:::SACS"), ("UCS+26", "UCD+37+2"), "EDI37"),
        ("two-decimal-marks", change("MOA+43", "MOA+43:4.790.362:MAD"), ("UCS+20", "UCD+19+2:2"), "EDI19"),
        ("no-digit-before-the-mark", change("MOA+43", "MOA+43:.362:MAD"), ("UCS+20", "UCD+38+2:2"), "EDI38"),
        ("too-many-elements", change("BGM", "BGM+913+KIT-@1@+53+NA+1"), ("UCS+2", "UCD+16+6"), "EDI16"),
        ("too-many-components", change("BGM", "BGM+913+KIT-@1@:::X+53"), ("UCS+2", "UCD+16+3:4"), "EDI16"),
        ("code-not-in-the-list", change("LOC+27", "LOC+QQ+MA:162:5:MAROC"), ("UCS+5", "UCD+12+2"), "EDI12"),
    ):
        yield _broken(name, edit, *where, codes=codes)
    several = change("MOA+43", "MOA+QQQ:CENT:MAD")
    where = ("UCS+20", "UCD+12+2:1", "UCD+37+2:2")
    yield _broken("several-in-one-segment", several, *where, codes="EDI12 EDI37")


def _characters() -> Iterator[Case]:
    accents = interchange(message(goods("POLYÉTHYLÈNE")), head=LATIN_A)
    where = bad_message("UCS+23", "UCD+21+5:1")
    yield case("accent-under-unoa", written(accents, codec="latin-1"), taken(*where), "EDI21")
    small = interchange(message(goods("Granules")), head=LATIN_A)
    yield case("small-letters-under-unoa", small, taken(*where), "EDI21")
    yield case("control-character", interchange(message(goods("A\tB"))), taken(*where), "EDI21")
    broken = written(interchange(message(goods("@")), head=SYNTAX_4)).replace(b"+++@'", b"+++CAF\xe9'")
    yield case("byte-of-no-character", broken, taken(*where), "EDI21")
    trailing = interchange(message(change("LOC+22", "LOC+22+411:113:ZZZ+")), head=SYNTAX_4)
    yield case("trailing-separator-syntax-4", trailing, taken(*bad_message("UCS+4", "UCD+45+4")), "EDI45")
