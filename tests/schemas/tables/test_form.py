"""The form: 41 boxes and A-H with their titles; how to fill each element, with an example, in three languages."""

from __future__ import annotations

import re

import pytest
from lxml import etree
from stdnum.ma import ice

from .sources import (
    DUM,
    FORM,
    SOUND,
    XS,
    both,
    codes_of,
    documentation,
    example,
    filled,
    libxml2,
    tree,
    xmlschema10,
)

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
# The elements of a box that has several, in the order of the XSD.
SHARED = {
    "1": ["Regime", "CategoryCode", "VersionNumber"],
    "4": ["CustomsOffice", "Arrondissement"],
    "15": ["TransportMeans", "Seal"],
    "38": ["AdditionalInformation", "TradeAgreementCode", "ImportEngagement"],
}
# What was added to the form of 1992 after the first version of this namespace, by the type that it stands in.
ADDITIONS = {
    "Declaration": ["CategoryCode", "VersionNumber", "Arrondissement", "Seal"],
    "OtherPerson": ["GuaranteeTypeCode", "GuaranteeReference"],
    "Declarant": ["ApprovalNumber", "RepertoryNumber"],
    "TransportDocument": ["LoadingPlaceCode"],
    "Invoice": ["InvoiceQuantity"],
    "GoodsItem": ["TradeAgreementCode", "ImportEngagement"],
    "Packages": ["KindCode"],
    "PreviousDocument": ["ArticleNumber"],
    "AccountingData": ["ReleaseDateTime"],
    "Attachment": ["DocumentTypeCode", "ArticleNumber"],
}
LISTS = {
    "CategoryCode": "dum_categories",
    "CustomsOffice": "offices",
    "Regime": "regimes",
    "DestinationOffice": "offices",
    "RCCentre": "rc_centres",
    "GuaranteeTypeCode": "guarantee_types",
    "Code": "countries",
    "NationalityCode": "countries",
    "ModeCode": "transport_modes",
    "IncotermCode": "incoterms",
    "LoadingPlaceCode": "places",
    "CurrencyCode": "currencies",
    "PaymentMethodCode": "payment_methods",
    "KindCode": "package_kinds",
    "UnitCode": "units",
    "TradeAgreementCode": "trade_agreements",
    "Country": "countries",
    "TypeCode": "duty_types",
    "DocumentTypeCode": "document_types",
}
# Arabic whose form was found in a source; all the rest is this project's translation.
REVIEWED = {"التعريف الموحد للمقاولة", "رقم السجل التجاري"}
ARABIC = re.compile("[\u0621-\u064a]")
ELEMENTS = tree().findall(f".//{XS}element")
SIMPLE_TYPES = tree().findall(f"{XS}simpleType")
LEAVES = [node for node in ELEMENTS if xmlschema10().types[str(node.get("type")).removeprefix("dum:")].is_simple()]
LONGEST_HELP = 40


def name_of(node: etree._Element) -> str:
    return str(node.get("name"))


def test_both_libraries_load_it() -> None:
    assert libxml2() is not None
    assert list(xmlschema10().elements) == ["Declaration"]
    assert xmlschema10().target_namespace == "urn:dumgate:dum:1"


def elements_by_box() -> dict[str, list[etree._Element]]:
    found: dict[str, list[etree._Element]] = {}
    for node in ELEMENTS:
        if box := node.get(f"{FORM}box"):
            found.setdefault(box, []).append(node)
    return found


def test_each_box_has_its_elements() -> None:
    names = {box: [name_of(node) for node in nodes] for box, nodes in elements_by_box().items()}
    assert set(names) == set(TITLES)
    assert {box: each for box, each in names.items() if len(each) > 1} == SHARED


def test_the_first_element_of_a_box_has_the_title_of_the_form() -> None:
    assert {box: documentation(nodes[0])["fr"].text for box, nodes in elements_by_box().items()} == TITLES


@pytest.mark.parametrize("node", [*ELEMENTS, *SIMPLE_TYPES], ids=name_of)
def test_words_in_three_languages(node: etree._Element) -> None:
    words = documentation(node)
    assert set(words) == {"fr", "en", "ar"}
    assert all(part.text and part.text == " ".join(part.text.split()) for part in words.values())
    assert ARABIC.search(words["ar"].text or "")
    unreviewed = {language for language, part in words.items() if part.get(f"{FORM}status") == "unreviewed"}
    assert unreviewed == (set() if words["ar"].text in REVIEWED else {"ar"})


