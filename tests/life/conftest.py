"""The books on both databases, anew for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from gateway.ledger.database import open_database
from tests.ledger.conftest import new_url, postgres, url  # noqa: F401 - fixtures
from tests.life.books import Books


@pytest.fixture
def engine(url: str) -> Iterator[sa.Engine]:  # noqa: F811
    opened = open_database(url)
    yield opened
    opened.dispose()


@pytest.fixture
def books(engine: sa.Engine) -> Books:
    return Books(engine)
