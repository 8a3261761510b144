"""The bundle that is served: the chain that signs first, and all that was ever served; it only grows, within bounds."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from structlog.testing import capture_logs

from gateway.documents.verification import verify
from gateway.signing.authority import load_operator, load_or_create_sandbox
from gateway.signing.material import KeyMaterialError, SignerMaterial, TrustBundle
from gateway.trust import served as serving
from gateway.trust.served import Served
from tests.checkout import CHECKOUT
from tests.documents.conftest import issue
from tests.documents.examples import LAWFUL_QUITTANCE
from tests.documents.keys import authorities, new_key, write_operator, write_signer

pytestmark = pytest.mark.service


def operator_of(folder: Path, name: str = "Operator") -> SignerMaterial:
    folder.mkdir(parents=True, exist_ok=True)
    return load_operator(*write_operator(folder, name))


def served(data: Path, material: SignerMaterial, specimen: bool = False) -> Served:
    """As a start serves it."""
    bundle = Served(data, material, specimen)
    bundle.grow()
    return bundle


def pem(certificates: Iterable[x509.Certificate]) -> bytes:
    return b"".join(each.public_bytes(Encoding.PEM) for each in certificates)


def test_a_first_start_serves_its_chain_the_root_first(tmp_path: Path) -> None:
    material = operator_of(tmp_path / "keys-1")
    assert served(tmp_path / "data", material).pem == material.bundle_pem


def test_after_changes_of_key_all_documents_verify_and_the_present_root_comes_first(tmp_path: Path) -> None:
    data, same_name = tmp_path / "data", [operator_of(tmp_path / f"keys-{number}") for number in range(3)]
    for material in same_name:
        bundle = served(data, material)
        assert bundle.certificates[:3] == tuple(reversed(material.path))
    assert bundle.certificates[3:] == tuple(each for material in same_name[:2] for each in reversed(material.path)), (
        "those of before in the order in which they came"
    )
    for material in same_name:
        issued = issue(LAWFUL_QUITTANCE, material)
        assert [verify(each, bundle.pem).problems for each in (issued.xml, issued.pdf, issued.qr)] == [(), (), ()]
    assert served(data, same_name[2]).pem == bundle.pem, "the same again"
    assert set(served(data, same_name[0]).certificates) == set(bundle.certificates), "an old key again"


def test_a_new_signer_under_the_same_root_adds_one_certificate(tmp_path: Path) -> None:
    above = authorities("Operator", [new_key(), new_key()])
    first, second = (load_operator(*write_signer(tmp_path / name, above)) for name in ("first", "second"))
    served(tmp_path / "data", first)
    assert served(tmp_path / "data", second).certificates == (*reversed(second.path), first.certificate)


def test_what_the_operator_trusts_besides_is_served_and_stays(tmp_path: Path) -> None:
    data, material = tmp_path / "data", operator_of(tmp_path / "own")
    extra = operator_of(tmp_path / "extra", "Extra").chain
    (data / "trust").mkdir(parents=True)
    (data / "trust" / "extra.pem").write_bytes(pem(extra) + pem(extra[:1]))
    (data / "trust" / "broken.pem").write_text("-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n")
    with capture_logs() as logs:
        bundle = served(data, material)
    assert bundle.certificates == (*reversed(material.path), *extra)
    assert [str(data / "trust" / "broken.pem") in each["problem"] for each in logs] == [True]
    (data / "trust" / "broken.pem").rename(data / "trust" / "\x1b[2Jbroken.pem")
    with capture_logs() as logs:
        served(data, material)
    assert [each["problem"].isprintable() for each in logs] == [True]
    (data / "trust" / "extra.pem").unlink()
    assert served(data, material).pem == bundle.pem


def test_a_sandbox_serves_specimens_and_a_real_administration_serves_none(tmp_path: Path) -> None:
    data = tmp_path / "data"
    sandbox, real = load_or_create_sandbox(data / "keys"), operator_of(tmp_path / "real")
    (data / "trust").mkdir()
    (data / "trust" / "real.pem").write_bytes(real.bundle_pem)
    with capture_logs() as logs:
        assert served(data, sandbox, specimen=True).pem == sandbox.bundle_pem
    assert {each["event"] for each in logs} == {"not served by a sandbox"}
    (data / "trust" / "copy.pem").write_bytes(sandbox.bundle_pem)
    assert served(data, real).pem == real.bundle_pem
    assert served(data, sandbox, specimen=True).pem == sandbox.bundle_pem, "and back"


def test_what_was_served_is_on_the_disk_before_it_is_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, first, second = tmp_path / "data", operator_of(tmp_path / "first"), operator_of(tmp_path / "second")
    served(data, first)
    with monkeypatch.context() as patch:
        patch.setattr("os.rename", lambda *_, **__: (_ for _ in ()).throw(OSError(28, "disk full")))
        with pytest.raises(KeyMaterialError, match="cannot be written: disk full"):
            served(data, second)
    assert served(data, first).pem == first.bundle_pem
    assert sorted(each.name for each in (data / "trust").iterdir()) == ["real", "served.pem"]


def test_what_another_one_keeps_meanwhile_is_not_lost(tmp_path: Path) -> None:
    data = tmp_path / "data"
    first, second, third = (operator_of(tmp_path / name, name) for name in ("first", "second", "third"))
    served(data, first)
    collecting, adding = Served(data, second, False), Served(data, third, False)
    adding.grow()
    collecting.grow()
    everything = {*first.path, *second.path, *third.path}
    assert set(collecting.certificates) == set(served(data, first).certificates) == everything


GROWING = """
import sys
from pathlib import Path
from gateway.signing.authority import load_operator
from gateway.trust.served import Served

