"""A look at a ledger changes nothing: where there is none, or an earlier one, that is said and nothing is made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from gateway.cli import app
from gateway.ledger.opening import open_database
from gateway.ledger.upgrade import revision_of
from gateway.settings import Settings
from tests.ledger.earlier_databases import make
from tests.service.running import Service

pytestmark = pytest.mark.service


LOOKS = [
    "work list",
    "partners list",
    "partners scope",
    "partners keys atlas",
    "partners role atlas",
    "partners office atlas",
]
LOOKS += ["partners edifact atlas", "clock", "signer show"]
MENDS = ["work retry --all", "work forget 1 --yes", "clock confirm --yes", "check --rebuild"]
PLAYS = ["legal-hour", "replay dec_test_a"]
"""Documented to bring an earlier database up to date; none is made."""


@pytest.fixture
def service(new_url: Callable[[], str], tmp_path: Path) -> Service:
    """An empty PostgreSQL database, or no SQLite file, and an empty data folder."""
    url = new_url()
    (tmp_path / "data").mkdir()
    if not url.startswith("sqlite"):
        return Service(tmp_path, {"database": url})
    return Service(tmp_path, {"database": f"sqlite:///{tmp_path / 'data' / 'gateway.sqlite'}"})


def run(service: Service, command: str) -> Result:
    """A command on the folders and the database of a service, in this process, in English."""
    environment = service.environment | {"LANG": "en"}
    given = {name: value for name, value in environment.items() if name.startswith("DUMGATE_") or name == "LANG"}
    return CliRunner().invoke(app, command.split(), env=given)


def told(service: Service, command: str) -> str:
    """What a command says that ends with 2; nothing is made beside."""
    ended = run(service, command)
    assert (ended.exit_code, ended.stdout) == (2, ""), (command, ended.output)
    assert [each.name for each in service.data.iterdir() if not each.name.startswith("gateway.sqlite")] == []
    return ended.stderr


def url_of(service: Service) -> str:
    return Settings(database=service.settings["database"]).database_url


def test_where_there_is_no_ledger_yet_none_is_made(service: Service) -> None:
    for command in (*LOOKS, *MENDS, *PLAYS):
        said = told(service, command)
        assert "The database is empty" in said or "There is no database" in said, command
    if url_of(service).startswith("sqlite"):
        assert list(service.data.iterdir()) == []
        return
    engine = sa.create_engine(url_of(service))
    assert sa.inspect(engine).get_table_names() == []
    engine.dispose()


def test_an_earlier_ledger_is_not_upgraded_by_a_look(service: Service) -> None:
    make(url_of(service), "0005")
    for command in (*LOOKS, *MENDS, "series", "series gaps"):
        assert "Make a backup, then start the service" in told(service, command), command
    engine = sa.create_engine(url_of(service))
    with engine.connect() as connection:
        assert revision_of(connection) == "0005"
    engine.dispose()
    open_database(url_of(service)).dispose()
    assert run(service, "work list").exit_code == 0
    assert "bureau" in run(service, "partners list").stdout
    assert run(service, "signer show").exit_code == 0
    assert not (service.data / "keys").exists(), "nobody who looks makes a key"
