"""The head of an interchange: UNA and UNB, what they choose, and whether it was agreed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from parsers.edifact.charsets import Charset, charset
from parsers.edifact.interchange_records import Agreement, Interchange
from parsers.edifact.segment import Script, Segment, ServiceCharacters
from parsers.edifact.segment_faults import Fault
from parsers.edifact.values import Checker
from schemas.edifact_directory import directory

DEFAULT = ServiceCharacters()
SYNTAX_CHOICE = ("0001", "0002")
"""The elements of UNB that are judged here, not by their list: more repertoires are read than syntax 3 has."""


def service_characters(una: bytes) -> ServiceCharacters | None:
    """What a UNA (nine bytes) says; the fifth character as repetition, for syntax 4. None where it cannot be so.

    Blank means no release and no repetition. The separators, the release character and the terminator must differ, and
    be neither letters, digits nor beyond ASCII: nothing could be told apart by them. The decimal mark is a point, a
    comma, or (syntax 4 asks for none) a blank.
    """
    text = una[3:9].decode("latin-1")
    component, element, decimal, release, repetition, terminator = list(text)
    told_apart = component + element + terminator + release.strip(" ") + repetition.strip(" ")
    if len(set(told_apart)) != len(told_apart):
        repetition = " "
        told_apart = component + element + terminator + release.strip(" ")
    if (
        len(set(told_apart)) != len(told_apart)
        or not text.isascii()
        or any(character.isalnum() for character in told_apart)
        or " " in (component, element, terminator)
        or decimal not in "., "
    ):
        return None
    return ServiceCharacters(component, element, decimal, release.strip(" "), repetition.strip(" "), terminator)


def open_interchange(
    raw: bytes, offset: int, number: int, una: ServiceCharacters | None, agreement: Agreement
) -> tuple[Interchange, Script]:
    """The interchange that a UNB begins, with the faults of UNB, and how what follows is to be read."""
    characters = una or DEFAULT
    first = Segment("UNB", raw, offset, 0, Script(replace(characters, repetition=""), _any()))
    syntax, version = first.value(2, 1), first.value(2, 2)
    known_version = version in ("1", "2", "3", "4")
    fourth = version == "4"
    if not fourth:
        characters = replace(characters, repetition="")
    elif una is None:
        characters = replace(characters, repetition="*")
    repertoire = charset(syntax, agreement.latin1)
    script = Script(characters, repertoire or _any())
    header = Segment("UNB", raw, offset, 0, script)
    interchange = Interchange(
        number=number,
        offset=offset,
        header=header,
        syntax=syntax,
        syntax_version=int(version) if known_version else 3,
        characters=characters,
        codec=script.charset.codec,
        sender=_element(header, 3),
        recipient=_element(header, 4),
        reference=header.value(6),
        acknowledgement_request=header.value(10).replace("0", ""),
        test=header.value(12).replace("0", ""),
        directory="syntax4" if fourth else "syntax3",
    )
    if syntax and repertoire is None:
        code = 46 if fourth else 2
        interchange.faults.append(Fault("UCI", code, header.place_of(2, 1), None, "UNB", 2, 1, None, syntax[:100]))
    if version and not known_version:
        interchange.faults.append(Fault("UCI", 2, header.place_of(2, 2), None, "UNB", 2, 2, None, version[:100]))
    table = directory(interchange.directory).segments["UNB"]
    for fault in Checker(script, fourth).faults(header, table, "UCI"):
        judged_here = fault.facts.get("item") in SYNTAX_CHOICE and fault.code != 13
        if not judged_here and not is_usual(fault):
            interchange.faults.append(fault)
    interchange.faults.extend(_not_agreed(interchange, header, agreement))
    return interchange, script


def is_usual(fault: Fault) -> bool:
    """What many senders do though the standard does not: a date without the century in syntax 4, and with it before
    (UNB and UNG), and 0 for "not asked" where 0031 has only 1. Nothing is lost by it."""
    item, value = fault.facts.get("item"), fault.value or ""
    other_date = item == "0017" and fault.code in (39, 40) and len(value) in (6, 8) and value.isdecimal()
    return other_date or (item in ("0031", "0035") and fault.code == 12 and value == "0")


def _not_agreed(interchange: Interchange, header: Segment, agreement: Agreement) -> Iterator[Fault]:
    """For whom, from whom, and whether a test: against what was agreed."""
    for code, element, agreed in ((23, 3, agreement.sender), (7, 4, agreement.own)):
        if agreed is not None and (header.value(element, 1), header.value(element, 2)) != agreed:
            value = header.value(element, 1)[:100]
            facts = {"expected": ":".join(agreed).rstrip(":")}
            yield Fault("UCI", code, header.place_of(element), None, "UNB", element, 1, None, value, facts)
    if interchange.test and not agreement.tests:
        yield Fault("UCI", 25, header.place_of(12), None, "UNB", 12, None, None, interchange.test[:100])


def _element(segment: Segment, element: int) -> list[str]:
    """All components of an element, as sent."""
    elements = segment.elements
    return list(elements[element - 2]) if element - 2 < len(elements) else []


def _any() -> Charset:
    """What an interchange is read in whose own repertoire is not known."""
    found = charset("UNOC")
    if found is None:
        raise LookupError("UNOC")
    return found
