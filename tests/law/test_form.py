"""The form: 41 boxes and A-H, each once, with its titles; what a value must be, in three languages."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from lxml import etree

from .sources import FORM, XS, documentation, libxml2, tree, xmlschema10

TITLES = {
    "1": "Déclaration",
    "2": "Exportateur/Expéditeur",
    "3": "Nombre total des articles",
    "4": "Code du bureau",
    "5": "Nombre de formules",
    "6": "Poids brut total",
    "7": "Poids net total",
    "8": "Importateur/Destinataire",
    "9": "Autre personne concernée",
    "10": "Déclarant",
    "11": "Pays de provenance",
    "12": "N° code de l'importateur/exportateur",
    "13": "Pays d'origine",
    "14": "Pays de destination",
    "15": "Moyen de transport au départ/à l'arrivée",
    "16": "Conditions de livraison",
    "17": "Nature et numéro du titre de transport",
    "18": "Monnaie et montant total facturé",
    "19": "Taux de change",
    "20": "Fret",
    "21": "Nouveau moyen de transport après transbordement",
    "22": "Assurance",
    "23": "Valeur totale déclarée",
    "24": "Date d'arrivée",
    "25": "Localisation des marchandises",
    "26": "Code bureau destination",
    "27": "Renseignements financiers et bancaires",
    "28": "Colis et désignation des marchandises",
    "29": "Numéro d'ordre de l'article",
    "30": "Code marchandises",
    "31": "Valeur déclarée",
    "32": "Unités complémentaires",
    "33": "Poids net",
    "34": "AP ou SP",
    "35": "Taux de déchet",
    "36": "Pays d'origine",
    "37": "Déclaration sommaire/document précédent",
    "38": "Autres renseignements",
    "39": "Lieu date et signature du soumissionnaire",
    "40": "Lieu date et signature de la caution",
    "41": "Lieu et date de l'établissement nom et signature du déclarant",
    "A": "Enregistrement",
    "B": "Liquidation des droits et taxes",
    "C": "Total déclaration",
    "D": "Visa de l'inspecteur",
    "E": "Données comptables",
    "F": "Résultat de la vérification",
    "G": "Résultat de la vérification (Transit)",
    "H": "Cadre réservé aux soumissions décisions etc.",
}
# Arabic whose form was found in a source; all the rest is this project's translation.
REVIEWED = {"التعريف الموحد للمقاولة", "رقم السجل التجاري"}
ARABIC = re.compile("[\u0621-\u064a]")
ELEMENTS = tree().findall(f".//{XS}element")
SIMPLE_TYPES = tree().findall(f"{XS}simpleType")


def name_of(node: etree._Element) -> str:
    return str(node.get("name"))


def test_both_libraries_load_it() -> None:
    assert libxml2() is not None
    assert list(xmlschema10().elements) == ["Declaration"]
    assert xmlschema10().target_namespace == "urn:dumgate:dum:1"


def test_each_box_stands_once() -> None:
    boxes = Counter(node.get(f"{FORM}box") for node in tree().iter() if node.get(f"{FORM}box"))
    assert boxes == dict.fromkeys(TITLES, 1)


def test_boxes_have_the_titles_of_the_form() -> None:
    boxes = {node.get(f"{FORM}box"): documentation(node)["fr"].text for node in ELEMENTS if node.get(f"{FORM}box")}
    assert boxes == TITLES


@pytest.mark.parametrize("node", [*ELEMENTS, *SIMPLE_TYPES], ids=name_of)
def test_words_in_three_languages(node: etree._Element) -> None:
    words = documentation(node)
    assert set(words) == {"fr", "en", "ar"}
    assert all(part.text and part.text == " ".join(part.text.split()) for part in words.values())
    assert ARABIC.search(words["ar"].text or "")
    unreviewed = {language for language, part in words.items() if part.get(f"{FORM}status") == "unreviewed"}
    assert unreviewed == (set() if words["ar"].text in REVIEWED else {"ar"})


@pytest.mark.parametrize("node", SIMPLE_TYPES, ids=name_of)
def test_expected_words_have_an_example_or_name_every_value(node: etree._Element) -> None:
    words = {language: part.text or "" for language, part in documentation(node).items()}
    closed = [value.get("value", "") for value in node.findall(f".//{XS}enumeration")]
    marks = {"fr": "(ex. ", "en": "(e.g. ", "ar": "(مثال: "}
    for language, text in words.items():
        assert all(value in text for value in closed) if closed else marks[language] in text


@pytest.mark.parametrize("node", SIMPLE_TYPES, ids=name_of)
def test_the_example_in_the_words_is_valid(node: etree._Element) -> None:
    simple_type = xmlschema10().types[node.get("name")]
    for part in documentation(node).values():
        given = re.search(r"\((?:ex\. |e\.g\. |مثال: )(.+?)\)$", part.text or "")
        if given and "…" not in given[1]:
            assert simple_type.is_valid(given[1]), given[1]


def test_only_flat_sequences_and_named_leaves() -> None:
    used = {node.tag for node in tree().iter(etree.Element)} - {f"{XS}annotation", f"{XS}documentation"}
    plain = {"schema", "element", "complexType", "sequence", "simpleType", "restriction", "pattern", "enumeration"}
    facets = {"minLength", "maxLength", "minInclusive", "maxInclusive", "minExclusive", "maxExclusive"}
    assert used == {XS + tag for tag in plain | facets | {"totalDigits", "fractionDigits"}}
    named = {f"dum:{name_of(node)}" for node in tree() if node.tag in (f"{XS}complexType", f"{XS}simpleType")}
    assert {node.get("type") for node in ELEMENTS} == named
    for complex_type in tree().findall(f"{XS}complexType"):
        assert [child.tag for child in complex_type] == [f"{XS}sequence"]


def test_only_these_groups_may_be_empty() -> None:
    may_be_empty = set()
    for complex_type in tree().findall(f"{XS}complexType"):
        if all(child.get("minOccurs") == "0" for child in complex_type.iter(f"{XS}element")):
            may_be_empty.add(complex_type.get("name"))
    assert may_be_empty == {"Declarant", "Destination", "FinancialData", "AccountingData", "ExaminationResult"}


@pytest.mark.parametrize("node", SIMPLE_TYPES, ids=name_of)
def test_values_are_bounded(node: etree._Element) -> None:
    """No leaf takes a value of any length, and no pattern takes other digits than 0-9."""
    facets = {facet.tag.removeprefix(XS): facet.get("value", "") for facet in node.iterfind(f"{XS}restriction/*")}
    assert r"\d" not in facets.get("pattern", "") and r"\w" not in facets.get("pattern", "")
    assert xmlschema10().types[node.get("name")].white_space == "collapse"
    length = int(facets.get("maxLength", 0))
    assert length <= 512
    if not length and "enumeration" not in facets:
        assert not re.search(r"[*+]", facets["pattern"])
    if length:
        assert facets["minLength"] == "1"
