"""Transport, place and payment: boxes 4, 15, 16, 17, 25 and 27. Modes, documents and Incoterms stand in code lists."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from schemas.law import LawOfDay, Row
from schemas.rules import Circumstances, Fault, Group, rule

WITH_A_NATIONALITY = ("sea", "road")
"""Kinds of means of transport that fly a flag or bear a plate."""
OFFICE_DIGITS = 3
LOCATION_DIGITS = 6


@rule("B04-1")
def arrondissement_is_of_the_office(dum: Group, _: Circumstances) -> Iterator[Fault]:
    """The code of an arrondissement begins with that of its office."""
    if dum.arrondissement is not None and dum.arrondissement[:OFFICE_DIGITS] != dum.customs_office:
        yield dum.fault("arrondissement", office=dum.customs_office)


@rule("B25-1")
def location_is_at_the_office(dum: Group, _: Circumstances) -> Iterator[Fault]:
    """Box 25: a location code of six digits begins with the code of the office of box 4. Words say nothing of it."""
    place = dum.goods_location
    if place is None or len(place) != LOCATION_DIGITS or not (place.isascii() and place.isdigit()):
        return
    if place[:OFFICE_DIGITS] != dum.customs_office:
        yield dum.fault("goods_location", office=dum.customs_office)


@rule("B15-1", each="TransportMeans")
def ship_and_lorry_have_a_nationality(means: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Box 15 has three subdivisions; the nationality may be empty where nothing flies a flag or bears a plate."""
    mode = circumstances.law.row("transport_modes", means.mode_code)
    if means.nationality_code is None and mode is not None and mode["kind"] in WITH_A_NATIONALITY:
        yield means.fault("nationality_code", means=means.identification)


@rule("B16-1", each="DeliveryTerms")
def incoterm_has_its_place(terms: Group, _: Circumstances) -> Iterator[Fault]:
    """Box 16 has two subdivisions: the Incoterm, and the place where it applies."""
    if not terms.has("place"):
        yield terms.fault("place", term=terms.incoterm_code)


@rule("B16-2", each="DeliveryTerms")
def incoterm_of_the_sea_goes_by_sea(terms: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """FAS, FOB, CFR and CIF are for carriage by ship; another Incoterm leaves the same to the buyer in other modes."""
    term, mode = circumstances.law.row("incoterms", terms.incoterm_code), _known_mode(circumstances)
    if term is None or mode is None or term["mode"] != "sea" or mode["kind"] == "sea":
        return
    others = _like(term, circumstances.law)
    if others:
        yield terms.fault("incoterm_code", mode=circumstances.law.title("transport_modes", mode["code"]), terms=others)


@rule("B17-1", each="TransportDocument")
def document_goes_with_the_mode(document: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Box 17 names a document of box 15's mode. A lorry goes on a ship, air freight by road: the list says which."""
    law, mode = circumstances.law, _known_mode(circumstances)
    row = law.row("transport_documents", _squeezed(document.nature))
    if row is None or mode is None or mode["kind"] in row["kinds"].split():
        return
    fitting = next((code for code, kinds in _documents(law) if kinds[0] == mode["kind"]), None)
    if fitting is not None:
        expected = law.title("transport_documents", fitting)
        yield document.fault("nature", mode=law.title("transport_modes", mode["code"]), expected=expected)


@rule("B27-1", each="FinancialData")
def credit_has_its_number(payment: Group, circumstances: Circumstances) -> Iterator[Fault]:
    """Box 27: who pays on credit gives the number of the credit; it may stand in the text."""
    method = payment.payment_method_code and circumstances.law.row("payment_methods", payment.payment_method_code)
    if not method or method["credit"] != "yes" or payment.account_number is not None:
        return
    if not any(map(str.isdigit, payment.text or "")):
        yield payment.fault("account_number", method=circumstances.law.title("payment_methods", method["code"]))


@rule("B27-2", each="FinancialData")
def account_has_its_method(payment: Group, _: Circumstances) -> Iterator[Fault]:
    """Box 27: the number of an account or credit says nothing without the way of paying."""
    if payment.account_number is not None and payment.payment_method_code is None:
        yield payment.fault("payment_method_code", account=payment.account_number)


def _known_mode(circumstances: Circumstances) -> Row | None:
    """The row of box 15's mode, None where box 15 is empty or the meaning of its code is only our own choice."""
    means = circumstances.dum.transport_means
    mode = None if means is None else circumstances.law.row("transport_modes", means.mode_code)
    return mode if mode is not None and mode["status"] != "unconfirmed" else None


def _like(term: Row, law: LawOfDay) -> str:
    """The Incoterms of the same group (ICC: the first letter) and insurance, for any mode, in the newest edition."""
    rows = [row for row in (law.row("incoterms", code) for code in law.law.codelist("incoterms")) if row is not None]
    newest = max(row["edition"] for row in rows)
    same = (term["code"][0], term["insurance"], "any", newest)
    return ", ".join(
        row["code"] for row in rows if (row["code"][0], row["insurance"], row["mode"], row["edition"]) == same
    )


def _documents(law: LawOfDay) -> Iterator[tuple[str, list[str]]]:
    """The transport documents by code with the kinds of modes that they go with, their own first."""
    for code in law.law.codelist("transport_documents"):
        row = law.row("transport_documents", code)
        if row is not None:
            yield code, row["kinds"].split()


def _squeezed(nature: str) -> str:
    """A nature as the list has it: capitals and digits alone, without accents, blanks and signs."""
    plain = unicodedata.normalize("NFKD", nature).upper()
    return "".join(sign for sign in plain if sign.isalnum())
