"""Who may do what: what the three roles may by the table, and `visible` chooses the rows that `may` allows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
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
OFFICES = ("300", "301", "309")
ROLE_SETS = [roles for size in range(len(ROLES) + 1) for roles in combinations(ROLES, size)]
BELONGING = (Kind.DOCUMENT, Kind.ACCOUNT, Kind.CLAIM)


@dataclass(frozen=True)
class Message:
    """A declaration or a request: whose it is, its bureaux, and by their places its submission and what it is about."""

    owner: str
    office: str | None
    destination: str | None
    discharge: str | None
    submission: int
    about: int | None


@dataclass(frozen=True)
class World:
    """What a ledger holds: of belongings the owner, the declaration and the credit account, by their places."""

    messages: list[Message]
    submissions: list[str]
    belongings: Mapping[Kind, list[tuple[str, int, int | None]]]
    credits: int = 3


owner, place, office = st.sampled_from(OWNERS), st.integers(0, 3), st.none() | st.sampled_from(OFFICES)
worlds = st.builds(
    World,
    st.lists(st.builds(Message, owner, office, office, office, place, st.none() | place), max_size=4),
    st.lists(owner, max_size=4),
    st.fixed_dictionaries(
        {kind: st.lists(st.tuples(owner, place, st.none() | st.integers(0, 2)), max_size=3) for kind in BELONGING}
    ),
)
principals = st.builds(
    Principal,
    owner,
    st.sampled_from(ROLE_SETS),
    st.lists(st.sampled_from(OFFICES), unique=True, max_size=2).map(tuple),
    st.booleans(),
)
some_rights = st.lists(
    st.builds(
        Right,
        st.sampled_from(ROLES),
        st.sampled_from(Action),
        st.lists(st.sampled_from(Kind), min_size=1, unique=True).map(tuple),
        st.sampled_from(Whose),
    ),
    max_size=8,
).map(tuple)
"""Other tables than today's: what holds of both twins is no matter of its rows."""

SOME = World(
    [
        Message("atlas", "309", None, None, 0, None),
        Message("medina", "301", "309", "300", 0, None),
        Message("atlas", None, None, None, 1, 0),
        Message("bureau", "300", None, None, 2, 1),
    ],
    ["atlas", "atlas", "bureau", "medina"],
    {kind: [("atlas", 0, 0), ("medina", 1, 1), ("medina", 1, None)] for kind in BELONGING},
)
"""A submission for two bureaux, a transit, a request without a bureau of its own, and one that changes the bureau."""


@pytest.mark.parametrize("roles", [roles for roles in ROLE_SETS if roles])
def test_the_three_roles_may_what_they_always_might(roles: tuple[str, ...]) -> None:
    """An office that is not held to its bureaux is as all offices were."""
    who = Principal("atlas", roles, everywhere=True)
    assert may(who, Action.SEND) == ("partner" in roles)
    assert may(who, Action.ACT) == ("office" in roles)
    for kind in Kind:
        assert may(who, Action.READ, Thing(kind, {"atlas"}))
        reads_all = "office" in roles or "archivist" in roles
        assert may(who, Action.READ, Thing(kind, {"medina"})) == reads_all
        assert may(who, Action.READ, Thing(kind, set())) == reads_all
    for kind in (Kind.DECLARATION, Kind.ACCOUNT, Kind.CLAIM, Kind.CREDIT):
        assert may(who, Action.ACT, Thing(kind)) == ("office" in roles)


@pytest.mark.parametrize("kind", [Kind.DECLARATION, *BELONGING])
def test_an_office_reads_what_is_of_its_bureaux_and_what_ends_there(kind: Kind) -> None:
    who = Principal("bureau", ("office",), ("300", "309"))
    here, there = frozenset({"309"}), frozenset({"301"})
    assert may(who, Action.READ, Thing(kind, offices=here))
    assert may(who, Action.READ, Thing(kind, offices=there, ends_at=here))
    assert not may(who, Action.READ, Thing(kind, offices=there, ends_at=there))
    assert not may(who, Action.READ, Thing(kind))


def test_an_office_acts_on_what_is_of_its_bureaux_and_receives_what_ends_there() -> None:
    who = Principal("bureau", ("office",), ("309",))
    own, ending = Thing(Kind.DECLARATION, offices={"309"}), Thing(Kind.DECLARATION, offices={"301"}, ends_at={"309"})
    assert may(who, Action.ACT, own) and may(who, Action.RECEIVE, own)
    assert not may(who, Action.ACT, ending) and may(who, Action.RECEIVE, ending)
    assert not may(who, Action.ACT, Thing(Kind.CLAIM, offices={"301"}, ends_at={"309"}))


def test_a_credit_account_is_of_every_bureau_and_who_has_none_has_nothing() -> None:
    posted, unposted = Principal("bureau", ("office",), ("309",)), Principal("bureau", ("office",))
    for action in (Action.ACT, Action.READ):
        assert may(posted, action, Thing(Kind.CREDIT)) and not may(unposted, action, Thing(Kind.CREDIT))
        assert may(unposted, action), "the door lets him in: he is told what he lacks"
    assert not may(unposted, Action.READ, Thing(Kind.DECLARATION, offices={"309"}))
    assert may(unposted, Action.READ, Thing(Kind.DECLARATION, {"bureau"})), "what he sent by his folder"


