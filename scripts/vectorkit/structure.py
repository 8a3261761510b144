"""Vectors of structure and of tables: one element broken, one that the régime requires left out, one that it forbids put
in, the wrong country, a code that no list has."""

from __future__ import annotations

from collections.abc import Iterator

from check.breaking import BREAKINGS, places
from check.papers import LAYOUTS, Layout, Node, write
from check.samples import DUM_FORM, NAMES, sample
from reading.drawn import ENCODINGS
from vectorkit.nodes import has
from vectorkit.sound import sound
from vectorkit.vector import DAY, Fault, Vector

from schemas.form import Field
from schemas.law import LawOfDay, shipped
from schemas.needs import Need, Needs, needs_of

BREAKINGS_OF_EACH, REQUIRED_OF_EACH, FORBIDDEN_OF_EACH = 6, 3, 2
OWN_RULES = {("26", "required"): "B26-1", ("26", "forbidden"): "B26-2", ("35", "forbidden"): "B35-1"}
"""Boxes whose presence has a rule of its own beside TAB01 and TAB02; and box 14, where it holds an office (B14-1)."""
UNLISTED = ("000", "QQ", "99", "XQZ", "QQQ", "QZ", "ZZZZZZ", "998877", "QQQQ", "Q9")
OWN_LAYOUT = Layout("UTF-8 without a declaration", ENCODINGS[0])


def families(law: LawOfDay) -> dict[str, list[str]]:
    """The régimes of each family."""
    found: dict[str, list[str]] = {}
    for regime in sorted(law.codes("regimes")):
        row = law.row("regimes", regime)
        assert row is not None
        found.setdefault(row["family"], []).append(regime)
    return dict(sorted(found.items()))


def broken_elements() -> Iterator[Vector]:
    """In each family every way to break an element, each time another one."""
    law = shipped().on(DAY)
    for number, (family, members) in enumerate(families(law).items()):
        chosen = (*BREAKINGS[number % len(BREAKINGS):], *BREAKINGS)[:BREAKINGS_OF_EACH]
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
                Fault(want.code, want.box, written.position(want.node, want.point), _article(broken.root, want.node, want.code))
                for want in broken.wants
            )
            name = f"{breaking.__name__}-{regime}"
            yield Vector(name, family, "structure", regime, written.content, faults=faults)


def _article(root: Node, node: Node, code: str) -> int | None:
    """The number of the article that holds a node. Something missing is told at its next sibling, which may be the
    first article and yet holds nothing of it."""
    articles = [child for child in root.children if child.name == "GoodsItem" and child.namespace is None]
    if code == "XSD01" and node in articles:
        return None
    return next((number for number, article in enumerate(articles, start=1) if article.holds(node)), None)


def left_out() -> Iterator[Vector]:
    """In each family some boxes that its table requires and the form does not, left out."""
    law = shipped().on(DAY)
    for number, (family, members) in enumerate(families(law).items()):
        done = 0
        for turn, (regime, need) in enumerate(_asked(law, members, "required", number)):
            base = sound(law, regime, 700 + 7 * number + turn, 2)
            if need.element.minimum or not has(_holder(base, need), _names(need)[-1:]):
                continue
            _holder(base, need).drop(_names(need)[-1])
            article = 1 if _is_of_article(need) else None
            code = "B14-1" if "office" in need.holds and need.box == "14" else OWN_RULES.get((need.box, "required"), "TAB01")
            fault = Fault(code, need.box, article=article)
            written = write(base, LAYOUTS[turn % len(LAYOUTS)])
            yield Vector(f"without-{need.box}-{regime}", family, "table", regime, written.content, faults=(fault,))
            done += 1
            if done == REQUIRED_OF_EACH:
                break


def put_in() -> Iterator[Vector]:
    """In each family some boxes that its table wants empty, filled."""
    law = shipped().on(DAY)
    for number, (family, members) in enumerate(families(law).items()):
        done = 0
        asked = sorted(_asked(law, members, "forbidden", number), key=lambda one: (one[1].box, "forbidden") in OWN_RULES)
        for turn, (regime, need) in enumerate(asked):
            base = sound(law, regime, 800 + 7 * number + turn, 2)
            if has(_holder(base, need), _names(need)[-1:]):
                continue
            _insert(_holder(base, need), need)
            code = OWN_RULES.get((need.box, "forbidden"), "TAB02")
            fault = Fault(code, need.box, article=1 if _is_of_article(need) else None)
            written = write(base, LAYOUTS[turn % len(LAYOUTS)])
            yield Vector(f"with-{need.box}-{regime}", family, "table", regime, written.content, faults=(fault,))
            done += 1
            if done == FORBIDDEN_OF_EACH:
                break


