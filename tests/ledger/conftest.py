"""Each test of the ledger on both databases, with a new one each time."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from gateway.ledger.database import open_database
from tests.ledger.postgres import Cluster, cluster

_databases = itertools.count(1)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("postgres")) as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Gives the URL of an empty database, another one each time."""
    if request.param == "sqlite":
        return lambda: f"sqlite:///{tmp_path / f'ledger_{next(_databases)}.sqlite'}"
    running: Cluster = request.getfixturevalue("postgres")
    return lambda: running.url(f"test_{next(_databases)}")


@pytest.fixture
def url(new_url: Callable[[], str]) -> str:
    return new_url()


@pytest.fixture
def engine(url: str) -> Iterator[sa.Engine]:
    opened = open_database(url)
    yield opened
    opened.dispose()
