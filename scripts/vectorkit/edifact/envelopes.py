"""Faults of the interchange, of its groups and of the messages' own envelopes: UCI, UCF and UCM."""

from __future__ import annotations

from collections.abc import Iterator

from vectorkit.edifact.base_interchange import (
    CUSDEC,
    GROUP_HEAD,
    HEAD,
    add_behind,
    change,
    group,
    interchange,
    message,
    second,
    written,
)
from vectorkit.edifact.case import Case, bad_group, bad_message, case, refused, taken

SOUND = interchange(message())


def envelope_cases() -> Iterator[Case]:
    """All of them."""
    yield from _no_interchange()
    yield from _headers()
    yield from _trailers()
    yield from _groups()
    yield from _messages()


def _no_interchange() -> Iterator[Case]:
    yield Case("no-interchange", b"Bonjour,\nle fichier suit demain.\n", {}, "EDI00")
    before = b"De : KIT\nObjet : DUM\n\n" + written(second(SOUND))
    yield Case("words-before", before, {2: taken(reference="@2@")}, "EDI00")
    yield case("una-of-one-character", written(SOUND, una="UNA:::? '"), refused("20+UNA"), "EDI20")


def _headers() -> Iterator[Case]:
    for name, head, why, codes in (
        ("charset-not-taken", HEAD.replace("UNOC", "UNOX"), "2+UNB+2:1", "EDI02"),
        ("syntax-not-known", HEAD.replace("UNOC:3", "UNOC:9"), "2+UNB+2:2", "EDI02"),
        ("unb-without-a-date", HEAD.replace("260616:1014", ""), "13+UNB+5", "EDI13"),
        ("unb-date-too-short", HEAD.replace("260616", "2606"), "40+UNB+5:1", "EDI40"),
        ("unb-letter-for-a-number", HEAD.replace("++++1", "++++O"), "37+UNB+10", "EDI37"),
        ("unb-too-long", HEAD.replace("++++1", "++TRANSIT-2026-06++1"), "39+UNB+8", "EDI39"),
    ):
        yield case(name, interchange(message(), head=head), refused(why), codes)
    other = HEAD.replace("DUMGATE", "AUTRE")
    answer = refused("7+UNB+4:1", parties="KIT:ZZZ+AUTRE:ZZZ")
    yield case("for-another", interchange(message(), head=other), answer, "EDI07")
    fourth = HEAD.replace("UNOC:3", "UNOX:4").replace("260616", "20260616")
    yield case("charset-not-taken-syntax-4", interchange(message(), head=fourth), refused("46+UNB+2:1"), "EDI46")
    again = [*SOUND, *second(SOUND)]
    twice = written(again).replace(b"UNB+UNOC:3+KIT:ZZZ+DUMGATE:ZZZ+260616:1014+@2@", HEAD.encode()[:-5])
    twice = twice.replace(b"UNZ+1+@2@", b"UNZ+1+@1@")
    yield Case("interchange-twice", twice, {1: taken(), 2: refused("26+UNB+6")}, "EDI26")


def _trailers() -> Iterator[Case]:
    yield case("unz-missing", SOUND[:-1], refused("13+UNZ"), "EDI13")
    yield case("unz-count", [*SOUND[:-1], "UNZ+2+@1@"], refused("29+UNZ+2"), "EDI29")
    yield case("unz-reference", [*SOUND[:-1], "UNZ+1+20260601000001"], refused("28+UNZ+3"), "EDI28")
    cut = written(SOUND)
    cut = cut[: cut.index(b"TEREPHTALATE")]
    without_unt = bad_message(why="13+UNT")
    yield case("cut-off", cut, refused("13+UNZ", *without_unt), "EDI13 EDI13")
    both = written([*SOUND[:-1], *second(SOUND)])
    yield Case("unz-missing-then-another", both, {1: refused("13+UNZ"), 2: taken(reference="@2@")}, "EDI13")
    yield case("nothing-inside", interchange(), refused("32+UNB"), "EDI32")
    loose = [*SOUND[:-1], "FTX+AAA+++APRES LE MESSAGE", SOUND[-1]]
    yield case("segment-outside", loose, refused("33"), "EDI33")
    yield case("unt-without-a-message", [*SOUND[:-1], "UNT+33+1", SOUND[-1]], refused("15+UNT"), "EDI15")
    yield case("une-without-a-group", [*SOUND[:-1], "UNE+1+1", SOUND[-1]], refused("15+UNE"), "EDI15")


