"""Each box of a sound declaration broken, one at a time: it is named at its place, and nothing else is."""

from __future__ import annotations

from collections import Counter
from itertools import cycle, islice

import pytest

from schemas.findings import Finding

from .breaking import BREAKINGS, Breaking, Broken, Place, Want, places
from .judged import article_of, check_words, judged, verdicts_agree
from .papers import LAYOUTS, Layout, Node, Written
from .samples import DUM_FORM, FULL, NAMES, OFFICE, sample

pytestmark = pytest.mark.service


# The declaration that fills every element is an import, where boxes 26, 35 and the office of box 14 have no place; and
# its box 10 both names and points.
OF_ITSELF = {
    FULL: Counter(
        [("B10-3", "10", None), ("B14-2", "14", None), ("B26-2", "26", None), ("B35-1", "35", 1), ("B35-1", "35", 2)]
    )
}

# An element that is not known by its name is not there: what follows from that, by arithmetic or by the régime.
FOLLOWS = {
    "Exporter": {"B10-2"},
    "Importer": {"B10-2"},
    "OtherPerson": {"TAB01", "B39-1", "B40-1"},
    "PrincipalSignature": {"TAB01", "B39-2"},
    "GuarantorSignature": {"TAB01", "B09-1"},
    "Declarant/Name": {"B10-1"},
    "ICE": {"ICE-2"},
    "RC": {"RC-2"},
    "RCCentre": {"RC-1"},
    "Destination": {"B14-1"},
    "Destination/Country": {"B14-3"},
    "Destination/CustomsOffice": {"B14-1", "B14-3"},
    "OriginCountry": {"B13-2"},
    "DestinationOffice": {"B26-1"},
    "FreightAmount": {"B20-1"},
    "InsuranceAmount": {"B22-1"},
    "TransportMeans/NationalityCode": {"B15-1"},
    "DeliveryTerms/Place": {"B16-1"},
    "FinancialData/PaymentMethodCode": {"B27-2"},
    "FinancialData/AccountNumber": {"B27-1"},
    "GoodsItem": {"B03-1", "B05-1", "B07-1", "B13-1", "B23-1", "B29-1", "BC-1", "BC-2"},
    "PreviousDocument/Date": {"B37-3"},
    "DutiesAndTaxes": {"BC-1", "BC-2"},
    "DutiesAndTaxes/Line": {"BB-2", "BB-3", "BC-1", "BC-2"},
    "DeclarationTotal": {"BC-4"},
    "DeclarationTotal/Line": {"BC-3"},
    "Attachment": {"DOC-2"},
}


REQUIRED_BY_THE_REGIME = "TAB01"


def faults(name: str, place: Place, broken: Broken, layout: Layout) -> list[str]:
    """What is wrong with the findings on a broken declaration, in words; nothing where all is as it should be."""
    written, verdict, tree = judged(broken.root, layout)
    for found in verdict.findings:
        check_words(found)
    strange_blank = "\u00a0" in broken.label or "\u2003" in broken.label
    assert not verdicts_agree(tree, strange_blank), broken.label
    rest = list(verdict.findings)
    wrong = [] if verdict.refused and verdict.total == len(rest) else ["not refused, or wrongly counted"]
    unseen = [str(wanted(broken.root, written, want)) for want in broken.wants if not take(rest, broken, written, want)]
    if len(unseen) != (1 if broken.either else 0):
        wrong += [f"not found: {each}" for each in unseen]
    of_itself = OF_ITSELF.get(name, Counter()).copy()
    path = place.field.name
    follows = FOLLOWS.get(f"{place.parent.name}/{path}", FOLLOWS.get(path, set()))
    for found in rest:
        if of_itself[(found.code, found.box, found.article)] > 0:
            of_itself[(found.code, found.box, found.article)] -= 1
        elif not broken.label.startswith("renamed") or found.code not in {*follows, REQUIRED_BY_THE_REGIME}:
            wrong.append(f"too much: {found.code} box {found.box} {found.position}")
    return [f"{place.parent.name}/{path} {broken.label}, {layout}: {each}" for each in wrong]


def wanted(root: Node, written: Written, want: Want) -> tuple[object, ...]:
    """The finding that is wanted, as it is compared: code, box, article and true position."""
    article = article_of(root, want.node)
    if want.code == "XSD01" and want.node.name == "GoodsItem" and want.point == "start":
        article = None  # missing before the first article: in none
    return want.code, want.box, article, written.position(want.node, want.point)


def take(rest: list[Finding], broken: Broken, written: Written, want: Want) -> bool:
    """Take the finding that is wanted out of the rest; False where it is not there."""
    aim = wanted(broken.root, written, want)
    for found in rest:
        if (found.code, found.box, found.article, found.position) == aim:
            rest.remove(found)
            return True
    return False


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
@pytest.mark.parametrize("name", [FULL, *NAMES])
def test_the_sound_declaration_is_sound(name: str, layout: Layout) -> None:
    _, verdict, tree = judged(sample(name), layout)
    found = Counter((each.code, each.box, each.article) for each in verdict.findings)
    assert found == OF_ITSELF.get(name, Counter())
    assert verdicts_agree(tree)


def test_the_full_declaration_fills_every_element_of_the_form() -> None:
    filled = {id(place.field) for place in places(sample(FULL))}
    known, unseen = set(), [child for child in DUM_FORM.root.children if child.box not in OFFICE]
    while unseen:
        known.add(id(field := unseen.pop()))
        unseen += field.children
    assert known == filled
    assert len(known) > 100


@pytest.mark.parametrize("breaking", BREAKINGS, ids=lambda each: each.__name__)
def test_every_element_of_the_form_broken_in_every_way(breaking: Breaking) -> None:
    """Every element; all variants of a way for the first element of each type, one in turn for the others."""
    sound = sample(FULL)
    first_article = next(place for place, node in enumerate(sound.children) if node.name == "GoodsItem")
    layouts, wrong, count, types = cycle(LAYOUTS), [], 0, set()
    for number, place in enumerate(places(sound)):
        if place.path[0] == first_article and len(place.path) > 1:
            continue  # the second article stands for both
        variants = list(breaking(sound, place))
        if place.field.xsd.type.local_name in types and variants:
            variants = [variants[number % len(variants)]]
        types.add(place.field.xsd.type.local_name)
        for broken in variants:
            wrong += faults(FULL, place, broken, next(layouts))
            count += 1
    assert count > 30
    assert wrong == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("turn", range(3))
def test_every_element_of_the_examples_broken_in_turn(name: str, turn: int) -> None:
    sound = sample(name)
    layouts, wrong, count = cycle(LAYOUTS), [], 0
    for number, place in enumerate(places(sound)):
        breaking = BREAKINGS[(number + turn * 3) % len(BREAKINGS)]
        for broken in islice(breaking(sound, place), turn, turn + 1):
            wrong += faults(name, place, broken, next(layouts))
            count += 1
    assert count > 10
    assert wrong == []
