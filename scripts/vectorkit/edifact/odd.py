"""Interchanges that look odd and are sound, or are read with a warning."""

from __future__ import annotations

from collections.abc import Iterator

from vectorkit.edifact.base_interchange import (
    HEAD,
    Edit,
    add_behind,
    change,
    group,
    interchange,
    message,
    second,
    written,
)
from vectorkit.edifact.case import Case, case, taken

MARK = b"\xef\xbb\xbf"
SYNTAX_4 = "UNB+UNOY:4+KIT:ZZZ+DUMGATE:ZZZ+20260616:1014+@1@++++1"
FIRST_GOODS = "FTX+AAA"
ODD_CHARACTERS = str.maketrans({"+": "|", ":": "~", ".": ",", "?": "!"})


def goods(text: str) -> Edit:
    """Other words in the description of the goods (segment 23, element 5)."""
    return change(FIRST_GOODS, f"{FIRST_GOODS}+++{text}")


def odd_cases() -> Iterator[Case]:
    """All of them."""
    sound = interchange(message())
    yield case("sound", sound, taken())
    yield case("sound-one-line", written(sound, end="'"), taken())
    yield case("sound-cr-lf", written(sound, end="'\r\n"), taken())
    yield case("sound-released", interchange(message(goods("A?+B ?: L?'EAU ??"))), taken())
    odd = [segment.translate(ODD_CHARACTERS) for segment in sound]
    yield case("sound-odd-una", written(odd, una="UNA~|,! ^", end="^\n"), taken())
    yield case("sound-trailing-separators", interchange(message(change("LOC+22", "LOC+22+411:113:ZZZ:++"))), taken())
    arabic = interchange(message(goods("حبيبات ?*")), head=SYNTAX_4)
    yield case("sound-arabic", written(arabic, codec="utf-8"), taken())
    yield case("sound-group", interchange(group(message(), message(reference="2"))), taken())
    yield case("sound-two-messages", interchange(message(), message(reference="2")), taken())
    routed = HEAD.replace("KIT:ZZZ", "KIT:ZZZ:RETOUR")
    answer = taken(parties="KIT:ZZZ:RETOUR+DUMGATE:ZZZ")
    yield case("sound-reverse-routing", interchange(message(), head=routed), answer)
    both = {1: taken(), 2: taken(reference="@2@")}
    yield Case("sound-two-interchanges", written([*sound, *second(sound)]), both)
    control = [
        "UNH+1+CONTRL:D:3:UN",
        "UCI+20260601000001+DUMGATE:ZZZ+KIT:ZZZ+7",
        "UNT+3+1",
    ]
    yield Case("control-comes", written(interchange(control)), {})
    yield case("mark", MARK + written(sound), taken(), "EDI82")
    seal = add_behind("MEA+WT+AAC", "EQD+CN+MSKU1234565")
    yield case("segment-without-a-box", interchange(message(seal)), taken(), "EDI80")
    mass = add_behind("CNT+5", "CNT+7:439.590")
    yield case("control-total-differs", interchange(message(mass)), taken(), "EDI84")
    office = add_behind("LOC+22", "LOC+22+400:113:ZZZ")
    yield case("box-twice", interchange(message(office)), taken(), "EDI83")
    tonnes = change("MEA+WT+AAD", "MEA+WT+AAD+TNE:438.590")
    yield case("unit-of-another", interchange(message(tonnes)), taken(), "EDI86")
    invoice = add_behind("MEA+WT+AAC", "DOC+380+FAC-1")
    yield case("invoice-for-a-transport-document", interchange(message(invoice)), taken(), "EDI80")
    minutes = change("DTM+137", "DTM+137:202606161014:203")
    yield case("sound-time-without-seconds", interchange(message(minutes)), taken())
