"""Real services on both databases, and a second database beside the first to restore into."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ledger.postgres import Cluster, cluster
from tests.service.running import Service

_databases = itertools.count(1)

NewService = Callable[..., Service]


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("postgres")) as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Callable[[], dict[str, Any]]:
    """Gives the settings of an empty database, another one each time."""
    if request.param == "sqlite":
        return dict
    running: Cluster = request.getfixturevalue("postgres")
    return lambda: {"database": running.url(f"backup_{next(_databases)}")}


@pytest.fixture
def new_service(tmp_path: Path) -> Iterator[NewService]:
    """Makes services in folders of their own; all are ended with the test."""
    made: list[Service] = []

    def make(name: str, settings: dict[str, Any]) -> Service:
        (tmp_path / name).mkdir()
        made.append(Service(tmp_path / name, {"workers": 1, **settings}))
        return made[-1]

    yield make
    for each in made:
        each.kill()
