"""The forms of the acts: both libraries load them, and everything in them has words in three languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import xmlschema
from lxml import etree

from schemas.acts import PAYMENT, acts, form_of, title_of, value_title
from schemas.form import Field, form
from schemas.vocabulary import LANGUAGES
from schemas.words import phrase
from tests.checkout import CHECKOUT

from .messages import ACTS

XSD = CHECKOUT / "schemas" / "xsd"
XS = "{http://www.w3.org/2001/XMLSchema}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
STATUS = "{urn:dumgate:form}status"
KINDS = {
    "registration",
    "assessment",
    "document-request",
    "examination",
    "valuation",
    "visa",
    "transit-note",
    "decision",
    "release",
    "reversal",
    "discharge",
    "extension",
    "certificate-cancellation",
    "dispute",
    "claim-cancellation",
    "credit-account",
    "request-decision",
    "payment",
}
FILES = [*sorted(XSD.joinpath("acts").glob("*.xsd")), XSD / "payment.xsd", XSD / "request.xsd"]


def fields(definition: Field) -> Iterator[Field]:
    """A field and all that it holds, the declaration inside a request aside."""
    yield definition
    for child in definition.children:
        if child.name != "Declaration":
            yield from fields(child)


def test_each_kind_of_act_is_known_by_its_root() -> None:
    assert set(acts().values()) == KINDS
    assert all(form(form_of(kind)).root.tag == tag for tag, kind in acts().items())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_both_libraries_load_it(path: Path) -> None:
    etree.XMLSchema(etree.parse(str(path)))
    loaded = xmlschema.XMLSchema10(str(path), defuse="always", allow="local")
    own = [each for each in loaded.elements.values() if each.target_namespace == loaded.target_namespace]
    assert len(own) == (path.stem != "types")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_type_element_and_code_is_described_in_three_languages(path: Path) -> None:
    tree = etree.parse(str(path))
    described = [each for kind in ("simpleType", "element") for each in tree.iter(f"{XS}{kind}") if each.get("name")]
    for each in [*described, *tree.iter(f"{XS}enumeration")]:
        texts = each.findall(f"{XS}annotation/{XS}documentation")
        assert [text.get(LANG) for text in texts] == ["fr", "en", "ar"], each.attrib
        assert all((text.text or "").strip() for text in texts)
        assert texts[2].get(STATUS) == "unreviewed"


@pytest.mark.parametrize("name", [*sorted(KINDS - {PAYMENT}), PAYMENT, "request"])
def test_every_field_has_its_title_and_says_what_is_expected(name: str) -> None:
    root = form(name if name == "request" else form_of(name)).root
    for field in fields(root):
        assert set(field.titles) == set(LANGUAGES), field.name
        assert field.kind == "group" or set(field.expected) == set(LANGUAGES), field.name


def test_the_declaration_in_a_request_has_the_title_of_its_own_form() -> None:
    (inside,) = (each for each in form("request").root.children if each.name == "Declaration")
    assert inside.titles == form("dum").root.titles
    assert [each.tag for each in inside.children] == [each.tag for each in form("dum").root.children]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_act_has_one_name(kind: str) -> None:
    named = {language: title.replace("’", "'") for language, title in title_of(kind).items()}
    assert named == phrase(f"act.{kind}")


def test_a_code_is_shown_by_its_title_and_anything_else_as_it_is() -> None:
    assert value_title("examination", "method_code", "VP")["fr"] == "Visite physique"
    assert value_title("transit-note", "seal", ["MA1", "MA2"])["ar"] == "MA1, MA2"


def test_each_kind_has_an_example() -> None:
    assert set(ACTS) == KINDS