@pytest.mark.parametrize("node", ELEMENTS, ids=name_of)
def test_help_in_three_languages(node: etree._Element) -> None:
    words = documentation(node, "help")
    assert set(words) == {"fr", "en", "ar"}
    for language, part in words.items():
        text = part.text or ""
        assert text == " ".join(text.split()) and text.endswith("."), text
        assert len(text.split()) <= LONGEST_HELP, text
        assert bool(ARABIC.search(text)) == (language == "ar")
        assert not re.search("[٠-٩]", text)
        assert part.get(f"{FORM}status") == ("unreviewed" if language == "ar" else None)


def test_help_says_who_stands_in_boxes_2_and_8() -> None:
    """On import, on export and in a transfer, in this order."""
    boxes = {box: documentation(elements_by_box()[box][0], "help")["en"].text or "" for box in ("2", "8")}
    assert re.search("import the consignor.+export the exporter.+transfer.+transferor", boxes["2"])
    assert re.search("import the importer.+export the consignee.+transfer the transferee", boxes["8"])


def test_every_leaf_has_an_example_and_no_group_has() -> None:
    assert [node for node in ELEMENTS if node.get(f"{FORM}example") is not None] == LEAVES


@pytest.mark.parametrize("node", LEAVES, ids=name_of)
def test_the_example_is_a_value_of_its_type(node: etree._Element) -> None:
    assert xmlschema10().types[str(node.get("type")).removeprefix("dum:")].is_valid(node.get(f"{FORM}example"))


@pytest.mark.parametrize("node", [node for node in LEAVES if node.get(f"{FORM}list")], ids=name_of)
def test_the_example_of_a_code_stands_in_its_list(node: etree._Element) -> None:
    assert node.get(f"{FORM}example") in codes_of(str(node.get(f"{FORM}list")))


def test_codes_have_their_list() -> None:
    assert {name_of(node): node.get(f"{FORM}list") for node in ELEMENTS if node.get(f"{FORM}list")} == LISTS
    assert all(node.get(f"{FORM}list") for node in LEAVES if name_of(node) in set(LISTS) - {"Country"})


def test_the_examples_fit_together() -> None:
    """One declaration of all examples: valid, its identifiers pass their check, its boxes agree."""
    root = filled("Declaration", "Declaration")
    assert both(root) == (True, True)
    values = {str(leaf.tag).removeprefix(DUM): leaf.text or "" for leaf in root if leaf.text}
    assert values["Arrondissement"].startswith(values["CustomsOffice"])
    assert values["TotalDeclaredValue"] == root.findtext(f"{DUM}GoodsItem/{DUM}DeclaredValue")
    assert values["TotalNetMass"] == root.findtext(f"{DUM}GoodsItem/{DUM}NetMass")
    numbers = [leaf.text or "" for leaf in root.iter(f"{DUM}ICE")]
    assert len(numbers) == 4 and all(ice.is_valid(number) for number in numbers)


def without_additions(root: etree._Element) -> set[str]:
    """Take all additions out of a declaration; their names."""
    names = {name for each in ADDITIONS.values() for name in each}
    gone = [element for element in root.iter(etree.Element) if etree.QName(element).localname in names]
    for element in gone:
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)
    return {etree.QName(element).localname for element in gone}


def test_additions_may_be_missing() -> None:
    for type_name, names in ADDITIONS.items():
        for name in names:
            (node,) = tree().findall(f"{XS}complexType[@name='{type_name}']/{XS}sequence/{XS}element[@name='{name}']")
            assert node.get("minOccurs") == "0", name
    root = filled("Declaration", "Declaration")
    assert without_additions(root) == {name for each in ADDITIONS.values() for name in each}
    assert both(root) == (True, True)


def test_an_example_without_additions_is_valid() -> None:
    taken = set()
    for path in SOUND:
        root = example(path.name)
        taken |= without_additions(root)
        assert both(root) == (True, True), path.name
    assert {"CategoryCode", "Arrondissement", "Seal", "LoadingPlaceCode", "KindCode", "DocumentTypeCode"} <= taken


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
