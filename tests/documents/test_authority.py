"""Keys: made once, whole or not at all, for their owner's eyes only; never a sandbox's where a real one belongs."""

from __future__ import annotations

import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from gateway.signing.authority import load_operator, load_or_create_sandbox
from gateway.signing.material import (
    KeyMaterialError,
    MixedAuthorityError,
    SignerMaterial,
    TrustBundle,
    is_specimen,
    refuse_mixed,
    self_signed,
)
from gateway.signing.xades import sign_xml
from renderers.quittance_xml import render_quittance_xml
from tests.documents.conftest import sealed
from tests.documents.examples import LAWFUL_QUITTANCE, QUITTANCE
from tests.documents.keys import certificate, new_key, write_operator
from tests.documents.tooling import run

pytestmark = pytest.mark.service


START = """
import sys
from pathlib import Path
from gateway.signing.authority import load_or_create_sandbox
print(load_or_create_sandbox(Path(sys.argv[1])).thumbprint)
"""
KILLED = """
import os, signal
calls, real = 0, os.fsync
def fsync(descriptor):
    global calls
    calls += 1
    if calls == {number}:
        os.kill(os.getpid(), signal.SIGKILL)
    real(descriptor)
os.fsync = fsync
"""


def test_two_starts_give_the_same_keys_and_only_the_owner_reads_them(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "authority"
    first, second = load_or_create_sandbox(folder), load_or_create_sandbox(folder)
    assert first.thumbprint == second.thumbprint
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert modes["root-key.pem"] == modes["signing-key.pem"] == 0o600
    assert [path.name for path in folder.parent.iterdir()] == ["authority"], "no drafts are left"


@pytest.mark.parametrize("number", [1, 2, 4, 5, 6])
def test_a_start_killed_at_any_point_leaves_no_half_written_key(tmp_path: Path, number: int) -> None:
    folder = tmp_path / "authority"
    killed = subprocess.run([sys.executable, "-c", KILLED.format(number=number) + START, folder], capture_output=True)
    assert killed.returncode == -9
    assert not folder.exists() or (folder / "signing-key.pem").stat().st_size > 200
    assert load_or_create_sandbox(folder).specimen


def test_starts_at_the_same_time_agree_on_one_authority(tmp_path: Path) -> None:
    folder = tmp_path / "authority"
    starts = [
        subprocess.Popen([sys.executable, "-c", START, folder], stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    printed = {start.communicate(timeout=60)[0].strip() for start in starts}
    assert printed == {load_or_create_sandbox(folder).thumbprint}


def test_every_certificate_of_a_sandbox_says_specimen_and_the_bundle_begins_with_its_root(
    sandbox: SignerMaterial,
) -> None:
    bundle = TrustBundle.from_pem(sandbox.bundle_pem)
    assert len(bundle.roots) == 1
    assert all(is_specimen(each) for each in (*bundle.roots, *bundle.helpers))
    assert all("SPECIMEN" in part.rfc4514_string() for part in sandbox.certificate.subject.rdns)
    assert b"PRIVATE" not in sandbox.bundle_pem


def test_operator_chain_is_loaded_and_its_bundle_trusts_only_the_root(operator: SignerMaterial) -> None:
    bundle = TrustBundle.from_pem(operator.bundle_pem)
    assert [self_signed(each) for each in bundle.roots] == [True]
    assert len(bundle.helpers) == 2
    assert not operator.specimen


def test_unusable_operator_files_are_refused_with_the_reason(tmp_path: Path) -> None:
    key, chain = write_operator(tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(KeyMaterialError, match="not the one of the signing certificate"):
        load_operator(write_operator(other)[0], chain)
    with pytest.raises(KeyMaterialError, match="cannot be read"):
        load_operator(tmp_path / "absent.pem", chain)
    with pytest.raises(KeyMaterialError, match="holds no certificates"):
        load_operator(key, key)
    pems = chain.read_bytes().split(b"-----BEGIN")
    chain.write_bytes(b"-----BEGIN".join([b"", pems[1], pems[3]]))
    with pytest.raises(KeyMaterialError, match="was not issued by"):
        load_operator(key, chain)
    chain.write_bytes(b"-----BEGIN" + pems[1])
    with pytest.raises(KeyMaterialError, match="self-signed root"):
        load_operator(key, chain)
    key.chmod(0o644)
    with pytest.raises(KeyMaterialError, match="may be read by others"):
        load_operator(key, chain)


def test_a_damaged_sandbox_folder_is_not_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "authority"
    load_or_create_sandbox(folder)
    (folder / "signing-key.pem").write_bytes(b"")
    with pytest.raises(KeyMaterialError, match="no readable private key"):
        load_or_create_sandbox(folder)


def test_sandbox_and_real_are_never_mixed(sandbox: SignerMaterial, operator: SignerMaterial) -> None:
    refuse_mixed(True, sandbox)
    refuse_mixed(False, operator)
    with pytest.raises(MixedAuthorityError, match="is no SPECIMEN"):
        refuse_mixed(True, operator)
    with pytest.raises(MixedAuthorityError, match="is a SPECIMEN"):
        refuse_mixed(False, sandbox)


def test_a_specimen_signer_under_a_real_root_is_refused_both_ways(tmp_path: Path) -> None:
    mixed = load_operator(*write_operator(tmp_path, "Real"))
    folder = tmp_path / "specimen"
    folder.mkdir()
    specimen = load_operator(*write_operator(folder, "SPECIMEN"))
    assert specimen.specimen
    refuse_mixed(True, specimen)
    for sandbox in (True, False):
        with pytest.raises(MixedAuthorityError):
            refuse_mixed(sandbox, specimen if not sandbox else mixed)


def test_documents_are_signed_and_sealed_only_by_their_own_kind_of_key(
    sandbox: SignerMaterial, operator: SignerMaterial
) -> None:
    with pytest.raises(MixedAuthorityError):
        sign_xml(render_quittance_xml(QUITTANCE), operator)
    with pytest.raises(MixedAuthorityError):
        sign_xml(render_quittance_xml(LAWFUL_QUITTANCE), sandbox)
    with pytest.raises(MixedAuthorityError):
        sealed(QUITTANCE, operator)


def test_sandbox_certificates_hold_on_any_day_a_moved_clock_may_show(sandbox: SignerMaterial) -> None:
    for each in sandbox.path:
        assert each.not_valid_before_utc < datetime(2020, 1, 2, tzinfo=UTC)
        assert each.not_valid_after_utc > datetime(2049, 1, 1, tzinfo=UTC)


def test_a_sandbox_root_permits_none_but_specimens(tmp_path: Path) -> None:
    material = load_or_create_sandbox(tmp_path / "keys")
    (root,) = material.chain
    constraints = root.extensions.get_extension_for_class(x509.NameConstraints)
    assert constraints.critical
    root_key = load_pem_private_key((tmp_path / "keys" / "root-key.pem").read_bytes(), None)
    assert isinstance(root_key, EllipticCurvePrivateKey)
    official = certificate("Customs signer", new_key(), (root, root_key), authority=False)
    names = {"root": root, "genuine": material.certificate, "official": official}
    for name, each in names.items():
        (tmp_path / name).write_bytes(each.public_bytes(Encoding.PEM))
    assert run("openssl", "verify", "-CAfile", tmp_path / "root", tmp_path / "genuine").returncode == 0
    refused = run("openssl", "verify", "-CAfile", tmp_path / "root", tmp_path / "official")
    assert "permitted subtree violation" in refused.stderr
