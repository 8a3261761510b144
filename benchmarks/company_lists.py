"""How long the lists of a company take, beside the bound of 50 ms at the 95th percentile.

`python benchmarks/company_lists.py DATABASE-URL [COUNT]`: fills the database first, where it holds fewer dossiers
(many_dossiers.py; 1,000,000 where nothing is said). The large company has one in twenty of them. Each figure is the
wall time of what a route does: the page, what belongs to it, and what the key may read of it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial

import sqlalchemy as sa
from many_dossiers import LARGE_ICE, fill

from gateway.access import Action, Principal, visible
from gateway.clock import casablanca_now
from gateway.ledger.opening import open_database
from gateway.people import Companies, PeopleError
from gateway.queries import belongings, declarations, standings
from gateway.queries.powers import kinds_read
from gateway.queries.standings import Page
from schemas.vocabulary import SCOPE

TIMES, BOUND_MS, DEEP_PAGES = 200, 50.0, 100
OF_ALL, ELSEWHERE = (False, (), ""), (True, ("999",), "")
"""The limits of a company's own key, and of a mandate that reaches none of its dossiers."""


def measured(look: Callable[[], object]) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds."""
    taken = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        look()
        taken.append((time.perf_counter() - begun) * 1000)
    taken.sort()
    return taken[TIMES // 2], taken[TIMES * 95 // 100]


def main(url: str, count: int) -> int:
    """Print the figures; 1 where one is above its bound."""
    engine = open_database(url)
    fill(engine, count)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("vacuum analyze"))
    for company, ice in (("large", LARGE_ICE), ("small", "100000007000011")):
        with suppress(PeopleError):  # it is there since the last run
            Companies(engine).add(company, company, [ice], casablanca_now(), "benchmark")
    who = Principal("key", ("partner",), company="large", scope=frozenset(SCOPE), moment="2026-11-30T00:00:00Z")

    def listed(company: str, cursor: str = "", limits: tuple[bool, tuple[str, ...], str] = OF_ALL) -> Page:
        page = standings.page(engine, standings.of_company(engine, company, [limits]), cursor, 50)
        names = [each.id for each in page.declarations]
        belongings.of_declarations(engine, names).only(kinds_read(engine, who, names))
        return page

    deep = ""
    for _ in range(DEEP_PAGES):
        deep = listed("large", deep).cursor or deep
    readable = partial(visible, who, Action.READ)
    looks = {
        "first page of the large company": lambda: listed("large"),
        f"page {DEEP_PAGES} of it": lambda: listed("large", deep),
        "first page of a small company": lambda: listed("small"),
        "a mandate that reaches nothing of it": lambda: listed("large", limits=ELSEWHERE),
        "one of its declarations": lambda: declarations.one(engine, f"dec_test_{20:020}-1", readable),
        "one of another company": lambda: declarations.one(engine, f"dec_test_{21:020}-1", readable),
    }
    worst = 0.0
    for name, look in looks.items():
        median, high = measured(look)
        worst = max(worst, high)
        print(f"{engine.dialect.name}, {count} dossiers: {name}: {median:.1f} ms, 95th percentile {high:.1f}")
    engine.dispose()
    return 1 if worst > BOUND_MS else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000))
