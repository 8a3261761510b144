"""Thousands of rows of work at once, and what a database reads to find some of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

Statement = tuple[str, Any]


def add_rows(engine: sa.Engine, count: int, prefix: str, state: str = "pending", **values: str) -> None:
    """Insert `count` rows of kind `a`, their keys the prefix with 1, 2, …; the other values as SQL, `n` the number."""
    given = {"due_at": "0", "attempts": "0", "added_at": "1", **values}
    columns, made = ", ".join(given), ", ".join(given.values())
    numbers = f"with recursive g(n) as (select 1 union all select n + 1 from g where n < {count}) "  # noqa: S608
    rows = f"select 'a', '{prefix}' || n, '{state}', {made} from g"  # noqa: S608
    with engine.begin() as connection:
        connection.execute(sa.text(f"insert into work (kind, key, state, {columns}) {numbers}{rows}"))
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("analyze work"))


@contextmanager
def statements(engine: sa.Engine) -> Iterator[list[Statement]]:
    """What is asked of the database meanwhile."""
    found: list[Statement] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        if statement.partition(" ")[0].lower() in ("select", "update", "delete", "insert", "with"):
            found.append((statement, parameters))

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def scans(engine: sa.Engine, asked: list[Statement]) -> list[str]:
    """The statements for which the database reads the whole table of work, by its own plan."""
    found = []
    explain = "explain query plan " if engine.dialect.name == "sqlite" else "explain "
    with engine.connect() as connection:
        cursor: Any = connection.connection.cursor()
        for statement, parameters in asked:
            cursor.execute(explain + statement, parameters)
            plan = [str(row[-1]).strip() for row in cursor.fetchall()]
            if any(_whole_table(line) for line in plan):
                found.append(f"{statement}\n{plan}")
    return found


def _whole_table(line: str) -> bool:
    """SQLite says SCAN of a partial index too: that is as short as what is in it. All of a kind is nearly all."""
    if line.startswith("SCAN work"):
        return " INDEX ix_work_" not in line
    return "Seq Scan on work" in line or line.endswith("autoindex_work_1 (kind=?)")


def rows_read(engine: sa.Engine, asked: list[Statement]) -> int:
    """How many rows PostgreSQL reads from the tables for these statements, as it says itself."""
    total = 0
    with engine.connect() as connection:
        cursor: Any = connection.connection.cursor()
        for statement, parameters in asked:
            cursor.execute("explain (analyze, format json) " + statement, parameters)
            total += sum(_read(each["Plan"]) for each in cursor.fetchone()[0])
    return total


def _read(plan: dict[str, Any]) -> int:
    own = 0
    if "Relation Name" in plan or "Index Name" in plan:
        own = (plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)) * plan["Actual Loops"]
    return int(own) + sum(_read(each) for each in plan.get("Plans", ()))


@contextmanager
def steps_of_sqlite(engine: sa.Engine) -> Iterator[list[int]]:
    """How many hundreds of steps SQLite's machine makes meanwhile: one number, which grows."""
    count = [0]

    def one_more() -> int:
        count[0] += 1
        return 0

    def checked_out(connection: Any, *_: Any) -> None:
        connection.set_progress_handler(one_more, 100)

    sa.event.listen(engine, "checkout", checked_out)
    try:
        yield count
    finally:
        sa.event.remove(engine, "checkout", checked_out)
