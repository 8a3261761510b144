"""A code that its list does not know warns at its place, whichever box it stands in, and never refuses."""

from __future__ import annotations

import pytest

from .breaking import Place, around, places
from .judged import article_of, check_words, judged, verdicts_agree
from .papers import LAYOUTS, Layout
from .samples import FULL, LAW, sample

LISTED = [place for place in places(sample(FULL)) if place.field.codelist is not None]


def unknown(place: Place) -> str:
    """A value that the type of a leaf takes and its list does not know."""
    known = LAW.codes(str(place.field.codelist))
    shapes = ("999", "QQ", "QQQ", "QQQQQ", "99", "9999", "999999", "Q9")
    return next(text for text in shapes if place.field.accepts(text) and text not in known)


def test_all_lists_of_the_form_are_tables() -> None:
    assert {place.field.codelist for place in LISTED} <= set(LAW.law.codelists())
    assert len({place.field.codelist for place in LISTED}) > 15


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_an_unknown_code_warns(layout: Layout) -> None:
    for place in LISTED:
        root = sample(FULL)
        node, _, _ = around(root, place)
        node.text = unknown(place)
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
    assert {each.code for each in judged(root, LAYOUTS[0])[1].findings} >= {"XSD06"}
    assert "LST01" not in {each.code for each in judged(root, LAYOUTS[0])[1].findings}


def test_an_unknown_regime_silences_what_depends_on_it() -> None:
    root = sample("transit.xml").put("Regime", "999").drop("DestinationOffice")
    assert [each.code for each in judged(root, LAYOUTS[0])[1].findings if each.code != "LST01"] == []
