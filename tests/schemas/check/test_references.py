"""References against the régime that they are asked by, and against each other."""

from __future__ import annotations

import pytest

from schemas.findings import Finding

from .judged import judged
from .papers import LAYOUTS, Node
from .rule_cases import put_in
from .samples import sample

OURS = ("REF-", "B37-")


def found(regime: str, *numbers: str) -> list[Finding]:
    """What is said of box 37 of the one article that names these documents under a régime."""
    root = sample("verdict.xml").put("Regime", regime).put("GoodsItem/Commodity/Regime", regime)
    root.drop("GoodsItem/PreviousDocument")
    documents = [
        Node("PreviousDocument", [Node("Number", text=number), Node("Date", text="2026-07-01")]) for number in numbers
    ]
    put_in("GoodsItem", "DutiesAndTaxes", *documents)(root)
    return [each for each in judged(root, LAYOUTS[1])[1].findings if each.code.startswith(OURS)]


def codes_of(regime: str, *numbers: str) -> list[str]:
    return [each.code for each in found(regime, *numbers)]


@pytest.mark.parametrize(
    ("regime", "number", "codes"),
    [
        ("010", "309-0-2026-4166[01]", []),
        ("010", "309-022-2026-0004166", ["B37-1"]),
        ("040", "309-022-2026-0004166", []),
        ("040", "022 309 0004166 2026", []),
        ("040", "309-010-2026-0004166", ["B37-1"]),
        ("040", "309-0-2026-4166[01]", ["B37-1"]),
        ("040", "DUM DU 3 JUIN", ["B37-2"]),
        ("085", "309-0-2026-4166[01]", []),
        ("085", "309-010-2026-0004166", []),
        ("077", "UN TEXTE", []),
        ("999", "309-0-2026-4166[01]", []),
    ],
)
def test_the_regime_asks_for_its_own_kind(regime: str, number: str, codes: list[str]) -> None:
    assert codes_of(regime, number) == codes


def test_beside_a_right_reference_another_kind_may_stand_but_no_wrong_regime() -> None:
    right, summary, wrong = "309-022-2026-0004166", "309-0-2026-4166[01]", "309-010-2026-0004167"
    assert codes_of("040", right, summary, "FACTURE 12") == []
    assert codes_of("010", summary, right, "FACTURE 12") == []
    assert codes_of("040", right, wrong) == ["B37-1"]
    assert codes_of("040", summary, wrong) == ["B37-1", "B37-1"]
    assert codes_of("010", "FACTURE 12", "FACTURE 13") == ["B37-2"]


def test_what_is_asked_is_said_and_the_example_would_do() -> None:
    (kind,) = found("040", "309-010-2026-0004166")
    assert "022, 023, 055" in kind.fix("fr") and kind.fix("fr").count(",") <= 8
    for regime in ("010", "040", "085"):
        (text,) = found(regime, "DS 4127")
        assert codes_of(regime, str(text.facts["example"])) == []
        for language in ("fr", "en", "ar"):
            assert str(text.facts["example"]) in text.fix(language)


@pytest.mark.parametrize(
    "written", ["309-0-2026-4166", "309 000 2026 0004166", "30900020260004166Y", "309/0/2026/4166"]
)
def test_the_same_reference_is_known_however_it_is_written(written: str) -> None:
    assert "B37-4" in codes_of("010", "309-0-2026-4166[01]", written)
    assert codes_of("010", "309-0-2026-4166[01]", "309-0-2026-4167[01]") == []


def test_the_key_that_is_given_is_right() -> None:
    (wrong,) = found("010", "309-000-2026-0004166-A")
    assert codes_of("010", f"309-000-2026-0004166-{wrong.facts['expected']}") == []


def test_many_documents_are_judged_and_all_are_told() -> None:
    assert codes_of("010", *(f"399-0-2026-{serial}[77]" for serial in range(1, 100))).count("REF-5") == 99
