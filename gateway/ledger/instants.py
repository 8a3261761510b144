"""Local times are kept as text with their offset from UTC, for people; they are ordered and compared by their instant.

As text an hour that comes twice is in disorder, and so is what was written by other zone data.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class instant(FunctionElement[Any]):  # noqa: N801 - stands in queries as a function of SQL does
    """The instant of a column of local times, to order by and to compare; exact to the millisecond."""

    inherit_cache = True

    def __init__(self, column: sa.ColumnElement[str]) -> None:
        super().__init__(column)


@compiles(instant, "postgresql")
def _postgresql(element: instant, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **options)} AS TIMESTAMP WITH TIME ZONE)"


@compiles(instant, "sqlite")
def _sqlite(element: instant, compiler: SQLCompiler, **options: Any) -> str:
    text = compiler.process(element.clauses, **options)
    # an offset with seconds, that of the mean time before 1913, is not read: the time alone then
    return f"coalesce(julianday({text}), julianday(substr({text}, 1, 19)))"


def utc_text(moment: datetime) -> str:
    """An instant as text whose order is that of the instants, to the second: 2026-11-24T09:00:00Z."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
