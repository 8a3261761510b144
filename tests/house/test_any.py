"""No parameter is a bare `Any`: whoever calls a function is told what it takes.

What is not known, as JSON from outside, is an `object` until it is looked at. `*args` and `**named` may be `Any`: they
pass on what another function takes, or are facts that words mention by name.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.checkout import CHECKOUT

ROOMS = ("schemas", "parsers", "renderers", "gateway")
MAY_BE = {
    "gateway/doors/http/connections/http_protocol.py:connection_made(transport)": "asyncio names a base without `write`"
}
"""Parameters that stay bare, each with the reason."""


def bare_in(tree: ast.AST) -> Iterator[str]:
    """The parameters that are a bare `Any`, as `function(parameter)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
                if each.annotation is not None and ast.unparse(each.annotation) in ("Any", "typing.Any", "Any | None"):
                    yield f"{node.name}({each.arg})"


def bare() -> Iterator[str]:
    """All of them, as `file:function(parameter)`."""
    for room in ROOMS:
        for path in sorted((CHECKOUT / room).rglob("*.py")):
            name = path.relative_to(CHECKOUT).as_posix()
            yield from (f"{name}:{each}" for each in bare_in(ast.parse(path.read_text(encoding="utf-8"))))


def test_every_parameter_says_its_type() -> None:
    assert set(bare()) == set(MAY_BE)


def test_a_bare_parameter_is_seen() -> None:
    written = (
        "def one(row: Any, *more: Any, **named: Any): ...\nclass A:\n async def two(self, *, key: Any | None): ..."
    )
    assert list(bare_in(ast.parse(written))) == ["one(row)", "two(key)"]
