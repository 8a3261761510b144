"""Each example of an act is valid; whatever is broken in it is found at its place, in three languages."""

from __future__ import annotations

import pytest
from lxml import etree

from schemas.form import Field

from .messages import ACTS, form_of_act, found_in, is_told, leaves, written

WRONG = "§" * 600
PLACES = [
    pytest.param(name, way, id=f"{name}-{'-'.join(each.name for each in way)}")
    for name in ACTS
    for way in leaves(form_of_act(name).root)
]


def _child(parent: etree._Element, field: Field) -> etree._Element | None:
    return parent.find(field.tag)


def _at(root: etree._Element, way: tuple[Field, ...]) -> etree._Element | None:
    found: etree._Element | None = root
    for field in way:
        found = None if found is None else _child(found, field)
    return found


@pytest.mark.parametrize("name", ACTS)
def test_an_example_has_no_finding_and_both_libraries_take_it(name: str) -> None:
    assert not found_in(ACTS[name])
    used = form_of_act(name)
    assert used.schema.validate(etree.fromstring(ACTS[name]))
    assert used.second.is_valid(etree.fromstring(ACTS[name]))


@pytest.mark.parametrize(("name", "way"), PLACES)
def test_a_wrong_value_is_found_where_it_stands(name: str, way: tuple[Field, ...]) -> None:
    root = etree.fromstring(ACTS[name])
    leaf = _at(root, way)
    if leaf is None:
        assert not way[-1].minimum
        return
    leaf.text = WRONG
    content = written(root)
    (finding,) = found_in(content)
    assert (finding.code, finding.value) == ("XSD06", WRONG)
    assert finding.position and finding.position.offset == content.index("§".encode())
    assert is_told(finding, way[-1])
    assert not form_of_act(name).second.is_valid(root)


@pytest.mark.parametrize(("name", "way"), PLACES)
def test_what_is_missing_is_told_and_what_is_optional_is_not_missed(name: str, way: tuple[Field, ...]) -> None:
    root = etree.fromstring(ACTS[name])
    leaf = _at(root, way)
    if leaf is None:
        assert not way[-1].minimum
        return
    parent = leaf.getparent()
    assert parent is not None
    for each in parent.findall(leaf.tag):
        parent.remove(each)
    found = found_in(written(root))
    assert [each.code for each in found] == ["XSD01"] * way[-1].minimum
    assert all(is_told(each, way[-1]) for each in found)


@pytest.mark.parametrize("name", ACTS)
def test_what_does_not_belong_is_told_at_its_place(name: str) -> None:
    root = etree.fromstring(ACTS[name])
    etree.SubElement(root, "{urn:dumgate:dum:1}Declaration").text = "x"
    content = written(root)
    (finding,) = found_in(content)
    assert finding.code == "XSD03"
    assert finding.position and finding.position.offset == content.index(b"<ns0:Declaration")


@pytest.mark.parametrize("name", ACTS)
def test_an_act_inside_an_act_is_no_act(name: str) -> None:
    root = etree.fromstring(ACTS[name])
    root.append(etree.fromstring(ACTS[name]))
    assert [each.code for each in found_in(written(root))] == ["XSD03"]


@pytest.mark.parametrize("name", ACTS)
def test_elements_of_another_namespace_are_all_refused(name: str) -> None:
    root = etree.fromstring(ACTS[name])
    for each in root.iter(etree.Element):
        if each is not root:
            each.tag = f"{{urn:other}}{etree.QName(each).localname}"
    codes = {each.code for each in found_in(written(root))}
    assert codes == {"XSD01", "XSD03"}


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("discharge", "12.5", "0", "XSD06"),
        ("discharge", "12.5", "0.0000001", "XSD06"),
        ("discharge", "12.5", "0.000001", None),
        ("assessment", "17.5", "-1", "XSD06"),
        ("credit-account", "500000.00", "0", None),
        ("credit-account", ">30<", ">-1<", "XSD06"),
        ("extension", "2027-06-30", "2027-06-31", "XSD06"),
        ("visa", "N. ALAMI", "\u200b\u3000", "XSD06"),
        ("visa", "10:15:00", "10:15:00Z", "XSD06"),
        ("document-request", "A0006", "ZZ999", "LST01"),
        ("assessment", "000110", "999999", "LST01"),
        ("payment", "<Payer>", "<Payer>x</Payer><Payer>", "XSD02"),
        ("payment", "</Payment>", "<OverpaymentAccepted>true</OverpaymentAccepted></Payment>", None),
        ("payment", "</Payment>", "<OverpaymentAccepted>1</OverpaymentAccepted></Payment>", "XSD06"),
        ("payment", "</Payment>", "<ReplacesQuittance>../x</ReplacesQuittance></Payment>", "XSD06"),
    ],
)
def test_the_limits_of_values(name: str, old: str, new: str, code: str | None) -> None:
    text = ACTS[name].decode()
    assert old in text
    assert [each.code for each in found_in(text.replace(old, new, 1).encode())] == ([code] if code else [])
