"""The commands of docs/signatures.md, run as they are written: on genuine documents, on changed ones, years later."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.signing.authority import load_operator
from gateway.signing.dense_seal import as_jws
from gateway.signing.material import SignerMaterial
from tests.checkout import CHECKOUT
from tests.documents.conftest import Issued, issue
from tests.documents.examples import LAWFUL_QUITTANCE
from tests.documents.family import FAMILY
from tests.documents.keys import write_operator
from tests.documents.tooling import need
from tests.renderers.printed_form.samples import IMPORT, document

pytestmark = pytest.mark.service


PAGE = (CHECKOUT / "docs" / "signatures.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^```sh\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
PROGRAMS = ("openssl", "xmlsec1", "xmllint", "pdfsig", "pdfdetach", "awk", "basenc")
XSD = {"quittance": "quittance", "certificate": "certificate", "dasf": "dasf", "dum": "dum_document"}


@dataclass(frozen=True)
class Desk:
    """A folder with a document in its forms and the bundle, under the names that the page uses."""

    folder: Path

    def put(self, xml: bytes, pdf: bytes, bundle: bytes) -> None:
        """The files of one document in place of those before."""
        for path in self.folder.iterdir():
            path.unlink()
        (self.folder / "schemas").symlink_to(CHECKOUT / "schemas")
        (self.folder / "trust-bundle.pem").write_bytes(bundle)
        (self.folder / "Q-1.quittance.xml").write_bytes(xml)
        for name in ("Q-1.pdf", "SPECIMEN-309Q20260000001.quittance.pdf"):
            (self.folder / name).write_bytes(pdf)

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        """The command in bash, which stops at the first step that fails; both outputs in one."""
        environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
        words = ["bash", "-euo", "pipefail", "-c", command]
        return subprocess.run(
            words,
            cwd=self.folder,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=60,
        )


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An empty desk; skipped where a program of the page is missing."""
    for each in PROGRAMS:
        need(None if shutil.which(each) else f"no {each}")
    (tmp_path / "desk").mkdir()
    return Desk(tmp_path / "desk")


def _with(beginning: str) -> str:
    """The one command of the page that begins so."""
    (found,) = [each for each in COMMANDS if each.startswith(beginning)]
    return found


SPLIT, CHAIN, PINNED = _with("awk"), _with("xmlsec1 --verify --trusted"), _with("xmlsec1 --verify --enabled")
PDFSIG, CMS, DETACH, HASH = _with("pdfsig"), _with("python3 - Q-1"), _with("pdfdetach"), _with("openssl dgst")
APART, SEALED = _with("python3 - code"), _with("openssl x509")
DUMGATE = _with("dumgate verify")


@pytest.fixture(scope="module", params=list(XSD))
def of_a_kind(request: pytest.FixtureRequest, sandbox: SignerMaterial, issued: Issued) -> tuple[str, Issued]:
    """One document of each kind that is issued as PDF, with the name of its XSD."""
    if request.param == "quittance":
        return "quittance", issued
    record = document(IMPORT.read_bytes()) if request.param == "dum" else FAMILY[request.param]
    return XSD[request.param], issue(record, sandbox)


def test_each_command_of_the_page_is_run_here() -> None:
    assert set(COMMANDS) == {DUMGATE, SPLIT, CHAIN, PINNED, PDFSIG, CMS, DETACH, HASH, APART, SEALED}


