"""A gateway that has judged the examples, each with its PDFs, and one message whose number was used before."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from gateway.cli import app
from gateway.clock import CASABLANCA
from gateway.ledger import database, tables
from gateway.pipeline.accept import File
from gateway.service import Gateway, open_gateway
from gateway.settings import Settings
from parsers.attachment_names import attachment_names
from schemas.law import put_in_force, shipped
from tests.law_tables.folders import edit
from tests.service.declaring import EXAMPLES
from tests.service.running import wait_for

DAY = "2026-07-15"
NAMES = ("import", "import-on-credit", "export", "transit", "temporary-admission", "verdict", "draft", "faulty")
TABLES = EXAMPLES.parent / "schemas" / "tables"


@dataclass
class House:
    """A gateway with its declarations by the name of their example; `again` used the message number of `import`."""

    gateway: Gateway
    declarations: dict[str, str]
    key: str

    def run(self, *arguments: str | Path, code: int | None = None) -> Result:
        """A command on the data folder of the gateway."""
        environment = {"DUMGATE_DATA": str(self.gateway.settings.data), "LANG": "en_GB.UTF-8"}
        result = CliRunner().invoke(app, [str(each) for each in arguments], env=environment)
        assert code is None or result.exit_code == code, (result.output, result.stderr, result.exception)
        return result

    def told(self, *arguments: str | Path, code: int | None = None) -> dict[str, Any]:
        """What a command tells programs."""
        found: dict[str, Any] = json.loads(self.run(*arguments, "--json", code=code).stdout)
        return found

    def names(self, *differences: dict[str, Any]) -> set[str]:
        """The names of the examples that differ."""
        known = {declaration: name for name, declaration in self.declarations.items()}
        return {known[each["name"]] for each in differences}


@pytest.fixture(autouse=True)
def _tables_of_the_program() -> Iterator[None]:
    yield
    put_in_force(shipped())


@pytest.fixture(scope="session")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The gateway that all tests share; what changes its tables takes `house`."""
    root = tmp_path_factory.mktemp("judged")
    settings = Settings(data=root / "data", inbox=root / "inbox", outbox=root / "outbox", workers=1)
    gateway = open_gateway(settings, lambda: datetime(2026, 7, 15, 12, 0, tzinfo=CASABLANCA))
    key = gateway.partners.add("transitaire", ["partner"], gateway.clock())
    stop = threading.Event()
    runner = threading.Thread(target=gateway.runner.run, args=(gateway.road.handlers(), stop))
    runner.start()
    try:
        sent = {}
        for name in NAMES:
            sent[name] = _send(gateway, name)
            wait_for("it is judged", lambda: not gateway.runner.pending())
        sent["again"] = _send(gateway, "import", b"\n")
        wait_for("it is judged", lambda: not gateway.runner.pending())
        yield House(gateway, sent, key)
    finally:
        stop.set()
        runner.join(60)
        gateway.close()


@pytest.fixture
def house(judged: House, tmp_path: Path) -> Iterator[House]:
    """A copy of its data folder, for a test that changes something in it."""
    data = tmp_path / "data"
    shutil.copytree(judged.gateway.settings.data, data)
    gateway = open_gateway(judged.gateway.settings.model_copy(update={"data": data}), judged.gateway.clock)
    yield House(gateway, judged.declarations, judged.key)
    gateway.close()


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A copy of the program's tables, as `dumgate lists copy` makes it."""
    return Path(shutil.copytree(TABLES, tmp_path / "mine"))


def ask_freight(folder: Path, need: str = "required", begins: str = "") -> None:
    """Let direct imports require or forbid box 20, from a day where one is given, by a text that is confirmed.

    The family is confirmed with it: only where all is confirmed does what a régime asks refuse.
    """
    source = "dumgate : choix du projet ; aucun texte connu ne l'exige ni ne l'interdit"
    old = f",20,,allowed,,,{{}},unconfirmed,{source}\n"
    new = f",20,,{need},,{begins},,confirmed,Circulaire d'essai\n"
    edit(folder, "regimes/direct-import.csv", old.format(""), (old.format(begins) if begins else "") + new)
    families = (folder / "codelists" / "regime_families.csv").read_text(encoding="utf-8")
    (row,) = (line for line in families.splitlines() if line.startswith("direct-import,"))
    cells = row.partition("unconfirmed,")
    assert cells[2].startswith('"Grouping') and cells[2].count('"') == 2
    confirmed = f"{cells[0]}confirmed,Circulaire d'essai{cells[2].rpartition(chr(34))[2]}"
    edit(folder, "codelists/regime_families.csv", row, confirmed)


def kept(house: House) -> tuple[dict[str, int], list[str]]:
    """The number of rows of each table, and the files of the store, the tables and the keys."""
    every = tables.metadata.tables.items()
    counts = {name: len(database.read(house.gateway.engine, table.select())) for name, table in every}
    data = house.gateway.settings.data
    return counts, sorted(str(path) for folder in ("store", "tables", "keys") for path in (data / folder).rglob("*"))


def _send(gateway: Gateway, name: str, after: bytes = b"") -> str:
    """Accept an example with the PDFs that it names; the id of its declaration."""
    body = (EXAMPLES / f"{name}.xml").read_bytes() + after
    paths = [EXAMPLES / each for each in attachment_names(body, len(body)) or ()]
    attachments = [File(path.name, path.read_bytes()) for path in paths if path.is_file()]
    accepted = gateway.acceptance.take("transitaire", File(f"{name}.xml", body), attachments)
    return f"{accepted.submission.replace('sub_', 'dec_', 1)}-1"
