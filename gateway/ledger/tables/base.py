"""What all tables share."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData()


def key_of(table: sa.Table) -> sa.Column[Any]:
    """The column that names a row; the first one where it takes several."""
    return next(iter(table.primary_key.columns))