def test_commands_say_of_each_kind_what_the_page_promises(
    desk: Desk, of_a_kind: tuple[str, Issued], sandbox: SignerMaterial
) -> None:
    xsd, made = of_a_kind
    desk.put(made.xml, made.pdf, sandbox.bundle_pem)

    def told(command: str) -> str:
        finished = desk.run(command.replace("xsd/quittance.xsd", f"xsd/{xsd}.xsd"))
        assert finished.returncode == 0, finished.stdout
        return finished.stdout

    told(DUMGATE)
    assert "SPECIMEN sandbox signer" in told(SPLIT)
    by_chain = told(CHAIN)
    assert by_chain.startswith("OK\nSignedInfo References (ok/all): 3/3\n")
    assert "Q-1.quittance.xml validates" in by_chain
    assert told(PINNED).startswith("OK\nSignedInfo References (ok/all): 3/3\n")
    by_pdfsig = told(PDFSIG)
    assert all(each in by_pdfsig for each in ("Signature is Valid", "Total document signed", "ETSI.CAdES.detached"))
    assert "successful" in told(CMS)
    told(DETACH)
    (inside,) = [path for path in desk.folder.glob("*.xml") if path.name != "Q-1.quittance.xml"]
    assert inside.read_bytes() == made.xml
    assert told(HASH).strip() in desk.run(f"echo {as_jws(made.qr).split('.')[1]}== | basenc -d --base64url").stdout
    (desk.folder / "code.txt").write_text(made.qr, encoding="ascii")
    kid = told(APART)
    assert (desk.folder / "signed").read_text(encoding="ascii") == as_jws(made.qr).rpartition(".")[0]
    assert told(SEALED) == f"{kid}Verified OK\n"


def test_commands_refuse_what_was_changed(desk: Desk, issued: Issued, sandbox: SignerMaterial) -> None:
    at = len(issued.pdf) // 3
    changed = issued.pdf[:at] + bytes([issued.pdf[at] ^ 1]) + issued.pdf[at + 1 :]
    desk.put(issued.xml.replace(b"723452", b"723453"), changed, sandbox.bundle_pem)
    desk.run(SPLIT)
    for command in (DUMGATE, CHAIN, PINNED, CMS):
        assert desk.run(command).returncode != 0, command
    assert "Signature is Valid" not in desk.run(PDFSIG).stdout
    desk.put(issued.xml, issued.pdf + b"\n", sandbox.bundle_pem)
    desk.run(SPLIT)
    (desk.folder / "code.txt").write_text(issued.qr.replace("723452", "723453"), encoding="ascii")
    assert "Verified OK" not in desk.run(APART + SEALED).stdout
    assert "Total document signed" not in desk.run(PDFSIG).stdout
    for command in (DUMGATE, CMS):
        assert desk.run(command).returncode != 0, command


def test_commands_that_ask_for_one_signer_refuse_another_under_the_same_root(
    desk: Desk, operator: SignerMaterial, tmp_path: Path
) -> None:
    made = issue(LAWFUL_QUITTANCE, operator)
    desk.put(made.xml, made.pdf, operator.bundle_pem)
    desk.run(SPLIT)
    assert desk.run(CHAIN).returncode == 0, "the chain is in the signature"
    assert desk.run(CMS).returncode == 0
    assert desk.run(PINNED.replace("certificate-2", "certificate-3")).returncode == 0, "root, issuer, signer"
    assert desk.run(PINNED).returncode != 0, "certificate-2 is the issuer's"
    without = operator.bundle_pem.rpartition(b"-----BEGIN CERTIFICATE-----")[0]
    desk.put(made.xml, made.pdf, without)
    desk.run(SPLIT)
    assert desk.run(CMS).returncode != 0, "a bundle that does not name the signer"


def test_an_ended_certificate_is_judged_at_the_time_of_signing(desk: Desk, tmp_path: Path) -> None:
    """The page gives an option for each tool; without it they look at today's date."""
    signed_at, ended = datetime(2026, 2, 3, 12, 0, 7, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC)
    operator = load_operator(*write_operator(tmp_path, until=ended))
    made = issue(LAWFUL_QUITTANCE, operator, signed_at)
    desk.put(made.xml, made.pdf, operator.bundle_pem)
    desk.run(SPLIT)
    options = re.findall(r"^`(--[^`]+)` for xmlsec1, `(-[^`]+)` for openssl\.$", PAGE, re.MULTILINE)
    for command, option in zip((CHAIN, CMS), options[0], strict=True):
        assert desk.run(command).returncode != 0
        dated = re.sub(r"2026-11-25([ T])", r"2026-02-03\1", option)
        first, verify, rest = command.partition("--verify " if "--verify" in command else "-verify ")
        assert desk.run(f"{first}{verify}{dated} {rest}").returncode == 0, dated
    assert desk.run(PINNED.replace("certificate-2", "certificate-3")).returncode == 0, "asks for no date"
