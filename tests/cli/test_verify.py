"""`dumgate verify`: what an archivist sees, and what no stranger can make him see."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.documents.kind_names import signed_names
from gateway.signing.authority import load_or_create_sandbox
from gateway.signing.pades import sign_pdf
from gateway.signing.xades import sign_xml
from renderers.quittance_xml import render_quittance_xml
from tests.documents.conftest import Issued, issue
from tests.documents.examples import LAWFUL_QUITTANCE, NOON, QUITTANCE
from tests.documents.odd_certificates import common, holder

pytestmark = pytest.mark.service


SPOOF = "\x1b[2J\x1b[H\x1b[32m\u2714 quittance.xml (xml)\r\n\u202egpj.\u2066"
DIRECTIONS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    load_or_create_sandbox(folder / "keys")
    return folder


@pytest.fixture(scope="module")
def document(data: Path) -> Issued:
    return issue(QUITTANCE, load_or_create_sandbox(data / "keys"))


def run(*arguments: str | Path, language: str = "en") -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own, with all that it writes."""
    environment = {**os.environ, "LANG": f"{language}.UTF-8", "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "gateway", "verify", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, env=environment, timeout=60)


def fit_for_a_screen(told: bytes) -> bool:
    """Whether there are nothing but printable characters and line ends, and none that turns the direction."""
    text = told.decode("utf-8")
    return all(line.isprintable() for line in text.split("\n")) and not set(text) & DIRECTIONS


def test_each_form_is_genuine_for_the_installation_that_issued_it(data: Path, document: Issued, tmp_path: Path) -> None:
    for name, content in (("q.xml", document.xml), ("q.pdf", document.pdf), ("q.txt", document.qr.encode())):
        (tmp_path / name).write_bytes(content)
        finished = run(tmp_path / name, "--data", data, "--expect", "quittance", "--strict")
        assert finished.returncode == 0, finished.stderr
        assert "✔ SPECIMEN" in finished.stdout.decode()
        assert not finished.stderr
    other = run(tmp_path / "q.xml", "--data", data, "--expect", "certificate")
    assert other.returncode == 1
    assert "another kind" in other.stdout.decode()


def test_what_cannot_be_used_is_told_in_a_line(data: Path, tmp_path: Path) -> None:
    (tmp_path / "q.xml").write_bytes(b"<a/>")
    for arguments, said in (
        ((tmp_path / "q.xml", "--data", data, "--expect", "receipt"), "quittance"),
        ((tmp_path / "none.xml", "--data", data), "No such file"),
        ((tmp_path / "q.xml", "--data", tmp_path / "empty"), "--root"),
        ((tmp_path / "q.xml", "--root", tmp_path / "q.xml"), "PEM"),
    ):
        finished = run(*arguments)
        assert finished.returncode == 2
        assert said in finished.stderr.decode()
        assert len(finished.stderr.decode().splitlines()) == 1
    for kind in signed_names():
        assert kind in run("--help").stdout.decode()


@pytest.mark.parametrize("as_json", [False, True])
def test_a_stranger_writes_nothing_on_the_screen_and_leaves_no_traceback(
    as_json: bool, data: Path, tmp_path: Path
) -> None:
    stranger = holder(common(SPOOF), holder(common(SPOOF), authority=True))
    made = issue(LAWFUL_QUITTANCE, stranger.material)
    root = tmp_path / "stranger.pem"
    root.write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in stranger.above))
    for name, content in ((f"{SPOOF[:6]}q.xml", made.xml), ("q\u202e.pdf", made.pdf)):
        file = tmp_path / name
        file.write_bytes(content)
        for trusted, code in ((["--data", data], 1), (["--root", root], 0)):
            finished = run(file, *trusted, *(["--json"] if as_json else []))
            assert finished.returncode == code
            assert fit_for_a_screen(finished.stdout)
            assert not finished.stderr
            if as_json:
                assert json.loads(finished.stdout)["ok"] is (code == 0)
            else:
                assert finished.stdout.decode().splitlines()[0].startswith("✘" if code else "✔")


def test_a_pdf_without_a_signature_is_not_signed_and_nothing_else(data: Path, document: Issued, tmp_path: Path) -> None:
    file = tmp_path / "plain.pdf"
    for content in (document.unsigned_pdf, b"%PDF-1.4\n1 0 obj\n<</Type/Catalog>>\nendobj\n", b"%PDF-1.7 /ByteRange"):
        file.write_bytes(content)
        told = json.loads(run(file, "--data", data, "--json").stdout)
        assert told["problems"] == ["unsigned"]


def test_a_neighbour_under_the_same_root_is_told_apart_from_a_forger(tmp_path: Path) -> None:
    root = holder(common("National root"), authority=True)
    customs, neighbour = holder(common("Customs"), root), holder(common("Jean Dupont"), root)
    bundle, alone = tmp_path / "bundle.pem", tmp_path / "root.pem"
    bundle.write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in (root.certificate, customs.certificate)))
    alone.write_bytes(root.certificate.public_bytes(Encoding.PEM))
    file = tmp_path / "q.xml"
    file.write_bytes(sign_xml(render_quittance_xml(LAWFUL_QUITTANCE), neighbour.material, NOON))
    refused = run(file, "--root", bundle)
    assert refused.returncode == 1
    assert "fetch the bundle anew" in refused.stdout.decode()
    assert run(file, "--root", alone).returncode == 0
    strict = run(file, "--root", alone, "--strict")
    assert strict.returncode == 1
    assert "give the whole bundle" in strict.stdout.decode()


def test_a_form_field_is_no_reason_for_a_traceback(data: Path, document: Issued, tmp_path: Path) -> None:
    """A PDF that an unknown signer signed, whose insides nobody looks at."""
    stranger = holder(common("stranger"), holder(common("their root"), authority=True))
    file = tmp_path / "theirs.pdf"
    file.write_bytes(sign_pdf(document.unsigned_pdf, stranger.material, NOON))
    finished = run(file, "--data", data)
    assert finished.returncode == 1
    assert not finished.stderr
    assert "CN=stranger" in finished.stdout.decode()
