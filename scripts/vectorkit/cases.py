"""The cases of the tests as vectors: each breaks one thing in an example, some the same thing in other families."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

from schemas.law import shipped
from tests.schemas.check.all_cases import CASES
from tests.schemas.check.papers import LAYOUTS, Node, write
from tests.schemas.check.samples import sample
from vectorkit.papers import attached
from vectorkit.plan import families, family_of
from vectorkit.sound import sound
from vectorkit.vector import DAY, Fault, Vector, WrongVectorError, entry

CANNOT_BE_DONE = (IndexError, ValueError, KeyError)
"""What a case raises in a declaration that has not the element which it breaks."""
OF_EACH_FAMILY = 3
OF_THE_DAY = {"DAT-1"}
"""Codes whose cases hold on the day of the tests only: they are left out, and have vectors that hold on any day."""
FAR_FUTURE = date(2095, 3, 1)


def all_cases() -> list[Any]:
    """The cases of every topic, those of the rules' own tests first; the same case once."""
    found: dict[tuple[Any, ...], Any] = {}
    for case in CASES:
        broken = _broken(case, sample(case.name))
        text = write(broken[0]).text if broken else ""
        found.setdefault((case.code, case.name, case.at, case.point, text), case)
    return list(found.values())


def at_home() -> Iterator[Vector]:
    """Each case in the example that it was written for."""
    taken: dict[str, int] = {}
    for number, case in enumerate(all_cases()):
        taken[case.code] = count = taken.get(case.code, 0) + 1
        regime = sample(case.name)["Regime"].text
        name = f"{case.code.lower()}-{count}"
        vector = _at_home(case, name, regime, number)
        if vector is not None:
            yield vector
        elif case.code not in OF_THE_DAY:
            raise WrongVectorError(f"{case.code} at {case.at} of {case.name}: not told as the case says")


def _at_home(case: Any, name: str, regime: str, number: int) -> Vector | None:
    """Without the attachments of the example, where the case holds without them too; told alone rather than not."""
    told: list[tuple[int, Vector]] = []
    for without in (True, False):
        base = sample(case.name).put("FunctionCode", "1")
        if without:
            base.children = [child for child in base.children if child.name != "Attachment"]
        vector = _vector(case, base, name, regime, number)
        findings = len(_told(vector)) if vector is not None else 0
        if vector is not None and findings:
            told.append((findings, vector))
        if findings == 1:
            break
    return min(told, key=lambda each: each[0])[1] if told else None


def of_the_future() -> Iterator[Vector]:
    """A message of a day that is to come whenever it is sent; its other dates fit it."""
    law = shipped().on(DAY)
    for number, regime in enumerate(("010", "060")):
        root = sound(law, regime, 1200 + number, 1, FAR_FUTURE)
        written = write(root, LAYOUTS[number])
        fault = Fault("DAT-1", None, written.position(root["IssueDateTime"], "value"))
        yield Vector(f"dat-1-{regime}", family_of(law, regime), "rule", regime, written.content, faults=(fault,))


def in_other_families() -> Iterator[Vector]:
    """Some cases in each family, on sound declarations of its own régimes; others in each."""
    law = shipped().on(DAY)
    regimes = families(law)
    cases = [case for case in all_cases() if case.code not in OF_THE_DAY]
    for place, (family, members) in enumerate(regimes.items()):
        start = place * len(cases) // len(regimes)
        yield from islice(_in_family(family, members, [*cases[start:], *cases[:start]]), OF_EACH_FAMILY)


def _in_family(family: str, members: list[str], cases: list[Any]) -> Iterator[Vector]:
    law, codes = shipped().on(DAY), set[str]()
    for number, case in enumerate(cases):
        if case.code in codes:
            continue
        regime = members[len(codes) % len(members)]
        base = sound(law, regime, 300 + number, 3)
        vector = _vector(case, base, f"{case.code.lower()}-{regime}", regime, number)
        if vector is not None and vector.family == family and _told(vector):
            codes.add(case.code)
            yield vector


def _vector(case: Any, base: Node, name: str, regime: str, number: int) -> Vector | None:
    """The case in this declaration; None where it cannot be broken so."""
    made = _broken(case, base)
    if made is None:
        return None
    root, behind = made
    files = attached(root, name)
    written = write(root, LAYOUTS[number % len(LAYOUTS)])
    node = behind or root[case.at]
    if (node, case.point) not in written.places:
        return None
    fault = Fault(case.code, case.box, written.position(node, case.point), case.article)
    family = family_of(shipped().on(DAY), regime)
    return Vector(name, family, kind_of(case.code), regime, written.content, files, (fault,))


def _broken(case: Any, root: Node) -> tuple[Node, Node | None] | None:
    """The declaration with the one thing broken, and the sibling behind it where the case points at that."""
    try:
        behind = None
        if case.at.endswith("+"):
            behind = root.children[root.children.index(root[case.at[:-1]]) + 1]
        case.change(root)
        if behind is None:
            root[case.at]
    except CANNOT_BE_DONE:
        return None
    return root, behind


def _told(vector: Vector) -> list[dict[str, Any]]:
    """What is found of a vector, nothing where it is not what the case says."""
    try:
        return list(entry(vector)["findings"])
    except WrongVectorError:
        return []


def kind_of(code: str) -> str:
    """The kind of vectors that show this code."""
    letters = re.match("[A-Z]+", code)
    return {"TAB": "table", "XML": "xml", "XSD": "structure", "LST": "list", "ATT": "attachment", "PDF": "attachment",
            "INV": "attachment"}.get(letters[0] if letters else "", "rule")  # fmt: skip
