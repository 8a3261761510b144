"""What random lives are made of: goods, declarations, what the office writes in its boxes."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.dossier.books import PARTY, article

FABRIC, GARMENT = "5208320090", "6109100010"
OTHER_PARTY = {"name": "AUTRE SARL", "ice": "002136093000040", "rc": None, "rc_centre": None}
SMALL_CREDIT, SANDBOX_CREDIT = "301000456", "301000999"
PLAIN = ("010", "060")
SUSPENSIVE = ("022", "321", "302", "303", "082")
DISCHARGING = ("072", "074", "040", "082")
BOXES = [
    ("visa", {}),
    ("decision", {"kind": "DECISION", "text": "seen"}),
    ("transit-note", {"event": "SEALS"}),
    ("valuation", {"decision": "VDA"}),
    ("valuation", {"decision": "RETAINED"}),
    ("examination", {"stage": "ORDERED"}),
    ("examination", {"stage": "RESULT", "result_code": "CONFORM"}),
    ("document-request", {"status": "REQUESTED", "document_type_code": "04200"}),
    ("document-request", {"status": "RECEIVED", "document_type_code": "04200"}),
]
MUST_BE_DONE = {
    *("assessment", "payment", "reversal", "discharge", "certificate-cancellation", "release"),
    *("amend accepted", "replace accepted", "discharging registered", "discharging refused"),
}
"""A game in which one of these never came about proves nothing."""
ANY = st.integers(0, 99)
"""Which of the rows there are: the count goes round."""

goods = st.fixed_dictionaries(
    {
        "mass": st.sampled_from(["1", "33.333333", "100", "480", "1000"]),
        "code": st.sampled_from([FABRIC, FABRIC, GARMENT]),
        "waste": st.sampled_from([None, None, "4", "33.333"]),
        "unit": st.sampled_from([None, None, "U"]),
        "suspended": st.sampled_from(["1000", "0.01", "0"]),
    }
)
contents = st.fixed_dictionaries(
    {
        "goods": st.lists(goods, min_size=1, max_size=3),
        "named": st.lists(st.tuples(ANY, st.sampled_from([None, None, 1, 2])), max_size=2),
        "due": st.sampled_from([0, 1, 1000, 2500]),
        "credit": st.sampled_from([None, None, SMALL_CREDIT, SANDBOX_CREDIT]),
        "payer": st.sampled_from([PARTY, PARTY, PARTY, OTHER_PARTY]),
    }
)
beginnings = st.sampled_from(["", "", "", "TEST-OFFICE-", "TEST-EXAMINE-", "TEST-RELEASE-", "TEST-REFUSE-"])
partners = st.sampled_from(["atlas", "atlas", "medina"])
shares = st.sampled_from(["0.01", "0.4", "1", "1", "2.5"])
"""Of what is open of a claim."""


def drawn_facts(regime: str, made: dict[str, Any], accounts: list[str]) -> dict[str, Any]:
    """The facts of a declaration as drawn; box 37 names some of these accounts."""
    previous = [[accounts[which % len(accounts)], wanted] for which, wanted in made["named"] if accounts]
    articles = [
        article(
            each["mass"],
            each["code"],
            number,
            each["waste"],
            quantity="7" if each["unit"] else None,
            unit=each["unit"],
            suspended=each["suspended"],
            previous=previous,
        )
        for number, each in enumerate(made["goods"], 1)
    ]
    return {"regime": regime, "articles": articles, **{name: made[name] for name in ("due", "credit", "payer")}}


BEGUN = [
    {"due": 1000},
    {"due": 2000, "credit": SMALL_CREDIT},
    {"reference": "TEST-OFFICE-A", "due": 500},
    {"regime": "022", "articles": [article(1000, FABRIC, waste="4"), article("33.333333", GARMENT, 2)]},
    {"regime": "302", "articles": [article(500, FABRIC, quantity="70", unit="U")]},
]
"""What each sort of declaration is made of with which a life begins."""
