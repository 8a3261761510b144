"""A code that its list does not know warns at its place, whichever box it stands in, and never refuses."""

from __future__ import annotations

import pytest

from .breaking import around, places
from .judged import article_of, check_words, judged, verdicts_agree
from .papers import LAYOUTS, Layout
from .samples import FULL, sample

UNKNOWN = {"regimes": "999", "offices": "999", "countries": "QQ", "currencies": "QQQ", "duty_types": "999999"}
LISTED = [place for place in places(sample(FULL)) if place.field.codelist is not None]


def test_all_lists_are_used() -> None:
    assert {place.field.codelist for place in LISTED} == set(UNKNOWN)
    assert {place.field.box for place in LISTED} == {"1", "4", "11", "13", "14", "15", "18", "26", "30", "36", "B", "C"}


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_an_unknown_code_warns(layout: Layout) -> None:
    for place in LISTED:
        root = sample(FULL)
        node, _, _ = around(root, place)
        assert place.field.codelist is not None
        node.text = UNKNOWN[place.field.codelist]
        written, verdict, tree = judged(root, layout)
        (found,) = [each for each in verdict.findings if each.code == "LST01"]
        check_words(found)
        assert (found.severity, found.value) == ("warned", node.text)
        assert (found.box, found.article) == (place.field.box, article_of(root, node))
        assert found.position == written.position(node, "value")
        assert verdicts_agree(tree)
        # a type of duty that is not known is in no sum of box C
        refused = {each.code for each in verdict.findings if each.severity == "refused"}
        assert refused <= ({"BC-1"} if place.field.codelist == "duty_types" else set())


def test_a_code_that_is_no_code_is_not_looked_up() -> None:
    root = sample(FULL).put("CustomsOffice", "3O9").put("Invoice/CurrencyCode", "eur")
    assert {each.code for each in judged(root, LAYOUTS[0])[1].findings} == {"XSD06", "B35-1"}


def test_an_unknown_regime_silences_what_depends_on_it() -> None:
    root = sample("transit.xml").put("Regime", "999").drop("DestinationOffice")
    assert [each.code for each in judged(root, LAYOUTS[0])[1].findings if each.code != "LST01"] == []
