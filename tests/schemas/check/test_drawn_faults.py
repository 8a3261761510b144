"""A declaration drawn in a layout of its own, broken at a known place: the place told is true, and mending ends it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.findings import Finding
from tests.parsers.xml.drawn import ENCODINGS

from .all_cases import CASES
from .breaking import BREAKINGS, places
from .judged import judged
from .papers import Layout
from .rule_cases import Case
from .samples import NAMES, sample
from .test_every_box import faults

pytestmark = pytest.mark.service


BROAD = [each for each in ENCODINGS if each.codec not in ("ascii", "latin-1", "cp1252")]

LAYOUTS = st.builds(
    Layout,
    name=st.just("drawn"),
    encoding=st.sampled_from(BROAD),
    new_line=st.sampled_from(["", "\n", "\r\n", "\r", "\n\n\n", "\n" * 700]),
    indent=st.sampled_from(["", " ", "\t", "    "]),
    prefix=st.sampled_from(["", "d:", "dum:", "é-1:"]),
    aside=st.sampled_from(["", "<!-- é 𝄞 <NetMass>1</NetMass> -->", "<?pi x?>", "<!--بيان-->"]),
    padding=st.sampled_from(["", " ", "\t", "\n "]),
)


@settings(max_examples=150)
@given(st.sampled_from(NAMES), LAYOUTS, st.data())
def test_a_fault_of_form_is_told_where_it_stands(name: str, layout: Layout, data: st.DataObject) -> None:
    sound = sample(name)
    place = data.draw(st.sampled_from(list(places(sound))), label="place")
    breaking = data.draw(st.sampled_from(BREAKINGS), label="way")
    broken = list(breaking(sound, place))
    if broken:
        assert faults(name, place, data.draw(st.sampled_from(broken)), layout) == []


@settings(max_examples=150)
@given(st.sampled_from(CASES), LAYOUTS)
def test_a_fault_between_boxes_is_told_where_it_stands_and_ends_with_it(case: Case, layout: Layout) -> None:
    root = sample(case.name)
    behind = root.children[root.children.index(root[case.at[:-1]]) + 1] if case.at.endswith("+") else None
    case.change(root)
    written, verdict, _ = judged(root, layout)
    (found,) = verdict.findings
    assert (found.code, found.box, found.article) == (case.code, case.box, case.article)
    assert found.position == written.position(behind or root[case.at], case.point)
    assert judged(sample(case.name), layout)[1].findings == ()


@settings(max_examples=250)
@given(st.sampled_from(NAMES), LAYOUTS, st.data())
def test_any_value_in_any_box_gives_findings_of_that_box_or_none(
    name: str, layout: Layout, data: st.DataObject
) -> None:
    """Whatever is put in one leaf: each finding names its box or one related to it; the true value ends them all."""
    root = sample(name)
    leaves = [place for place in places(root) if place.field.kind != "group"]
    place = data.draw(st.sampled_from(leaves), label="leaf")
    node = root.at(place.path)
    node.text = data.draw(st.text("0123456789ABCEMRXabz.,-/ éش", max_size=12), label="value")
    _, verdict, _ = judged(root, layout)
    headless = place.field.box is None or place.field.box == "1"  # the régime and the message speak for all boxes
    assert headless or all(place.field.box in concerned(each) for each in verdict.findings)


def concerned(found: Finding) -> set[str | None]:
    """The boxes that a finding names, and for a missing part or attachment, all of its kind."""
    return {found.box, *found.related_boxes}
