"""How a table and the type of its rows are one: each table is made from a class that names its columns.

A row is read as SQLAlchemy's own, which has these names; the classes are for the type checker, and none is ever made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import NoneType
from typing import Any, ClassVar, Generic, TypeAlias, TypeVar, cast, dataclass_transform, get_args, get_type_hints

import sqlalchemy as sa

metadata = sa.MetaData()

KEY: Mapping[str, Any] = {"primary_key": True}
INDEXED: Mapping[str, Any] = {"index": True}
UNIQUE: Mapping[str, Any] = {"unique": True}

PLAIN = {bool: sa.Boolean, float: sa.Float, int: sa.Integer, str: sa.Text}
"""The column's type where the field says none."""


@dataclass_transform(eq_default=False, frozen_default=True)
class Row:
    """A row of the ledger. A field is `Annotated` with the column's type and options; `| None` makes it nullable."""

    _fields: ClassVar[Mapping[str, Any]]
    """The type of each field, in the order of the columns."""

    _asdict: Callable[[], dict[str, Any]]
    """Returns the values by name."""

    def __init_subclass__(cls) -> None:
        hints = get_type_hints(cls, include_extras=True)
        cls._fields = {name: hint for name, hint in hints.items() if not name.startswith("_")}


RowType = TypeVar("RowType", bound=Row)
Selected = TypeVar("Selected", covariant=True)


class Columns(sa.TypedColumns, Generic[Selected]):
    """For the type checker: `sa.select` of a table gives rows of its type."""

    __row_pos__: tuple[Selected]


Table: TypeAlias = "sa.Table[Columns[RowType]]"


def table(name: str, row: type[RowType], *more: sa.schema.SchemaItem) -> Table[RowType]:
    """The table whose columns are the fields of `row`; `more` are its indexes and constraints over several columns."""
    columns = [_column(*field) for field in row._fields.items()]
    return cast("Table[RowType]", sa.Table(name, metadata, *columns, *more))


def _column(name: str, hint: object) -> sa.Column[Any]:
    parts: tuple[Any, ...] = get_args(hint) if hasattr(hint, "__metadata__") else (hint,)
    plain, *said = parts
    options = {key: value for each in said if isinstance(each, Mapping) for key, value in each.items()}
    kinds = [each for each in said if not isinstance(each, Mapping)] or [PLAIN[plain]]
    return sa.Column(name, *kinds, nullable=NoneType in get_args(plain), **options)


def select(row: type[RowType], *tables: sa.Table) -> sa.Select[RowType]:
    """A query of some columns, or of several tables: each field of `row` is read from the first table that has it.

    Raises KeyError where none has it.
    """
    columns = {column.name: column for table in reversed(tables) for column in table.c}
    return sa.select(*(columns[name] for name in row._fields))


def rows(connection: sa.Connection, query: sa.Select[RowType]) -> list[RowType]:
    """Returns the rows of a query, as they are in this transaction."""
    return cast("list[RowType]", connection.execute(query).all())


def first(connection: sa.Connection, query: sa.Select[RowType]) -> RowType | None:
    """Returns the first row of a query, None where there is none."""
    return cast("RowType | None", connection.execute(query).first())


def key_of(table: sa.Table) -> sa.Column[Any]:
    """The column that names a row; the first one where it takes several."""
    return next(iter(table.primary_key.columns))
