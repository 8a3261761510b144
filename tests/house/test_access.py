"""Nothing compares roles or owners but the room that says who may do what, and what is listed here with a reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from gateway.access import ROLES
from tests.checkout import CHECKOUT
from tests.house.test_arrows import modules

ROOMS = (
    "gateway/access/",
    "gateway/partners/",  # keeps partners: gives and takes roles, finds the keys of one
    "gateway/people/",  # gives mandates, and says how far they reach
    "gateway/ledger/migrations/",  # what was written once stays
)
ALLOWED = {
    "gateway/cli/partners.py": {
        "partners.known(partner).roles",  # shown
        "partners.known(partner).offices",
        "changed.roles",
        "changed.offices",
        "name not in ('partner', 'association')",  # options of a command
    },
    "gateway/cli/partners_told.py": {"each.roles", "each.offices", "partner.roles", "partner.offices"},  # shown
    "gateway/cli/mandates.py": {"mandate.offices"},
    "gateway/views/company_views.py": {"power.offices"},
    "gateway/doors/http/company_routes.py": {"each.offices"},  # the limits of a mandate, for a query
    "gateway/queries/powers.py": {"self.offices", "each.offices"},
    "gateway/administration/sandbox.py": {"does == 'office'"},  # a word of script.csv
    "gateway/dossier/acts/bureaux.py": {"thing.offices", "who.offices"},  # told in a refusal
    "gateway/dossier/acts/submit_act.py": {"who.offices"},  # logged
    "gateway/dossier/requests.py": {
        "fits.decides == 'office'",  # a word of states.csv
        "filter_by(partner=partner)",  # a reference names a declaration for its sender alone
    },
    "gateway/doors/http/connections/uploads.py": {"each.partner == upload.partner"},  # how many one has under way
    "gateway/pipeline/record_message.py": {"table.c.partner == submission.partner"},  # each sender counts his own
}
"""Where that is no question of who may do what."""


def compared(tree: ast.AST) -> Iterator[str]:
    """By which expressions a module judges itself who may do what."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("roles", "offices") and isinstance(node.ctx, ast.Load):
            yield ast.unparse(node)
        if isinstance(node, ast.Set) and _names_role(node):
            yield ast.unparse(node)
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.Eq, ast.NotEq, ast.In, ast.NotIn)):
            sides = [node.left, *node.comparators]
            if any(_names_role(each) or _is_owner(each) for each in sides):
                yield ast.unparse(node)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".filter_by"):
            yield from (f"filter_by({ast.unparse(each)})" for each in node.keywords if each.arg == "partner")


def _names_role(node: ast.AST) -> bool:
    named = node.elts if isinstance(node, (ast.Set, ast.Tuple, ast.List)) else [node]
    return any(isinstance(each, ast.Constant) and each.value in ROLES for each in named)


def _is_owner(node: ast.AST) -> bool:
    """`row.partner`, `table.c.partner`, `table.c["partner"]`, `partner.id`."""
    if isinstance(node, ast.Attribute) and node.attr == "id":
        return ast.unparse(node.value).rpartition(".")[2] in ("partner", "principal")
    if isinstance(node, ast.Subscript):
        return ast.unparse(node).endswith("c['partner']")
    return isinstance(node, ast.Attribute) and node.attr == "partner"


def test_nothing_compares_roles_or_owners() -> None:
    found = {
        name: set(compared(ast.parse(path.read_text(encoding="utf-8"))))
        for path in modules("gateway")
        if not (name := path.relative_to(CHECKOUT).as_posix()).startswith(ROOMS)
    }
    assert {name: expressions for name, expressions in found.items() if expressions} == ALLOWED


@pytest.mark.parametrize(
    "wrong",
    [
        "'office' in given",
        "role == 'archivist'",
        "role in ('partner', 'office')",
        "{'office', 'archivist'}",
        "who.roles",
        "who.offices",
        "row.partner != who",
        "table.c.partner == who",
        "table.c['partner'] == who",
        "partner.id == row.owner",
        "filter_by(partner=who)",
    ],
)
def test_a_role_and_an_owner_that_are_compared_are_seen(wrong: str) -> None:
    assert list(compared(ast.parse(f"query.{wrong}" if "filter" in wrong else f"found(x, {wrong})"))) == [wrong]


def test_what_compares_neither_is_not_named() -> None:
    right = "may(partner, Action.READ, thing), table.c.partner.is_(None), row.partner is None, facts['office'] == code"
    assert not list(compared(ast.parse(right)))
