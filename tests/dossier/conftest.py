"""The books on both databases, anew for each test."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.dossier.books import Books
from tests.ledger.conftest import engine, file_with_tables, new_url, postgres, url  # noqa: F401 - fixtures


@pytest.fixture
def books(engine: sa.Engine) -> Books:  # noqa: F811
    return Books(engine)
