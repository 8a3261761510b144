"""What of companies is read, held equal to a plain reading of the rules: of one thing, of a list, and when refused."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.access import READ_BY, Action, Kind, Principal, visible
from gateway.ledger import tables
from gateway.queries import standings
from gateway.queries.powers import Denied, denial, powers
from schemas.vocabulary import FLOWS, SCOPE
from tests.ledger.test_rights import _insert as insert
from tests.ledger.test_rights import _keys as keys_of

pytestmark = pytest.mark.service

COMPANIES = ("atlas", "bahia", "rif")
HOLDERS = ("ice:001561191", "ice:002841907", "rc:81/1", "partner:broker")
MOMENTS = ("2026-09-19T22:59:59Z", "2026-09-19T23:00:00Z", "2026-09-20T00:00:00Z")
"""Around two midnights in Casablanca: on 20 September 2026 the legal hour changes."""

moments, offices, flows = st.sampled_from(MOMENTS), st.sampled_from(("300", "309")), st.sampled_from(FLOWS[:2])
words = st.sampled_from([SCOPE] * 4 + [(), ("follow",), ("claims", "documents"), SCOPE[1:]])


@dataclass(frozen=True)
class World:
    """Identifiers, mandates and standings, as they lie in the tables."""

    identifiers: list[dict[str, Any]]
    mandates: list[dict[str, Any]]
    standings: list[dict[str, Any]]

    def companies(self, standing: dict[str, Any]) -> set[str]:
        """Who a holder was when the declaration was judged."""
        return {
            each["company"]
            for each in self.identifiers
            if each["holder"] == standing["holder"]
            and each["since"] <= standing["since"]
            and (each["until"] is None or standing["since"] < each["until"])
        }

    def concerns(self, who: Principal, declaration: str) -> bool:
        """Whether a declaration is his company's, or of one that ever gave it a mandate."""
        givers = {each["company"] for each in self.mandates if each["holder"] == f"company:{who.company}"}
        stands = [each for each in self.standings if each["declaration"] == declaration]
        return any(
            self.companies(each) & ({who.company} if each["capacities"] == "sender" else {who.company, *givers})
            for each in stands
        )

    def reads(self, who: Principal, declaration: str, word: str) -> bool:
        """Whether somebody reads something of a declaration, by the rules as people say them."""
        if who.company is None or word not in who.scope:
            return False
        for stands in self.standings:
            if stands["declaration"] != declaration or stands["ended_at"] is not None:
                continue
            for company in self.companies(stands):
                if company == who.company or any(_allows(each, company, who, word, stands) for each in self.mandates):
                    return True
        return False


def _allows(mandate: dict[str, Any], company: str, who: Principal, word: str, stands: dict[str, Any]) -> bool:
    within = (
        (not mandate["offices"] or stands["office"] in mandate["offices"].split())
        and mandate["flow"] in ("", stands["flow"])
        and stands["capacities"] != "sender"
    )
    begun = mandate["taken_up_at"] is not None and max(mandate["taken_up_at"], mandate["since"]) <= who.moment
    over = any(end is not None and end <= who.moment for end in (mandate["until"], mandate["ended_at"]))
    is_his = mandate["company"] == company and mandate["holder"] == f"company:{who.company}"
    return is_his and within and begun and not over and word in mandate["scope"].split()


