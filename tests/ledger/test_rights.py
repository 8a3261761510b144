"""Who may do what: what the three roles may by the table, and `visible` chooses the rows that `may` allows."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import Any
from unittest import mock

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gateway.access import ROLES, Action, Kind, Principal, Thing, may, owned_by, rights, visible
from gateway.access.rights import RIGHTS, Right, Whose
from gateway.ledger import tables

pytestmark = pytest.mark.service


OWNERS = ("atlas", "bureau", "medina")
ROLE_SETS = [roles for size in range(len(ROLES) + 1) for roles in combinations(ROLES, size)]

principals = st.builds(Principal, st.sampled_from(OWNERS), st.sampled_from(ROLE_SETS))
some_rights = st.lists(
    st.builds(
        Right,
        st.sampled_from(ROLES),
        st.sampled_from(Action),
        st.lists(st.sampled_from(Kind), min_size=1, unique=True).map(tuple),
        st.sampled_from([Whose.OWN, Whose.ANY]),
    ),
    max_size=8,
).map(tuple)
"""Other tables than today's: what holds of both twins is no matter of its rows."""

owners_of = st.fixed_dictionaries({kind: st.lists(st.sampled_from(OWNERS), max_size=4) for kind in Kind})
charged = st.lists(st.none() | st.integers(0, 3), min_size=4, max_size=4)
"""To which credit account, by its place, each claim is charged."""


@pytest.mark.parametrize("roles", [roles for roles in ROLE_SETS if roles])
def test_the_three_roles_may_what_they_always_might(roles: tuple[str, ...]) -> None:
    who = Principal("atlas", roles)
    assert may(who, Action.SEND) == ("partner" in roles)
    assert may(who, Action.ACT) == ("office" in roles)
    for kind in Kind:
        assert may(who, Action.READ, Thing(kind, {"atlas"}))
        reads_all = "office" in roles or "archivist" in roles
        assert may(who, Action.READ, Thing(kind, {"medina"})) == reads_all
        assert may(who, Action.READ, Thing(kind, set())) == reads_all


def test_who_has_no_role_may_nothing() -> None:
    nobody = Principal("atlas", ())
    assert not any(may(nobody, action, Thing(kind, {"atlas"})) for action in Action for kind in Kind)
    assert not any(may(nobody, action) for action in Action)


def test_what_is_no_kind_is_shown_to_nobody() -> None:
    with pytest.raises(ValueError, match="partner_key"):
        visible(Principal("archive", ("archivist",)), Action.READ, tables.partner_key)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(principals, owners_of, charged, some_rights)
@example(Principal("atlas", ("partner",)), {kind: list(OWNERS) for kind in Kind}, [0, 1, 1, None], RIGHTS)
@example(Principal("bureau", ("office",)), {kind: list(OWNERS) for kind in Kind}, [0, 1, 1, None], RIGHTS)
def test_visible_chooses_exactly_what_may_allows(
    engine: sa.Engine,
    who: Principal,
    owners: dict[Kind, list[str]],
    charges: list[int | None],
    table_of_rights: tuple[Right, ...],
) -> None:
    with engine.connect() as connection, mock.patch.object(rights, "RIGHTS", table_of_rights):
        for kind, things in _filled(connection, owners, charges).items():
            table = tables.metadata.tables[kind]
            for action in Action:
                seen = _keys(connection, table, visible(who, action, table))
                assert seen == {str(place) for place, thing in enumerate(things) if may(who, action, thing)}
            own = _keys(connection, table, owned_by(who.id, table))
            assert own == {str(place) for place, thing in enumerate(things) if who.id in thing.owners}
        connection.rollback()


def _filled(
    connection: sa.Connection, owners: dict[Kind, list[str]], charges: list[int | None]
) -> dict[Kind, list[Thing]]:
    """Write rows, each with its place as its key; what they are as things, those of a kind by their places."""
    things: dict[Kind, list[Thing]] = {}
    debtors: dict[int | None, set[str]] = defaultdict(set)
    for place, owner in enumerate(owners[Kind.CLAIM]):
        debtors[charges[place]].add(owner)
    for kind, all_owners in owners.items():
        for place, owner in enumerate(all_owners):
            charged_to = None if charges[place] is None else str(charges[place])
            given = {"partner": owner} | ({"credit": charged_to} if kind == Kind.CLAIM else {})
            row = _row(kind, place, {} if kind == Kind.CREDIT else given)
            connection.execute(sa.insert(tables.metadata.tables[kind]).values(row))
        credit = kind == Kind.CREDIT
        things[kind] = [Thing(kind, debtors[at] if credit else {owner}) for at, owner in enumerate(all_owners)]
    return things


def _row(kind: Kind, place: int, given: dict[str, str | None]) -> dict[str, Any]:
    """A row of a table: its key is the place, and what must be there is something."""
    table = tables.metadata.tables[kind]
    something: dict[type, Any] = {str: "", int: 0, bool: False, object: {}}
    columns = [column for column in table.columns if not column.nullable and column.server_default is None]
    filled = {column.name: something[column.type.python_type] for column in columns}
    return {**filled, tables.key_of(table).name: str(place), **given}


def _keys(connection: sa.Connection, table: sa.Table, chosen: sa.ColumnElement[bool]) -> set[str]:
    return set(connection.execute(sa.select(tables.key_of(table)).where(chosen)).scalars())
