"""What the tests of the law read: the XSD as a tree and in both libraries, and the examples."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import xmlschema
from lxml import etree

ROOT = Path(__file__).parents[2]
XSD = ROOT / "schemas" / "xsd" / "dum.xsd"
EXAMPLES = ROOT / "examples"
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


def documentation(node: etree._Element) -> dict[str, etree._Element]:
    """The xs:documentation elements of a declaration in the XSD, by language; a language twice is an error."""
    parts = node.findall(f"{XS}annotation/{XS}documentation")
    found = {str(part.get(LANG)): part for part in parts}
    assert len(found) == len(parts)
    return found


def example(name: str) -> etree._Element:
    """The root of an example."""
    return etree.parse(str(EXAMPLES / name)).getroot()
