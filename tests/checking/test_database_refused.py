"""A database that cannot be opened is told in one line with its remedy, by every command, in three languages."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import structlog

from gateway.ledger import tables
from gateway.ledger.opening import open_database
from gateway.ledger.refusal import DatabaseRefused
from tests.ledger.earlier_databases import make
from tests.ledger.postgres import cluster
from tests.service.running import Service

pytestmark = pytest.mark.service


def said(service: Service, *command: str, language: str = "en") -> str:
    """What a command says that cannot go on: one line, and exit code 2."""
    service.root.mkdir(exist_ok=True)
    environment = service.environment | {"LANG": f"{language}_MA.UTF-8"}
    ended = subprocess.run(
        [sys.executable, "-m", "gateway", *command],
        cwd=service.root, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 2, ended.stderr
    (line,) = [each for each in ended.stderr.splitlines() if not each.startswith("{")]
    assert line.startswith("dumgate")
    return line


def sqlite(service: Service) -> Path:
    """The database of a gateway with some rows, closed."""
    service.data.mkdir(parents=True)
    for number in range(30):
        service.add_partner(f"partner-{number}")
    return service.data / "gateway.sqlite"


def nonsense(file: Path) -> None:
    file.write_bytes(b"no database " * 1_000)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def first_page(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[:100] + b"\xff" * 3_000 + content[3_100:])


@pytest.mark.parametrize("damage", [nonsense, cut, first_page])
def test_a_damaged_file_is_told_by_each_command(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    service = Service(tmp_path)
    file = sqlite(service)
    damage(file)
    before = file.read_bytes()
    line = said(service, "serve")
    assert f"The database {file} is damaged" in line and "restore it from a backup" in line
    assert file.read_bytes() == before


def test_a_damaged_file_is_told_in_the_language_of_the_environment_by_other_commands(tmp_path: Path) -> None:
    service = Service(tmp_path)
    nonsense(sqlite(service))
    assert "est endommagée" in said(service, "partners", "list", language="fr")
    assert "تالفة" in said(service, "legal-hour", language="ar")


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    service = Service(tmp_path)
    (service.data / "gateway.sqlite").mkdir(parents=True)
    assert f"The database {service.data / 'gateway.sqlite'} cannot be opened" in said(service, "serve")


def test_a_setting_that_names_no_database_is_told(tmp_path: Path) -> None:
    assert "DUMGATE_DATABASE names no usable database" in said(Service(tmp_path, {"database": "nonsense"}), "serve")
    unknown = {"database": "oracle+nothing://nowhere/x"}
    assert "DUMGATE_DATABASE names no usable database" in said(Service(tmp_path, unknown), "serve")


def test_a_server_that_is_away_is_told_without_its_password(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with cluster(tmp_path_factory.mktemp("away")) as running:
        url = running.url("gateway").replace("tester@", "tester:secret@")
        service = Service(tmp_path, {"database": url})
        open_database(url).dispose()
        running.stop()
        try:
            for command in (("serve",), ("legal-hour",)):
                line = said(service, *command)
                assert "does not answer" in line and f":{running.port}" in line
                assert "secret" not in line
        finally:
            running.start()
        assert said_well(service, "partners", "list") == ""


def test_a_server_that_takes_nothing_in_is_told(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    with cluster(tmp_path_factory.mktemp("standby")) as running:
        url = running.url("standby")
        service = Service(tmp_path, {"database": url})
        service.add_partner("atlas")
        change(url, "alter database standby set default_transaction_read_only = on")
        for command in (("serve",), ("partners", "add", "other")):
            line = said(service, *command)
            assert "takes nothing in from this program" in line and "read-only transaction" in line


def said_well(service: Service, *command: str) -> str:
    """What a command says that works."""
    ended = subprocess.run(
        [sys.executable, "-m", "gateway", *command],
        cwd=service.root, env=service.environment, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return ended.stdout


def change(url: str, statement: str) -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


def test_the_old_program_on_an_upgraded_database_is_told(url: str, tmp_path: Path) -> None:
    open_database(url).dispose()
    change(url, "update alembic_version set version_num = '9999'")
    with pytest.raises(DatabaseRefused) as raised:
        open_database(url)
    assert "by a newer version of dumgate" in raised.value.words["en"]
    line = said(Service(tmp_path / "service", {"database": url}), "serve")
    assert "newer version of dumgate" in line


def test_a_table_that_is_gone_is_told(url: str) -> None:
    open_database(url).dispose()
    change(url, "drop table work")
    with pytest.raises(DatabaseRefused) as raised:
        open_database(url)
    assert raised.value.facts["reason"] == "no such table: work"
    assert "are not those of this program" in raised.value.words["en"]


def test_a_fault_of_ours_is_no_fault_of_the_database(url: str) -> None:
    from gateway.ledger.refusal import told

    engine = open_database(url)
    row: dict[str, Any] = {"name": "dum:301:010:2026", "serial": 1}
    with pytest.raises(sa.exc.IntegrityError), told(url), engine.begin() as connection:
        connection.execute(sa.insert(tables.series).values(**row))
        connection.execute(sa.insert(tables.series).values(**row))
    engine.dispose()


def test_an_upgrade_says_beforehand_that_there_is_no_way_back(url: str) -> None:
    make(url, "0005")
    with structlog.testing.capture_logs() as told:
        open_database(url).dispose()
    events = [each["event"] for each in told]
    assert events[0].startswith("the database is upgraded now, and there is no way back")
    assert told[0]["from"] == "0005" and told[0]["to"] >= "0006" and told[0]["log_level"] == "warning"
    with structlog.testing.capture_logs() as told:
        open_database(url).dispose()
    assert told == []


def test_a_new_database_says_nothing(url: str) -> None:
    with structlog.testing.capture_logs() as told:
        open_database(url).dispose()
    assert [each["event"] for each in told if "way back" in each["event"]] == []
