"""What the tests of the law read: the XSD as a tree and in both libraries, and the examples."""

from __future__ import annotations

import csv
from functools import lru_cache

import xmlschema
from lxml import etree

from tests.checkout import CHECKOUT

XSD = CHECKOUT / "schemas" / "xsd" / "dum.xsd"
CODELISTS = CHECKOUT / "schemas" / "tables" / "codelists"
EXAMPLES = CHECKOUT / "examples"
XS = "{http://www.w3.org/2001/XMLSchema}"
FORM = "{urn:dumgate:form}"
DUM = "{urn:dumgate:dum:1}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

SOUND = sorted(path for path in EXAMPLES.glob("*.xml") if path.name != "faulty.xml")


@lru_cache
def tree() -> etree._Element:
    """The XSD as an XML tree."""
    return etree.parse(str(XSD)).getroot()


@lru_cache
def libxml2() -> etree.XMLSchema:
    """The XSD as lxml judges by it."""
    return etree.XMLSchema(file=str(XSD))


@lru_cache
def xmlschema10() -> xmlschema.XMLSchema10:
    """The XSD as xmlschema judges by it."""
    return xmlschema.XMLSchema10(str(XSD))


def both(root: etree._Element) -> tuple[bool, bool]:
    """The verdicts of lxml and of xmlschema on one document."""
    return libxml2().validate(root), xmlschema10().is_valid(root)


def documentation(node: etree._Element, part: str | None = None) -> dict[str, etree._Element]:
    """The xs:documentation elements of a declaration in the XSD, by language; a language twice is an error.

    Without `part` those of its title (or of what its value must be), with "help" those that say how to fill it.
    """
    parts = [each for each in node.findall(f"{XS}annotation/{XS}documentation") if each.get(f"{FORM}part") == part]
    found = {str(part.get(LANG)): part for part in parts}
    assert len(found) == len(parts)
    return found


def filled(type_name: str, tag: str) -> etree._Element:
    """An element of a type of the XSD with each of its children once, its leaves with the examples of the XSD."""
    element = etree.Element(DUM + tag)
    for child in tree().iterfind(f"{XS}complexType[@name='{type_name}']/{XS}sequence/{XS}element"):
        inner = filled(str(child.get("type")).removeprefix("dum:"), str(child.get("name")))
        inner.text = child.get(f"{FORM}example")
        element.append(inner)
    return element


def codes_of(codelist: str) -> set[str]:
    """All codes of a code list, whatever their days; read as plain CSV."""
    lines = (CODELISTS / f"{codelist}.csv").read_text(encoding="utf-8-sig").splitlines()
    return {row["code"] for row in csv.DictReader(line for line in lines if line and not line.startswith("#"))}


def example(name: str) -> etree._Element:
    """The root of an example."""
    return etree.parse(str(EXAMPLES / name)).getroot()
