"""Each test of the ledger on both databases, with a new one each time."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from gateway.ledger.opening import open_database
from tests.ledger.postgres import Cluster, cluster

_databases = itertools.count(1)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("postgres")) as running:
        yield running


@pytest.fixture(scope="session")
def file_with_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database with the tables and nothing in them."""
    file = tmp_path_factory.mktemp("tables") / "ledger.sqlite"
    open_database(f"sqlite:///{file}").dispose()
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[..., str]:
    """Gives the URL of a database, another one each time: empty, or with the tables.

    These are copied: to make them revision by revision takes ten times as long.
    """
    if request.param == "sqlite":

        def new(with_tables: bool = False) -> str:
            file = tmp_path / f"ledger_{next(_databases)}.sqlite"
            if with_tables:
                shutil.copyfile(request.getfixturevalue("file_with_tables"), file)
            return f"sqlite:///{file}"

        return new
    running: Cluster = request.getfixturevalue("postgres")
    return lambda with_tables=False: running.url(f"test_{next(_databases)}", with_tables)


@pytest.fixture
def url(new_url: Callable[..., str], request: pytest.FixtureRequest) -> str:
    """The URL of an empty database, or of the one that is opened as `engine`."""
    return new_url(with_tables="engine" in request.fixturenames)


@pytest.fixture
def engine(url: str) -> Iterator[sa.Engine]:
    opened = open_database(url)
    yield opened
    opened.dispose()
