"""Which words of the store the code uses: their ids as it writes them, whole or put together from parts."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

IN_TEMPLATES = re.compile(r'words(?:\.\w\w)?\.(\w+)|["\']([\w-]+)["\']')
ENUMERATED = re.compile(r'enumeration value="([^"]*)"')
FAMILY_FIRST = {"family", "worded"}
"""Functions whose first argument is the family of the words that are wanted."""


class WordsInCode:
    """The texts that stand in the code of some folders, and how it puts ids together."""

    def __init__(self, root: Path, folders: Sequence[str]) -> None:
        self.names: set[str] = set()
        self._patterns: set[str] = set()
        for file in (file for folder in folders for file in sorted((root / folder).rglob("*"))):
            if file.suffix == ".py":
                self.read(file.read_text(encoding="utf-8"))
            elif file.suffix == ".csv":
                rows = csv.reader(file.read_text(encoding="utf-8").splitlines())
                self.names |= {file.stem, *(name for row in rows for cell in row for name in cell.split())}
            elif file.suffix in (".j2", ".typ"):
                self.names |= {
                    name for found in IN_TEMPLATES.findall(file.read_text(encoding="utf-8")) for name in found
                }
            elif file.suffix == ".xsd":
                codes = ENUMERATED.findall(file.read_text(encoding="utf-8"))
                self.names |= {*codes, *(code.lower() for code in codes)}

    def read(self, source: str) -> None:
        """Take in a program: its texts but the docstrings, the names of arguments, and f-strings as patterns."""
        for node in ast.walk(ast.parse(source)):
            self.names |= set(_texts(node))
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                parts = (
                    re.escape(str(each.value)) if isinstance(each, ast.Constant) else "(.+)" for each in node.values
                )
                self._patterns.add("".join(parts))
            elif isinstance(node, ast.Call) and _name(node.func) in FAMILY_FIRST and node.args:
                named = (each for each in ast.walk(node.args[0]) if isinstance(each, ast.Constant))
                self._patterns |= {rf"{re.escape(str(each.value))}\.(.+)" for each in named}

    def uses(self, text: str) -> bool:
        """Whether a text is written in the code, or put together there from texts that are."""
        return text in self.names or any(
            all(self.uses(part) for part in match.groups())
            for pattern in self._compiled
            if (match := pattern.fullmatch(text))
        )

    @cached_property
    def _compiled(self) -> list[re.Pattern[str]]:
        return [re.compile(pattern) for pattern in self._patterns]


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _texts(node: ast.AST) -> Iterator[str]:
    """The texts directly in a node, but for one that stands alone: a docstring."""
    if isinstance(node, ast.keyword) and node.arg:
        yield node.arg
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Constant) and isinstance(child.value, str) and not isinstance(node, ast.Expr):
            yield child.value
