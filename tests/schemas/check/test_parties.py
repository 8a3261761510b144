"""Persons, transport and payment: sound declarations that look unusual, on which nothing is said."""

from __future__ import annotations

import pytest

from .cases_parties import CREDIT, PERSON, PRINCIPAL
from .judged import judged
from .papers import LAYOUTS, Node
from .rule_cases import ADMISSION, EXPORT, IMPORT, TRANSIT, Break, drop, put, put_in
from .samples import sample


def codes(name: str, *changes: Break) -> list[str]:
    root = sample(name)
    for change in changes:
        change(root)
    return [each.code for each in judged(root, LAYOUTS[1])[1].findings]


@pytest.mark.parametrize(
    "name",
    ["BAHIA ARTS DE LA TABLE", "Sté. BAHIA Arts de la Table S.A.R.L.", "Bahîa arts", "BAHIA  ARTS-DE-LA-TABLE (SARL)"],
)
def test_a_name_may_be_written_in_several_ways(name: str) -> None:
    person = Node("OtherPerson", [Node("Name", text=name), Node("ICE", text="002841907000070")])
    assert codes(IMPORT, put_in("", "Declarant", person), put_in("", "DeclarantSignature", PRINCIPAL)) == []


@pytest.mark.parametrize("name", ["ARTS", "BAHIA TRADING", "بهية"])
def test_a_short_word_in_common_is_no_common_name(name: str) -> None:
    person = Node("OtherPerson", [Node("Name", text=f"{name} SARL"), Node("ICE", text="001730466000087")])
    changes = (put_in("", "Declarant", person), put_in("", "DeclarantSignature", PRINCIPAL))
    assert codes(IMPORT, *changes, put(Declarant__Name="LE DETROIT SARL")) == ["ICE-3"]


def test_a_foreign_firm_may_have_a_register_number_without_centre_and_ice() -> None:
    assert codes(IMPORT, put_in("Exporter", None, Node("RC", text="MI-2041877"))) == []
    assert codes(EXPORT, put_in("Importer", None, Node("RC", text="B 412 330 871"))) == []
    assert codes(IMPORT, drop("Importer/ICE", "Importer/RCCentre")) == ["ICE-2", "RC-1"]


def test_a_private_person_has_neither_ice_nor_register_number() -> None:
    assert codes(CREDIT, drop("Importer/ICE", "Importer/RC", "Importer/RCCentre")) == []
    assert codes(TRANSIT, drop("Importer/ICE", "Importer/RC", "Importer/RCCentre")) == []


def test_in_transit_either_party_may_declare() -> None:
    pointer = put_in("Declarant", None, Node("SeeBox", text="2"))
    identity = [f"Declarant/{each}" for each in ("Name", "Address", "ICE", "RC", "RCCentre")]
    assert codes(TRANSIT, drop(*identity, "Declarant/ApprovalNumber", "Declarant/RepertoryNumber"), pointer) == []


def test_a_visa_in_box_9_is_no_undertaking() -> None:
    visa = Node("OtherPerson", [*PERSON.children, Node("Mention", text="CREDIT ADMINISTRATIF, VISA DU C.E.D.")])
    assert codes(IMPORT, put_in("", "Declarant", visa)) == []
    visa.children.append(Node("GuaranteeTypeCode", text="MORALE"))
    assert codes(IMPORT, put_in("", "Declarant", visa)) == ["B39-2"]


def test_a_guarantee_with_a_number_need_not_be_signed_again() -> None:
    assert codes(ADMISSION, drop("GuarantorSignature")) == []
    assert codes(ADMISSION, drop("OtherPerson/GuaranteeReference", "OtherPerson/Mention")) == []


def test_what_the_table_of_the_regime_asks_is_not_told_twice() -> None:
    assert codes(ADMISSION, drop("OtherPerson")) == ["TAB01"]
    assert codes(ADMISSION, drop("PrincipalSignature")) == ["TAB01"]


@pytest.mark.parametrize("mode", ["01", "03", "04", "07", "09", "77"])
def test_a_mode_whose_code_is_our_own_choice_forbids_no_document_and_no_incoterm(mode: str) -> None:
    put_mode = put(TransportMeans__ModeCode=mode, TransportDocument__Nature="CMR", DeliveryTerms__IncotermCode="CFR")
    assert [each for each in codes(CREDIT, put_mode) if each != "LST01"] == []


@pytest.mark.parametrize("nature", ["lta", "L.T.A.", "Lettre de transport aérien", "AWB", "MANIFESTE", "LTA No 1"])
def test_air_freight_has_its_documents_and_unknown_words_say_nothing(nature: str) -> None:
    assert codes(CREDIT, put(TransportDocument__Nature=nature)) == []


@pytest.mark.parametrize("nature", ["B/L", "Connaissement", "bill of lading", "CMR", "Carnet T.I.R."])
def test_air_freight_has_no_document_of_another_mode(nature: str) -> None:
    assert codes(CREDIT, put(TransportDocument__Nature=nature)) == ["B17-1"]


@pytest.mark.parametrize("term", ["EXW", "FCA", "CPT", "CIP", "DAP", "DPU", "DDP", "DDU"])
def test_an_incoterm_of_any_mode_goes_by_air(term: str) -> None:
    assert "B16-2" not in codes(CREDIT, put(DeliveryTerms__IncotermCode=term))


@pytest.mark.parametrize("place", ["TERRE-PLEIN", "30930", "3093066", "MAG306", "٣٠٩٣٠٦"])
def test_a_location_in_words_or_of_another_length_says_nothing_of_the_office(place: str) -> None:
    assert codes(IMPORT, put(GoodsLocation=place)) == []


def test_the_number_of_a_credit_may_stand_in_the_text() -> None:
    text = put(FinancialData__Text="CREDIT D'ENLEVEMENT 301000456")
    assert codes(CREDIT, drop("FinancialData/AccountNumber"), text) == []


def test_an_aircraft_may_be_without_nationality() -> None:
    assert codes(CREDIT, drop("TransportMeans/NationalityCode")) == []
