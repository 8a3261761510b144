"""Vectors of structure and of code lists: one element broken, in every way; a code that no list has."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.law import shipped
from tests.parsers.xml.drawn import ENCODINGS
from tests.schemas.check.breaking import BREAKINGS, Want, places
from tests.schemas.check.papers import LAYOUTS, Layout, Node, write
from tests.schemas.check.samples import NAMES, sample
from vectorkit.plan import families, family_of
from vectorkit.sound import sound
from vectorkit.vector import DAY, Fault, Vector

BREAKINGS_OF_EACH = 6
UNLISTED = ("000", "QQ", "99", "XQZ", "QQQ", "QZ", "ZZZZZZ", "998877", "QQQQ", "Q9")
OWN_LAYOUT = Layout("UTF-8 without a declaration", ENCODINGS[0])


def broken_elements() -> Iterator[Vector]:
    """In each family every way to break an element, each time another one."""
    law = shipped().on(DAY)
    for number, (family, members) in enumerate(families(law).items()):
        chosen = (*BREAKINGS[number % len(BREAKINGS) :], *BREAKINGS)[:BREAKINGS_OF_EACH]
        for turn, breaking in enumerate(chosen):
            regime = members[turn % len(members)]
            base = sound(law, regime, 500 + 13 * number + turn, 2)
            found = list(places(base))
            start = (number * 17 + turn * 29) % len(found)
            tries = (broken for place in [*found[start:], *found[:start]] for broken in breaking(base, place))
            broken = next(each for each in tries if not each.either)
            layout = LAYOUTS[(number + turn) % len(LAYOUTS)]
            written = write(broken.root, layout)
            faults = tuple(
                Fault(each.code, each.box, written.position(each.node, each.point), _article(broken.root, each))
                for each in broken.wants
            )
            name = f"{breaking.__name__}-{regime}"
            yield Vector(name, family, "structure", regime, written.content, faults=faults)


def unlisted_codes() -> Iterator[Vector]:
    """For each code list that the form uses a code that it does not have, in the first element that uses it."""
    law, done = shipped().on(DAY), set[str]()
    for example in NAMES:
        base = sample(example).put("FunctionCode", "1")
        base.children = [child for child in base.children if child.name != "Attachment"]
        regime = base["Regime"].text
        for place in places(base):
            field, codelist = place.field, place.field.codelist
            if codelist is None or codelist in done or codelist == "regimes":
                continue
            wrong = next(each for each in UNLISTED if field.accepts(each) and each not in law.codes(codelist))
            root = base.copy()
            node = root.at(place.path)
            node.text = wrong
            written = write(root, OWN_LAYOUT)
            article = _article(root, Want("LST01", field.box, node))
            fault = Fault("LST01", field.box, written.position(node, "value"), article)
            name = f"unlisted-{codelist.replace('_', '-')}"
            yield Vector(name, family_of(law, regime), "list", regime, written.content, faults=(fault,))
            done.add(codelist)


def _article(root: Node, wanted: Want) -> int | None:
    """The number of the article that the finding is in. Something missing is told at its next sibling, which may be the
    first article and yet holds nothing of it."""
    articles = [child for child in root.children if child.name == "GoodsItem" and child.namespace is None]
    if wanted.code == "XSD01" and wanted.node in articles:
        return None
    return next((number for number, article in enumerate(articles, start=1) if article.holds(wanted.node)), None)
