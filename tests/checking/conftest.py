"""A gateway that has lived on each database; a copy of it for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.settings import Settings
from tests.checking.lived import Lived, lived
from tests.ledger.conftest import engine, file_with_tables, new_url, postgres, url

__all__ = ["engine", "file_with_tables", "new_url", "postgres", "url"]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Lived]:
    """What was made already, by dialect."""
    return {}


@pytest.fixture(params=["sqlite", "postgresql"])
def house(
    request: pytest.FixtureRequest,
    made: dict[str, Lived],
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Lived:
    return _copy(request, made, request.param, tmp_path, tmp_path_factory)


@pytest.fixture
def on_sqlite(
    request: pytest.FixtureRequest,
    made: dict[str, Lived],
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Lived:
    return _copy(request, made, "sqlite", tmp_path, tmp_path_factory)


def _copy(
    request: pytest.FixtureRequest,
    made: dict[str, Lived],
    dialect: str,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Lived:
    if dialect not in made:
        root = tmp_path_factory.mktemp(f"lived-{dialect}")
        cluster = request.getfixturevalue("postgres") if dialect == "postgresql" else None
        address = cluster.url("lived") if cluster else ""
        settings = Settings(database=address, data=root / "data", inbox=root / "inbox", outbox=root / "outbox")
        lived(settings)
        made[dialect] = Lived(settings, cluster)
    return made[dialect].copy(tmp_path / "house")
