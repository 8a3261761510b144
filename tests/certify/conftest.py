"""What the tests of the kit share: the kit as the script makes it, and services to be certified."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gateway.certify.kit import Kit, read_kit
from parsers.edifact.reader import Segment, read_whole
from tests.checkout import CHECKOUT, EXAMPLES
from tests.service.running import Service, wait_for

KIT = EXAMPLES / "vectors"
PARTNER = "erp"


@dataclass(frozen=True)
class Certified:
    """What a run of the command came to: its exit code, the card as data, and what it said."""

    code: int
    card: dict[str, Any]
    said: str


@dataclass
class Tried:
    """A running service with one partner."""

    service: Service
    key: str

    @property
    def inbox(self) -> Path:
        """The partner's drop folder."""
        return self.service.inbox / PARTNER

    def certify(self, *arguments: str) -> Certified:
        """Run the command as a person does."""
        card = self.service.root / "card.json"
        command = [sys.executable, "-m", "gateway", "certify", "--kit", str(KIT), "--json", str(card), "-l", "en"]
        environment = self.service.environment | {"DUMGATE_KEY": self.key}
        ran = subprocess.run(
            [*command, *arguments],
            cwd=self.service.root,
            env=environment,
            capture_output=True,
            text=True,
            timeout=200,
        )
        return Certified(
            ran.returncode, json.loads(card.read_bytes()) if card.exists() else {}, ran.stdout + ran.stderr
        )


def serving(root: Path) -> Iterator[Tried]:
    """A service below a folder, stopped in the end."""
    service = Service(root)
    try:
        service.start()
        tried = Tried(service, service.add_partner(PARTNER))
        wait_for("the partner's folders", lambda: tried.inbox.is_dir() and (service.outbox / PARTNER).is_dir())
        yield tried
        assert service.stop() == 0
    finally:
        service.kill()


@pytest.fixture(scope="session")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tried]:
    yield from serving(tmp_path_factory.mktemp("certified"))


def segments_of(content: bytes) -> list[Segment]:
    """The segments of all messages, UNH and UNT included."""
    return [segment for _, messages in read_whole(content) for each in messages for segment in each.segments]


@pytest.fixture(scope="session")
def kit() -> Kit:
    return read_kit(KIT)


@pytest.fixture(scope="session")
def scripts() -> Iterator[None]:
    """What makes the kit can be imported."""
    sys.path.insert(0, str(CHECKOUT / "scripts"))
    yield
    sys.path.remove(str(CHECKOUT / "scripts"))


@pytest.fixture(scope="session")
def made(scripts: None) -> Any:
    """The kit made anew: its files, its entries, and what is wrong with it."""
    from vectorkit.kit_files import made

    return made()
