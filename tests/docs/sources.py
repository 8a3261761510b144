"""The sources as text and as syntax: which codes of findings they raise, with which facts."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.checkout import CHECKOUT

ROOMS = ("gateway", "parsers", "schemas")
CODE = re.compile(r"[A-Z]{3}[0-9]{2}|(?!UTF|SHA|ISO)(?:B(?:[0-9]{2}|[A-Z])|[A-Z]{2,3})-[0-9]+")
PLACEHOLDER = re.compile(r"\{(\w+)\}")

OF_EVERY_FINDING = frozenset({"value", "box", "article", "file", "named"})
"""Given to the words of every code (`Finding._arguments`)."""

OF_THE_FORM = frozenset({"element", "place"})
"""Given besides to what is found in a form (`Gathering`)."""

ADDED_LATER = {"XSD04": frozenset({"order"}), "XSD03": frozenset({"parent", "hint"}), "XSD06": frozenset({"expected"})}
"""Given when a fault of form is told (`explained`, `Gathering.add_structure`), not where it is found."""


@dataclass(frozen=True)
class Site:
    """A place that raises a code, and the names of the facts that it gives; None where it passes the code on alone."""

    code: str
    facts: frozenset[str] | None
    where: str


def tracked(*endings: str) -> list[Path]:
    """The files of the repository (those that git knows, or would take) with one of the endings."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout.splitlines()
    paths = [CHECKOUT / line for line in listed if line.endswith(endings)]
    return sorted(path for path in paths if path.is_file())


def raised() -> list[Site]:
    """Every place in the sources where a code stands that is not merely compared with."""
    return [
        site
        for room in ROOMS
        for path in sorted((CHECKOUT / room).rglob("*.py"))
        for site in sites(path.read_text(encoding="utf-8"), str(path.relative_to(CHECKOUT)))
    ]


def sites(text: str, name: str) -> Iterator[Site]:
    """The sites of one source."""
    tree = ast.parse(text)
    above = {child: parent for parent in ast.walk(tree) for child in ast.iter_child_nodes(parent)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and _is_code(node):
            holder = above[node]
            if isinstance(holder, ast.keyword):
                holder = above[holder]
            if isinstance(holder, (ast.Compare, ast.Set)):
                continue
            if _passes_on(holder):
                yield Site(node.value, None, f"{name}:{node.lineno}")
            else:
                facts = _of_rule(holder, above) if _is_rule(holder) else _given(holder, _function(holder, above))
                if node.value.startswith(("XSD", "LST")):
                    facts |= OF_THE_FORM | ADDED_LATER.get(node.value, frozenset())
                yield Site(node.value, frozenset(facts), f"{name}:{node.lineno}")


def _passes_on(holder: ast.AST) -> bool:
    """Where a code is chosen, kept, listed, or handed to a function that puts the facts to it."""
    if isinstance(holder, ast.Call):
        called = holder.func.attr if isinstance(holder.func, ast.Attribute) else getattr(holder.func, "id", "")
        return called in ("too_large", "_add", "_door", "_note")
    return not isinstance(holder, ast.Tuple) or all(_is_code(each) for each in holder.elts)


def _is_code(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value) is not None


def _is_rule(holder: ast.AST) -> bool:
    return isinstance(holder, ast.Call) and isinstance(holder.func, ast.Name) and holder.func.id == "rule"


def _of_rule(decorator: ast.AST, above: dict[ast.AST, ast.AST]) -> set[str]:
    """The facts that every fault of a rule gives, in its own function or in those of its file that it calls."""
    judge = above[decorator]
    module = judge
    while module in above:
        module = above[module]
    functions = {node.name: node for node in ast.iter_child_nodes(module) if isinstance(node, ast.FunctionDef)}
    called, waiting = [judge], [judge]
    while waiting:
        names = {node.func.id for node in ast.walk(waiting.pop()) if _calls_by_name(node)}
        found = [functions[name] for name in sorted(names & set(functions)) if functions[name] not in called]
        called += found
        waiting += found
    faults = [_facts(node, functions) for function in called for node in ast.walk(function) if _is_fault(node)]
    assert faults, "a rule without a fault"
    return set.intersection(*faults) | OF_THE_FORM


def _calls_by_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name)


def _is_fault(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "fault"


def _facts(call: ast.Call, functions: dict[str, ast.FunctionDef]) -> set[str]:
    """The names of the facts that a fault is given, those of `**function(...)` after what the function returns."""
    facts = {keyword.arg for keyword in call.keywords if keyword.arg}
    for keyword in call.keywords:
        if keyword.arg is None and _calls_by_name(keyword.value):
            returns = [node for node in ast.walk(functions[keyword.value.func.id]) if isinstance(node, ast.Return)]
            facts |= set.intersection(*(_keys(node.value, None) for node in returns if node.value))
    return facts


def _given(holder: ast.AST, function: ast.AST | None) -> set[str]:
    """The facts beside a code: keywords, and the keys of dictionaries, written there or named there."""
    if isinstance(holder, ast.Call):
        beside = [*holder.args, *(keyword.value for keyword in holder.keywords)]
        names = {keyword.arg for keyword in holder.keywords if keyword.arg}
    else:
        beside, names = list(getattr(holder, "elts", [])), set()
    return names.union(*(_keys(each, function) for each in beside))


def _keys(node: ast.AST, function: ast.AST | None) -> set[str]:
    if isinstance(node, ast.Dict):
        own = {key.value for key in node.keys if isinstance(key, ast.Constant)}
        spread = [value for key, value in zip(node.keys, node.values, strict=True) if key is None]
        return own.union(*(_keys(each, function) for each in spread))
    if isinstance(node, ast.Name) and function is not None:
        found = [_keys(value, None) for value in _assigned(node.id, function)]
        return set.intersection(*found) if found else set()
    return set()


def _assigned(name: str, function: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(function):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        here = any(isinstance(target, ast.Name) and target.id == name for target in targets)
        if here and isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            yield node.value


def _function(node: ast.AST, above: dict[ast.AST, ast.AST]) -> ast.AST | None:
    current: ast.AST | None = node
    while current is not None and not isinstance(current, ast.FunctionDef | ast.AsyncFunctionDef):
        current = above.get(current)
    return current