def mostly(usual: Any, *others: Any) -> st.SearchStrategy[Any]:
    """One value more often than the others: what is always different is never read."""
    return st.sampled_from([usual] * 3 + list(others))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A small world in which much is near to each other."""
    first, *later = MOMENTS
    end = mostly(None, *MOMENTS)
    places = st.lists(offices, unique=True).map(lambda each: f" {' '.join(each)} " if each else "")
    identifiers = [
        {"company": company, "holder": holder, "since": draw(mostly("", *MOMENTS)), "until": draw(until), "value": ""}
        for holder in HOLDERS
        for company, until in zip(draw(st.permutations(COMPANIES)), (end, moments), strict=False)
    ]  # at one time one is open at the most
    mandates = [
        {
            "id": f"m{place}",
            "company": draw(st.sampled_from(COMPANIES[::-1])),
            "holder": f"company:{draw(mostly(COMPANIES[0], *COMPANIES[1:]))}",
            "scope": draw(words.map(lambda each: f" {' '.join(each)} " if each else "")),
            "offices": draw(mostly("") | places),
            "flow": draw(mostly("", *FLOWS[:2])),
            "basis": "",
            "since": draw(mostly(first, *later)),
            "until": draw(end),
            "taken_up_at": draw(mostly(first, *later, None)),
            "ended_at": draw(end),
        }
        for place in range(draw(mostly(3, 2, 1, 0)))
    ]
    stands = [
        {
            "holder": holder,
            "declaration": declaration,
            "at": draw(moments),
            "since": draw(moments),
            "office": draw(offices),
            "flow": draw(flows),
            "ended_at": draw(mostly(None, *MOMENTS)),
            "capacities": "sender" if holder.startswith("partner:") else "importer",
        }
        for declaration in "012"
        for holder in draw(st.lists(st.sampled_from(HOLDERS), min_size=1, max_size=2, unique=True))
    ]
    return World(identifiers, mandates, stands)


principals = st.builds(
    Principal,
    st.just("key"),
    st.just(("partner",)),
    company=mostly("atlas", "rif", None),
    scope=words.map(frozenset),
    moment=mostly(MOMENTS[-1], *MOMENTS),
)


def _fill(connection: sa.Connection, world: World) -> None:
    rows: dict[sa.Table, list[dict[str, Any]]] = {
        tables.company_identifier: world.identifiers,
        tables.mandate: world.mandates,
        tables.standing: world.standings,
        tables.company: [{"id": each, "name": each} for each in COMPANIES],
    }
    for table, several in rows.items():
        for row in several:
            connection.execute(sa.insert(table).values(row))
    for place in range(3):
        insert(connection, Kind.DECLARATION, place, partner="other")
        for kind in (Kind.CLAIM, Kind.DOCUMENT):
            insert(connection, kind, place, partner="other", declaration=str(place))


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(worlds(), principals)
def test_what_is_visible_is_what_the_rules_say(engine: sa.Engine, world: World, who: Principal) -> None:
    with engine.begin() as connection:
        _fill(connection, world)
    try:
        for kind in (Kind.DECLARATION, Kind.CLAIM, Kind.DOCUMENT):
            table = tables.metadata.tables[kind]
            with engine.connect() as connection:
                seen = keys_of(connection, table, visible(who, Action.READ, table))
            assert seen == {each for each in "012" if world.reads(who, each, READ_BY[kind])}
            for each in set("012") - seen:
                assert denial(engine, who, table, each) is None or world.concerns(who, each)
        _assert_lists_agree(engine, world, who)
    finally:
        with engine.begin() as connection:
            for table in (tables.standing, tables.mandate, tables.company_identifier, tables.company):
                connection.execute(sa.delete(table))
            for kind in (Kind.DOCUMENT, Kind.CLAIM, Kind.DECLARATION):
                connection.execute(sa.delete(tables.metadata.tables[kind]))


NOW, LATER = MOMENTS[1:]
NOMINAL = World(
    [{"company": "bahia", "holder": HOLDERS[1], "since": NOW, "until": LATER, "value": ""}],
    [
        {
            "id": "m0",
            "company": "bahia",
            "holder": "company:atlas",
            "scope": " follow claims documents ",
            "offices": " 300 309 ",
            "flow": "import",
            "basis": "",
            "since": NOW,
            "until": LATER,
            "taken_up_at": NOW,
            "ended_at": LATER,
        }
    ],
    [
        {
            "holder": HOLDERS[1],
            "declaration": "0",
            "at": MOMENTS[0],
            "since": NOW,
            "office": "309",
            "flow": "import",
            "ended_at": None,
            "capacities": "importer",
        }
    ],
)
"""A mandate by which somebody just reads a declaration: each of its ends is the next instant."""

BROKER = Principal("key", ("partner",), company="atlas", scope=frozenset(SCOPE), moment=NOW)


@pytest.mark.parametrize(
    ("part", "name", "value"),
    [
        ("identifiers", "since", LATER),
        ("identifiers", "until", NOW),
        ("identifiers", "company", "rif"),
        ("mandates", "company", "rif"),
        ("mandates", "holder", "company:rif"),
        ("mandates", "holder", "person:atlas"),
        ("mandates", "scope", " followed "),
        ("mandates", "scope", ""),
        ("mandates", "offices", " 300 "),
        ("mandates", "flow", "export"),
        ("mandates", "since", LATER),
        ("mandates", "until", NOW),
        ("mandates", "taken_up_at", None),
        ("mandates", "taken_up_at", LATER),
        ("mandates", "ended_at", NOW),
        ("standings", "ended_at", NOW),
        ("standings", "capacities", "sender"),
        ("standings", "office", "999"),
    ],
)
def test_each_limit_of_a_mandate_holds(engine: sa.Engine, part: str, name: str, value: str | None) -> None:
    changed = {part: [{**row, name: value} for row in getattr(NOMINAL, part)]}
    (stands,) = NOMINAL.standings
    other = {**stands, "declaration": "1", "holder": HOLDERS[0]}  # reached as it were, but of nobody: it opens nothing
    wrong = dataclasses.replace(NOMINAL, **changed)
    for reads, world in {True: NOMINAL, False: wrong}.items():
        world = dataclasses.replace(world, standings=[*world.standings, other])
        with engine.connect() as connection:
            _fill(connection, world)
            for kind in (Kind.DECLARATION, Kind.CLAIM, Kind.DOCUMENT):
                table = tables.metadata.tables[kind]
                assert keys_of(connection, table, visible(BROKER, Action.READ, table)) == ({"0"} if reads else set())
            connection.rollback()


@pytest.mark.parametrize("who", [{"company": "rif"}, {"company": None}, {"scope": frozenset({"claims"})}])
def test_each_limit_of_a_key_holds(engine: sa.Engine, who: dict[str, Any]) -> None:
    with engine.connect() as connection:
        _fill(connection, NOMINAL)
        table = tables.declaration
        asked = visible(dataclasses.replace(BROKER, **who), Action.READ, table)
        assert keys_of(connection, table, asked) == set()
        connection.rollback()


def _assert_lists_agree(engine: sa.Engine, world: World, who: Principal) -> None:
    """The lists of all companies hold what is visible, no more and no less."""
    listed: set[str] = set()
    for company in COMPANIES:
        try:
            found = powers(engine, who, company, "follow")
        except Denied:
            continue
        if found:
            limits = [(bool(each.under), each.offices, each.flow) for each in found]
            cursor: str | None = ""
            while cursor is not None:
                page = standings.page(engine, standings.of_company(engine, company, limits), cursor, 1)
                listed |= {each.id for each in page.declarations}
                cursor = page.cursor
    assert listed == {each for each in "012" if world.reads(who, each, "follow")}
