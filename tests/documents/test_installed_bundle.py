"""What an installation trusts by itself: a sandbox its own; a real administration no sandbox, not its former one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway import service
from gateway.administration.sandbox import Sandbox
from gateway.cli import app
from gateway.settings import Settings
from gateway.signing.authority import load_operator, load_or_create_sandbox
from gateway.signing.material import KeyMaterialError
from gateway.trust.installed import installed_bundle
from tests.documents.conftest import Issued, issue
from tests.documents.examples import LAWFUL_QUITTANCE, NOON, QUITTANCE
from tests.documents.keys import write_operator

pytestmark = pytest.mark.service


class Real(Sandbox):
    """An administration whose registrations have effect."""

    specimen = False


def opened(data: Path, **settings: Path) -> service.Gateway:
    folders = {name: data.parent / name for name in ("inbox", "outbox")}
    return service.open_gateway(Settings(data=data, workers=1, **folders, **settings), lambda: NOON)


def verdicts(data: Path, document: Issued, folder: Path) -> set[int]:
    """The exit codes of the command on each form of a document."""
    codes = set()
    for name, content in (("d.xml", document.xml), ("d.pdf", document.pdf), ("d.txt", document.qr.encode())):
        (folder / name).write_bytes(content)
        codes.add(CliRunner().invoke(app, ["verify", str(folder / name), "--data", str(data)]).exit_code)
    return codes


def test_where_a_real_administration_served_no_sandbox_is_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    sandbox = opened(data)
    specimen = issue(QUITTANCE, sandbox.material)
    sandbox.close()
    assert verdicts(data, specimen, tmp_path) == {0}, "a sandbox trusts its own"

    key, chain = write_operator(tmp_path)
    lawful = issue(LAWFUL_QUITTANCE, load_operator(key, chain))
    assert verdicts(data, lawful, tmp_path) == {1}
    monkeypatch.setattr(service, "ADMINISTRATIONS", {"sandbox": Real})
    opened(data, signing_key=key, signing_certificates=chain).close()
    assert (data / "keys" / "trust-bundle.pem").exists(), "the former sandbox lies there still"
    assert verdicts(data, lawful, tmp_path) == {0}
    assert verdicts(data, specimen, tmp_path) == {1}

    (data / "trust" / "served.pem").unlink()  # damaged, say: the program itself advises to remove it
    (data / "trust" / "root.pem").write_bytes(chain.read_bytes())
    assert verdicts(data, lawful, tmp_path) == {0}
    assert verdicts(data, specimen, tmp_path) == {1}


def test_what_a_version_before_the_mark_served_says_too_that_it_is_real(tmp_path: Path) -> None:
    data, material = tmp_path / "data", load_operator(*write_operator(tmp_path))
    sandbox = load_or_create_sandbox(data / "keys")
    assert installed_bundle(data) == sandbox.bundle_pem
    (data / "trust").mkdir()
    (data / "trust" / "served.pem").write_bytes(material.bundle_pem)
    assert installed_bundle(data) == material.bundle_pem


def test_what_is_put_there_is_trusted_and_what_is_no_certificate_is_told(tmp_path: Path) -> None:
    assert installed_bundle(tmp_path) == b""
    folder = tmp_path / "trust"
    folder.mkdir()
    material = load_operator(*write_operator(tmp_path))
    (folder / "theirs.pem").write_bytes(material.bundle_pem)
    assert installed_bundle(tmp_path) == material.bundle_pem
    (folder / "empty.pem").write_bytes(b"")
    with pytest.raises(KeyMaterialError, match=r"empty\.pem"):
        installed_bundle(tmp_path)
    (folder / "empty.pem").unlink()
    (folder / "large.pem").write_bytes(material.bundle_pem * 2_000)
    with pytest.raises(KeyMaterialError, match=r"large\.pem is larger than"):
        installed_bundle(tmp_path)
    (folder / "large.pem").unlink()
    (folder / "folder.pem").mkdir()
    with pytest.raises(KeyMaterialError, match=r"folder\.pem cannot be read"):
        installed_bundle(tmp_path)
    (folder / "folder.pem").rmdir()
    os.mkfifo(folder / "pipe.pem")
    with pytest.raises(KeyMaterialError, match=r"pipe\.pem cannot be read"):
        installed_bundle(tmp_path)
