"""Vectors of what a régime asks: what its table requires left out, what it forbids put in, another country, the other
indicator of payment."""

from __future__ import annotations

from collections.abc import Iterator

from check.papers import LAYOUTS, Node, write
from check.samples import DUM_FORM

from schemas.form import Field
from schemas.law import LawOfDay, shipped
from schemas.needs import Need
from vectorkit.nodes import has
from vectorkit.plan import asked_of, families
from vectorkit.sound import sound
from vectorkit.vector import DAY, Fault, Vector

REQUIRED_OF_EACH, FORBIDDEN_OF_EACH = 3, 2
OWN_RULES = {("26", "required"): "B26-1", ("26", "forbidden"): "B26-2", ("35", "forbidden"): "B35-1"}
"""Boxes whose presence has a rule of its own beside TAB01 and TAB02; and box 14, where it holds an office (B14-1)."""


def left_out() -> Iterator[Vector]:
    """In each family some boxes that its table requires and the form does not, left out."""
    law = shipped().on(DAY)
    for number, (family, members) in enumerate(families(law).items()):
        done = 0
        for turn, (regime, need) in enumerate(_asked(law, members, "required", number)):
            base = sound(law, regime, 700 + 7 * number + turn, 2)
            if need.element.minimum or not has(_holder(base, need), (need.element.name,)):
                continue
            if has(base, ("Declarant", "SeeBox")) and need.box == base["Declarant/SeeBox"].text:
                continue  # that box 10 points to an empty box is told in its place
            _holder(base, need).drop(need.element.name)
            article = 1 if _is_of_article(need) else None
            fault = Fault(_code(need, "TAB01"), need.box, article=article)
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
        asked = sorted(_asked(law, members, "forbidden", number), key=lambda one: _code(one[1], "TAB02") != "TAB02")
        for turn, (regime, need) in enumerate(asked):
            base = sound(law, regime, 800 + 7 * number + turn, 2)
            if has(_holder(base, need), (need.element.name,)):
                continue
            _insert(_holder(base, need), need)
            fault = Fault(_code(need, "TAB02"), need.box, article=1 if _is_of_article(need) else None)
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
                needs, base = asked_of(law, regime), sound(law, regime, 900 + 5 * number + turn, 1)
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
        needs = asked_of(law, regime)
        family, wanted = needs.family["code"], next(iter(needs.holds("34")), None)
        if wanted is None or (family, wanted) in done:
            continue
        done.add((family, wanted))
        base = sound(law, regime, 1100 + number, 2)
        base.put("GoodsItem:2/PaymentIndicator", "SP" if wanted == "AP" else "AP")
        written = write(base, LAYOUTS[number % len(LAYOUTS)])
        fault = Fault("B34-1", "34", written.position(base["GoodsItem:2/PaymentIndicator"], "value"), 2)
        yield Vector(f"indicator-{regime}", family, "table", regime, written.content, faults=(fault,))


def _asked(law: LawOfDay, members: list[str], asked: str, turn: int) -> Iterator[tuple[str, Need]]:
    """What régimes of a family ask, each time of another régime and another box."""
    first = asked_of(law, members[0])
    boxes = list(dict.fromkeys(need.box for need in (*first.of_declaration, *first.of_article)))
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for step in range(len(boxes) * len(members)):
        regime = members[step % len(members)]
        box = boxes[(step * 7 + turn * 5) % len(boxes)]
        needs = asked_of(law, regime)
        for need in (*needs.of_declaration, *needs.of_article):
            if need.box == box and need.asked == asked and (box, need.path) not in seen:
                seen.add((box, need.path))
                yield regime, need


def _code(need: Need, otherwise: str) -> str:
    """The rule that tells of a box missing or too many."""
    if need.box == "14" and "office" in need.holds:
        return "B14-1"
    return OWN_RULES.get((need.box, need.asked), otherwise)


def _is_of_article(need: Need) -> bool:
    article = next(child for child in DUM_FORM.root.children if child.is_article)
    return need.element in article.children


def _holder(root: Node, need: Need) -> Node:
    return root["GoodsItem"] if _is_of_article(need) else root


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