def _groups() -> Iterator[Case]:
    sound = group(message())
    both = [*interchange(sound, message(reference="2"))[:-1], "UNZ+1+@1@"]
    yield case("groups-and-messages", both, refused("30+UNH"), "EDI30")
    for name, end, why, codes in (
        ("une-count", "UNE+2+1", "29+UNE+2", "EDI29"),
        ("une-reference", "UNE+1+2", "28+UNE+3", "EDI28"),
    ):
        yield case(name, interchange([*sound[:-1], end]), taken(*bad_group(why)), codes)
    yield case("group-empty", interchange(group()), taken(*bad_group("32+UNG")), "EDI32")
    yield case("group-twice", interchange(sound, sound), taken(*bad_group("26+UNG+6")), "EDI26")
    yield case("une-missing", interchange(sound[:-1]), taken(*bad_group("13+UNE")), "EDI13")
    orders = message(reference="2", kind="ORDERS:D:96B:UN:MADUM1")
    other = bad_message(why="12+UNH+3:1", reference="2", kind="ORDERS:D:96B:UN:MADUM1")
    mixed = bad_group("31+UNH+3:1", *other)
    yield case("group-of-two-types", interchange(group(message(), orders)), taken(*mixed), "EDI31 EDI31 EDI12")
    wrong = GROUP_HEAD.replace("+UN+", "+UNO+")
    yield case("ung-too-long", interchange(group(message(), head=wrong)), taken(*bad_group("39+UNG+7")), "EDI39")


def _messages() -> Iterator[Case]:
    for name, kind, why, codes in (
        ("type-not-known", CUSDEC.replace("CUSDEC", "CUSDEK"), "12+UNH+3:1", "EDI12"),
        ("release-not-taken", CUSDEC.replace("96B", "99B"), "3+UNH+3:3", "EDI03"),
        ("profile-not-agreed", CUSDEC.replace("MADUM1", "MADUM9"), "14+UNH+3:5", "EDI14"),
    ):
        yield case(name, interchange(message(kind=kind)), taken(*bad_message(why=why, kind=kind)), codes)
    said = bad_message(why="13+UNH+3:3", kind=CUSDEC.replace("96B", "-"))
    without = message(kind=CUSDEC.replace("96B", ""))
    yield case("unh-without-a-release", interchange(without), taken(*said), "EDI13")
    for name, end, why, codes in (
        ("unt-count", "UNT+34+1", "29+UNT+2", "EDI29"),
        ("unt-reference", "UNT+33+2", "28+UNT+3", "EDI28"),
    ):
        yield case(name, interchange([*message()[:-1], end]), taken(*bad_message(why=why)), codes)
    yield case("unt-missing", interchange(message()[:-1]), taken(*bad_message(why="13+UNT")), "EDI13")
    answer = ["UNH+1+CUSRES:D:96B:UN:MADUM1", "BGM+962+DUM-1+29", "UNT+3+1"]
    not_here = bad_message(why="14+UNH+3:1", kind=CUSDEC.replace("CUSDEC", "CUSRES"))
    yield case("message-for-others", interchange(answer), taken(*not_here), "EDI14")
    twice = bad_message(why="26+UNH+2")
    yield case("message-twice", interchange(message(), message()), taken(*twice), "EDI26")
    broken = message(change("LOC+22", "LOC++411:113:ZZZ"))
    beside = interchange(
        broken, message(reference="2"), message(add_behind("CST++", "CST++004:117:ZZZ"), reference="3")
    )
    both = (*bad_message("UCS+4", "UCD+13+2"), *bad_message("UCS+4+35", reference="3"))
    yield case("bad-beside-good", beside, taken(*both), "EDI13 EDI35")