data, *folders = map(Path, sys.argv[1:])
materials = [load_operator(each / "key.pem", each / "chain.pem") for each in folders]
bundle = Served(data, materials[0], False)
print("ready", flush=True)
sys.stdin.readline()
for material in materials:
    for certificate in material.path:
        bundle.grow([certificate])
"""


def test_processes_that_grow_it_at_once_lose_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    materials = [operator_of(tmp_path / f"keys-{number}", f"Operator {number}") for number in range(12)]
    folders = [str(tmp_path / f"keys-{number}") for number in range(12)]
    command = [sys.executable, "-c", GROWING, str(data)]
    processes = [
        subprocess.Popen([*command, *folders[part::2]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=CHECKOUT)
        for part in range(2)
    ]
    for each in processes:
        assert each.stdout is not None and each.stdout.readline() == b"ready\n"
    for each in processes:
        assert each.stdin is not None
        each.stdin.write(b"\n")
        each.stdin.flush()
    for each in processes:
        each.communicate(timeout=60)
        assert each.returncode == 0
    assert set(Served(data, materials[0], False).certificates) == {c for each in materials for c in each.path}


def test_a_damaged_bundle_is_told_and_not_overwritten(tmp_path: Path) -> None:
    data, material = tmp_path / "data", operator_of(tmp_path / "own")
    served(data, material)
    (data / "trust" / "served.pem").write_bytes(b"")
    with pytest.raises(KeyMaterialError, match=r"served\.pem holds no certificates: .*Restore it from a backup"):
        served(data, operator_of(tmp_path / "next"))


def test_a_bundle_that_no_verifier_would_take_is_refused_at_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, materials = tmp_path / "data", [operator_of(tmp_path / name) for name in ("first", "second")]
    served(data, materials[0])
    monkeypatch.setattr(serving, "MOST_CERTIFICATES", 5)
    with pytest.raises(KeyMaterialError, match=r"would have 6 certificates .* Take files that are not needed out"):
        served(data, materials[1])
    assert TrustBundle.from_pem(served(data, materials[0]).pem).roots == materials[0].chain[-1:]
