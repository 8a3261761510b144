"""A running service with one import on credit in it, examined and paid in part, and the account of a processing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.cli import app
from tests.checkout import EXAMPLES
from tests.service.messages import act
from tests.service.running import Service


@dataclass
class Office:
    """What the commands are asked about, and the keys."""

    service: Service
    declarant: str
    officer: str
    numbers: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: str | Path, key: str = "", language: str = "en") -> Result:
        """One command with the declarant's key, or another one."""
        environment = {"DUMGATE_URL": self.service.url, "DUMGATE_KEY": key or self.declarant, "LANG": language}
        return CliRunner().invoke(app, [str(each) for each in arguments], env=environment)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    service = Service(tmp_path_factory.mktemp("service"))
    try:
        service.start()
        made = Office(service, service.add_partner("acme"), service.add_partner("bureau", "office"))
        for name in ("import-on-credit", "inward-processing", "export-after-processing"):
            made.numbers[name] = _lodged(made, EXAMPLES / f"{name}.xml")
        yield made
        assert service.stop() == 0
    finally:
        service.kill()


def _lodged(office: Office, file: Path) -> str:
    """Submit an example; the number of its DUM."""
    shown = office.run("submit", file)
    assert shown.exit_code == 0, shown.output
    (line,) = (each for each in shown.output.splitlines() if "dum_number" in each)
    return line.rpartition(" ")[2]


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write an act; its file."""

    def write(kind: str, **elements: object) -> Path:
        file = tmp_path / f"{kind}.xml"
        file.write_bytes(act(kind, **elements))
        return file

    return write
