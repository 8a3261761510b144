"""Keys in a backup: the operator's come back to their place, and without keys none is in it, wherever it lies."""

from __future__ import annotations

import resource
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.cli import app
from gateway.service import open_gateway, ready_to_sign
from gateway.settings import Settings
from gateway.worded import WordedError
from tests.documents.keys import write_operator

pytestmark = pytest.mark.service


@dataclass(frozen=True)
class House:
    """An installation of SQLite in a folder."""

    folder: Path
    key: Path | None = None
    chain: Path | None = None

    @property
    def settings(self) -> Settings:
        data, inbox, outbox = (self.folder / name for name in ("data", "inbox", "outbox"))
        given = {"signing_key": self.key, "signing_certificates": self.chain} if self.key else {}
        return Settings(data=data, inbox=inbox, outbox=outbox, workers=1, **given)  # type: ignore[arg-type]

    def run(self, *arguments: str) -> Result:
        """A command on it, in English."""
        given = {name: getattr(self.settings, name) for name in ("data", "inbox", "outbox")}
        given |= {"signing_key": self.key, "signing_certificates": self.chain} if self.key else {}
        environment = {f"DUMGATE_{name.upper()}": str(value) for name, value in given.items()}
        return CliRunner().invoke(app, [*arguments, "--language", "en"], env=environment)

    def start(self) -> str:
        """As far as a service before its doors open; the subject of its signer."""
        gateway = open_gateway(self.settings)
        try:
            ready_to_sign(gateway)
            return gateway.material.certificate.subject.rfc4514_string()
        finally:
            gateway.close()

    def restored_from(self, backup: Path) -> Result:
        """Restored, and opened for numbers; what the restore says."""
        ended = self.run("restore", str(backup))
        assert ended.exit_code == 0, ended.output
        went_on = self.run("series", "continue", "--accept-proposed")
        assert went_on.exit_code == 0, went_on.output
        return ended


def private_keys(folder: Path) -> list[str]:
    found = (each for each in folder.rglob("*") if each.is_file() and b"PRIVATE KEY" in each.read_bytes())
    return sorted(str(each.relative_to(folder)) for each in found)


@pytest.fixture(params=["beside", "in the data folder"])
def operators(request: pytest.FixtureRequest, tmp_path: Path) -> House:
    """A gateway that signs by a key of its operator; in its data folder lies an older one too."""
    folder = tmp_path / "old"
    place = folder / ("data/operator" if request.param == "in the data folder" else "etc")
    (folder / "data" / "aside").mkdir(parents=True)
    place.mkdir(parents=True)
    write_operator(folder / "data" / "aside", "SPECIMEN before")
    house = House(folder, *write_operator(place, "SPECIMEN operator"))
    house.start()
    return house


def test_the_key_of_an_operator_comes_back_to_where_the_settings_name_it(operators: House, tmp_path: Path) -> None:
    assert operators.run("backup", str(tmp_path / "backup")).exit_code == 0
    assert private_keys(tmp_path / "backup") == ["data/aside/key.pem", "operator/signing-key.pem"], "each of them once"
    key, chain = (tmp_path / "new" / "safe" / name for name in ("key.pem", "chain.pem"))
    (tmp_path / "new" / "data").mkdir(parents=True, mode=0o755)
    new = House(tmp_path / "new", key, chain)
    new.restored_from(tmp_path / "backup")
    assert operators.key is not None and key.read_bytes() == operators.key.read_bytes()
    assert key.stat().st_mode & 0o777 == (tmp_path / "new/data/aside/key.pem").stat().st_mode & 0o777 == 0o600
    assert new.start() == operators.start()


def test_a_key_that_lies_in_its_place_already_is_left(operators: House, tmp_path: Path) -> None:
    assert operators.run("backup", str(tmp_path / "backup")).exit_code == 0
    (tmp_path / "new").mkdir()
    new = House(tmp_path / "new", *write_operator(tmp_path / "new", "SPECIMEN other"))
    said = new.restored_from(tmp_path / "backup").output
    assert "operator/signing-key.pem" in said and "operator/signing-certificates.pem" in said
    assert "other" in new.start(), "with the folder trust that came back it is a change of key"


def test_without_keys_no_private_key_is_in_it(operators: House, tmp_path: Path) -> None:
    assert operators.run("backup", str(tmp_path / "backup"), "--without-keys").exit_code == 0
    assert private_keys(tmp_path / "backup") == []
    key, chain = (tmp_path / "new" / name for name in ("key.pem", "chain.pem"))
    new = House(tmp_path / "new", key, chain)
    assert "Put them back" in new.restored_from(tmp_path / "backup").output
    assert chain.is_file()
    assert operators.key is not None
    shutil.copy(operators.key, key)  # from the safe
    assert new.start() == operators.start()


def test_without_the_keys_of_a_sandbox_a_restored_gateway_makes_no_others(tmp_path: Path) -> None:
    old, new = House(tmp_path / "old"), House(tmp_path / "new")
    signer = old.start()
    assert old.run("backup", str(tmp_path / "backup"), "--without-keys").exit_code == 0
    assert private_keys(tmp_path / "backup") == []
    assert "Put them back" in new.restored_from(tmp_path / "backup").output
    with pytest.raises(WordedError, match="Put the keys of the backup back"):
        new.start()
    assert not (new.settings.data / "keys").exists()
    shutil.copytree(old.settings.data / "keys", new.settings.data / "keys")
    assert new.start() == signer


def test_a_backup_that_finds_no_room_does_not_say_that_the_database_is_damaged(tmp_path: Path) -> None:
    house = House(tmp_path / "old")
    house.start()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, hard))
    try:
        ended = house.run("backup", str(tmp_path / "backup"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert ended.exit_code == 2
    assert "The backup was broken off" in ended.output and "damaged" not in ended.output
    assert house.run("backup", str(tmp_path / "again")).exit_code == 0