def test_a_submission_is_read_by_an_office_that_may_read_all_it_holds() -> None:
    who = Principal("bureau", ("office",), ("309",))
    here, there = (Thing(Kind.DECLARATION, offices={each}) for each in ("309", "301"))
    assert may(who, Action.READ, Thing(Kind.SUBMISSION, holds=(here, here)))
    assert not may(who, Action.READ, Thing(Kind.SUBMISSION, holds=(here, there)))
    assert not may(who, Action.READ, Thing(Kind.SUBMISSION))


def test_who_has_no_role_may_nothing() -> None:
    nobody = Principal("atlas", (), OFFICES, everywhere=True)
    assert not any(may(nobody, action, Thing(kind, {"atlas"})) for action in Action for kind in Kind)
    assert not any(may(nobody, action) for action in Action)


def test_what_is_no_kind_is_shown_to_nobody() -> None:
    with pytest.raises(ValueError, match="partner_key"):
        visible(Principal("archive", ("archivist",)), Action.READ, tables.partner_key)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(principals, worlds, some_rights)
@example(Principal("atlas", ("partner",)), SOME, RIGHTS)
@example(Principal("bureau", ("office",)), SOME, RIGHTS)
@example(Principal("bureau", ("office",), everywhere=True), SOME, RIGHTS)
@example(Principal("bureau", ("office",), ("309",)), SOME, RIGHTS)
@example(Principal("bureau", ("office", "partner"), ("300", "301")), SOME, RIGHTS)
def test_visible_chooses_exactly_what_may_allows(
    engine: sa.Engine, who: Principal, world: World, table_of_rights: tuple[Right, ...]
) -> None:
    with engine.connect() as connection, mock.patch.object(rights, "RIGHTS", table_of_rights):
        for kind, things in _filled(connection, world).items():
            table = tables.metadata.tables[kind]
            for action in Action:
                seen = _keys(connection, table, visible(who, action, table))
                assert seen == {str(place) for place, thing in enumerate(things) if may(who, action, thing)}
            own = _keys(connection, table, owned_by(who.id, table))
            assert own == {str(place) for place, thing in enumerate(things) if who.id in thing.owners}
        connection.rollback()


def _filled(connection: sa.Connection, world: World) -> dict[Kind, list[Thing]]:
    """Write rows, each with its place as its key; what they are as things, those of a kind by their places."""
    offices = [frozenset({each.office} - {None}) for each in world.messages]
    ends_at = [frozenset({each.destination, each.discharge} - {None}) for each in world.messages]

    def of(places: list[int | None]) -> dict[str, frozenset[str]]:
        there = [each for each in places if each is not None and each < len(world.messages)]
        parts = {"offices": offices, "ends_at": ends_at}
        return {name: frozenset().union(*(each[at] for at in there)) for name, each in parts.items()}

    messages = [Thing(Kind.DECLARATION, {each.owner}, **of([at, each.about])) for at, each in enumerate(world.messages)]
    for at, each in enumerate(world.messages):
        columns = {"office": each.office, "destination_office": each.destination, "discharge_office": each.discharge}
        about = None if each.about is None else str(each.about)
        _insert(
            connection,
            Kind.DECLARATION,
            at,
            partner=each.owner,
            submission=str(each.submission),
            about=about,
            **columns,
        )
    for at, owner in enumerate(world.submissions):
        _insert(connection, Kind.SUBMISSION, at, partner=owner)
    debtors: dict[int, set[str]] = defaultdict(set)
    for kind, belongings in world.belongings.items():
        for at, (owner, declaration, credit) in enumerate(belongings):
            charged = {"credit": None if credit is None else str(credit)} if kind == Kind.CLAIM else {}
            _insert(connection, kind, at, partner=owner, declaration=str(declaration), **charged)
            if charged and credit is not None:
                debtors[credit].add(owner)
    for at in range(world.credits):
        _insert(connection, Kind.CREDIT, at)
    held = [
        tuple(messages[at] for at, each in enumerate(world.messages) if each.submission == number)
        for number in range(4)
    ]
    return {
        Kind.DECLARATION: messages,
        Kind.SUBMISSION: [
            Thing(Kind.SUBMISSION, {owner}, holds=held[at]) for at, owner in enumerate(world.submissions)
        ],
        Kind.CREDIT: [Thing(Kind.CREDIT, debtors[at]) for at in range(world.credits)],
        **{
            kind: [Thing(kind, {owner}, **of([at])) for owner, at, _ in all_of]
            for kind, all_of in world.belongings.items()
        },
    }


def _insert(connection: sa.Connection, kind: Kind, place: int, **given: str | None) -> None:
    """A row of a table: its key is the place, and what must be there is something."""
    table = tables.metadata.tables[kind]
    something: dict[type, Any] = {str: "", int: 0, bool: False, object: {}}
    columns = [column for column in table.columns if not column.nullable and column.server_default is None]
    filled = {column.name: something[column.type.python_type] for column in columns}
    row = {**filled, tables.key_of(table).name: str(place), **given}
    connection.execute(sa.insert(table).values(row))


def _keys(connection: sa.Connection, table: sa.Table, chosen: sa.ColumnElement[bool]) -> set[str]:
    return set(connection.execute(sa.select(tables.key_of(table)).where(chosen)).scalars())