def wrong_countries() -> Iterator[Vector]:
    """In each family that wants Morocco, or another country, in boxes 11 and 14: the contrary."""
    law = shipped().on(DAY)
    for number, (family, members) in enumerate(families(law).items()):
        for box, path in (("11", "ConsignmentCountry"), ("14", "Destination/Country")):
            for turn, regime in enumerate(members):
                needs, base = _needs(law, regime), sound(law, regime, 900 + 5 * number + turn, 1)
                wanted = next((each for each in needs.holds(box) if each.startswith("country:")), None)
                if wanted is None or not has(base, tuple(path.split("/"))):
                    continue
                code, name = ("MA", "MAROC") if wanted == "country:-MA" else ("FR", "FRANCE")
                base.put(f"{path}/Code", code).put(f"{path}/Name", name)
                written = write(base, LAYOUTS[turn % len(LAYOUTS)])
                fault = Fault("TAB03", box, written.position(base[f"{path}/Code"], "value"))
                yield Vector(f"country-{box}-{regime}", family, "table", regime, written.content, faults=(fault,))
                break


def wrong_indicators() -> Iterator[Vector]:
    """Régimes with payment as without, and the reverse (box 34): one of each, in each family that has one."""
    law, done = shipped().on(DAY), set[tuple[str, str]]()
    for number, regime in enumerate(sorted(law.codes("regimes"))):
        needs = _needs(law, regime)
        family, wanted = needs.family["code"], next(iter(needs.holds("34")), None)
        if wanted is None or (family, wanted) in done:
            continue
        done.add((family, wanted))
        base = sound(law, regime, 1100 + number, 2).put("GoodsItem:2/PaymentIndicator", "SP" if wanted == "AP" else "AP")
        written = write(base, LAYOUTS[number % len(LAYOUTS)])
        fault = Fault("B34-1", "34", written.position(base["GoodsItem:2/PaymentIndicator"], "value"), 2)
        yield Vector(f"indicator-{regime}", family, "table", regime, written.content, faults=(fault,))


def unlisted_codes() -> Iterator[Vector]:
    """For each code list that the form uses, a code that it does not have; of a list used twice, in its first element."""
    law, done = shipped().on(DAY), set[str]()
    for example in NAMES:
        base = sample(example).put("FunctionCode", "1")
        base.children = [child for child in base.children if child.name != "Attachment"]
        regime = base["Regime"].text
        row = law.row("regimes", regime)
        assert row is not None
        for place in places(base):
            field, codelist = place.field, place.field.codelist
            if codelist is None or codelist in done or codelist == "regimes":
                continue
            wrong = next(each for each in UNLISTED if field.accepts(each) and each not in law.codes(codelist))
            root = base.copy()
            node = root.at(place.path)
            node.text = wrong
            written = write(root, OWN_LAYOUT)
            fault = Fault("LST01", field.box, written.position(node, "value"), _article(root, node, "LST01"))
            name = f"unlisted-{codelist.replace('_', '-')}"
            yield Vector(name, row["family"], "list", regime, written.content, faults=(fault,))
            done.add(codelist)


def _needs(law: LawOfDay, regime: str) -> Needs:
    found = needs_of(law, regime)
    assert found is not None
    return found


def _asked(law: LawOfDay, members: list[str], asked: str, turn: int) -> Iterator[tuple[str, Need]]:
    """What régimes of a family ask, each time of another régime and another box."""
    first = _needs(law, members[0])
    boxes = list(dict.fromkeys(need.box for need in (*first.of_declaration, *first.of_article)))
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for step in range(len(boxes) * len(members)):
        regime = members[step % len(members)]
        box = boxes[(step * 7 + turn * 5) % len(boxes)]
        needs = _needs(law, regime)
        for need in (*needs.of_declaration, *needs.of_article):
            if need.box == box and need.asked == asked and (box, need.path) not in seen:
                seen.add((box, need.path))
                yield regime, need


def _is_of_article(need: Need) -> bool:
    article = next(child for child in DUM_FORM.root.children if child.is_article)
    return need.element in article.children


def _holder(root: Node, need: Need) -> Node:
    return root["GoodsItem"] if _is_of_article(need) else root


def _names(need: Need) -> tuple[str, ...]:
    return (need.element.name,)


def _insert(parent: Node, need: Need) -> None:
    """Put an element in, with the form's own examples, where the form has it."""
    fields = {child.name: place for place, child in enumerate(_field_of(parent).children)}
    rank = fields[need.element.name]
    place = next((at for at, child in enumerate(parent.children) if fields[child.name] > rank), len(parent.children))
    parent.children.insert(place, _example(need.element))


def _field_of(node: Node) -> Field:
    root = DUM_FORM.root
    return root if node.name == root.name else next(child for child in root.children if child.name == node.name)


def _example(field: Field) -> Node:
    if field.kind != "group":
        return Node(field.name, text=field.example or "")
    inside = [child for child in field.children if child.minimum] or list(field.children[:1])
    return Node(field.name, [_example(child) for child in inside])
