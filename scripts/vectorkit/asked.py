"""Vectors of what a régime asks: what its table requires left out, what it forbids put in, another country, the other
indicator of payment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from schemas.form import Field
from schemas.law import LawOfDay, shipped
from schemas.needs import Need
from tests.schemas.check.papers import LAYOUTS, Node, write
from tests.schemas.check.samples import DUM_FORM
from vectorkit.nodes import has
from vectorkit.plan import asked_of, families
from vectorkit.sound import sound
from vectorkit.vector import DAY, Fault, Vector

REQUIRED_OF_EACH, FORBIDDEN_OF_EACH = 3, 2
OWN_RULES = {("26", "required"): "B26-1", ("26", "forbidden"): "B26-2", ("35", "forbidden"): "B35-1"}
"""Boxes whose presence has a rule of its own beside TAB01 and TAB02; and box 14, where it holds an office (B14-1)."""


@dataclass(frozen=True)
class Part:
    """What a régime asks of one part of the declaration, or of each article."""

    regime: str
    need: Need
    in_article: bool

    @property
    def name(self) -> str:
        """The name of the element."""
        return self.need.element.name

    @property
    def article(self) -> int | None:
        """The article in which it is broken."""
        return 1 if self.in_article else None

    def holder(self, root: Node) -> tuple[Node, Field] | None:
        """The node that holds the element or would, and its definition; None where it is not there."""
        node, field = root, DUM_FORM.root
        for attribute in ("goods_item", *self.need.path[:-1]) if self.in_article else self.need.path[:-1]:
            field = field.by_attribute[attribute]
            if not has(node, (field.name,)):
                return None
            node = node[field.name]
        return node, field


def left_out() -> Iterator[Vector]:
    """In each family some boxes that its table requires and the form does not, left out."""
    law = shipped().on(DAY)
    for number, (family, members) in enumerate(families(law).items()):
        parts = _asked(law, members, "required", number)
        yield from islice(_without(law, family, parts, 700 + 7 * number), REQUIRED_OF_EACH)


def _without(law: LawOfDay, family: str, parts: Iterable[Part], number: int) -> Iterator[Vector]:
    for turn, part in enumerate(parts):
        root, need = sound(law, part.regime, number + turn, 2), part.need
        held = part.holder(root)
        if need.element.minimum or held is None or not has(held[0], (part.name,)):
            continue
        if has(root, ("Declarant", "SeeBox")) and need.box == root["Declarant/SeeBox"].text:
            continue  # that box 10 points to an empty box is told in its place
        held[0].drop(part.name)
        yield _vector("without", part, family, root, _code(need, "TAB01"), turn)


def put_in() -> Iterator[Vector]:
    """In each family some boxes that its table wants empty, filled; those without a rule of their own first."""
    law = shipped().on(DAY)
    for number, (family, members) in enumerate(families(law).items()):
        parts = sorted(_asked(law, members, "forbidden", number), key=lambda part: _code(part.need, "TAB02") != "TAB02")
        yield from islice(_with(law, family, parts, 800 + 7 * number), FORBIDDEN_OF_EACH)


def _with(law: LawOfDay, family: str, parts: Iterable[Part], number: int) -> Iterator[Vector]:
    for turn, part in enumerate(parts):
        root = sound(law, part.regime, number + turn, 2)
        held = part.holder(root)
        if held is None or has(held[0], (part.name,)):
            continue
        _insert(*held, part.need.element)
        yield _vector("with", part, family, root, _code(part.need, "TAB02"), turn)


def _vector(what: str, part: Part, family: str, root: Node, code: str, turn: int) -> Vector:
    fault = Fault(code, part.need.box, article=part.article)
    inner = f"-{part.name.lower()}" if len(part.need.path) > 1 else ""
    content = write(root, LAYOUTS[turn % len(LAYOUTS)]).content
    name = f"{what}-{part.need.box}{inner}-{part.regime}"
    return Vector(name, family, "table", part.regime, content, faults=(fault,))


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


def _asked(law: LawOfDay, members: list[str], asked: str, turn: int) -> Iterator[Part]:
    """What régimes of a family ask, each time of another régime and another box."""
    first = asked_of(law, members[0])
    boxes = list(dict.fromkeys(need.box for need in (*first.of_declaration, *first.of_article)))
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for step in range(len(boxes) * len(members)):
        regime = members[step % len(members)]
        box = boxes[(step * 7 + turn * 5) % len(boxes)]
        needs = asked_of(law, regime)
        for in_article, found in ((False, needs.of_declaration), (True, needs.of_article)):
            for need in found:
                if need.box == box and need.asked == asked and (box, need.path) not in seen:
                    seen.add((box, need.path))
                    yield Part(regime, need, in_article)


def _code(need: Need, otherwise: str) -> str:
    """The rule that tells of a box missing or too many."""
    if need.box == "14" and "office" in need.holds:
        return "B14-1"
    return OWN_RULES.get((need.box, need.asked), otherwise)


def _insert(parent: Node, field: Field, element: Field) -> None:
    """Put an element in, with the form's own examples, where the form has it."""
    ranks = {child.name: place for place, child in enumerate(field.children)}
    rank = ranks[element.name]
    place = next((at for at, child in enumerate(parent.children) if ranks[child.name] > rank), len(parent.children))
    parent.children.insert(place, _example(element))


def _example(field: Field) -> Node:
    if field.kind != "group":
        return Node(field.name, text=field.example or "")
    inside = [child for child in field.children if child.minimum] or list(field.children[:1])
    return Node(field.name, [_example(child) for child in inside])
