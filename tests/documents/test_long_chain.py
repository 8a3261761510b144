"""An operator's chain of any ordinary length signs PDFs, as outside tools see it; an absurd one is refused at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from gateway.documents.verification import verify
from gateway.signing import material as materials
from gateway.signing.authority import load_operator
from gateway.signing.material import KeyMaterialError, SignerMaterial
from tests.documents.conftest import Issued, issue
from tests.documents.examples import LAWFUL_QUITTANCE
from tests.documents.keys import Authority, authorities, new_key, write_operator, write_signer
from tests.documents.tooling import run

pytestmark = pytest.mark.outside


HOLE = re.compile(rb"/Contents <([0-9a-fA-F]+)>")


@pytest.fixture(scope="module", params=[2048, 3072, 4096])
def long_chain(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> SignerMaterial:
    """Root, intermediate and issuing authority with RSA keys, extended as public ones are; the signer's is P-256."""
    keys = [rsa.generate_private_key(65537, request.param) for _ in range(3)]
    above = authorities("Operator", keys, published=True)
    return load_operator(*write_signer(tmp_path_factory.mktemp("rsa"), above, published=True))


def test_two_rsa_intermediates_fit_and_outside_tools_accept(long_chain: SignerMaterial, tmp_path: Path) -> None:
    issued = issue(LAWFUL_QUITTANCE, long_chain)
    for content in (issued.xml, issued.pdf, issued.qr):
        assert verify(content, long_chain.bundle_pem).ok
    pdf, root, others = (tmp_path / name for name in ("signed.pdf", "root.pem", "others.pem"))
    pdf.write_bytes(issued.pdf)
    root.write_bytes(long_chain.chain[-1].public_bytes(Encoding.PEM))
    others.write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in long_chain.intermediates))
    told = run("pdfsig", "-nocert", pdf).stdout
    assert "Signature is Valid" in told
    assert "Total document signed" in told

    found = re.search(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)\]", issued.pdf)
    assert found is not None
    _, length, rest, _ = map(int, found.groups())
    content, signature = tmp_path / "content", tmp_path / "signature.der"
    content.write_bytes(issued.pdf[:length] + issued.pdf[rest:])
    signature.write_bytes(bytes.fromhex(issued.pdf[length + 1 : rest - 1].decode()))
    given = ("-binary", "-inform", "DER", "-in", signature, "-content", content, "-purpose", "any")
    finished = run("openssl", "cms", "-verify", "-cades", *given, "-CAfile", root, "-out", tmp_path / "out")
    assert finished.returncode == 0, finished.stderr

    xml = tmp_path / "signed.xml"
    xml.write_bytes(issued.xml)
    names = ("--id-attr:Id", "SignedProperties", "--id-attr:Id", "KeyInfo")
    checked = run("xmlsec1", "--verify", "--trusted-pem", root, "--untrusted-pem", others, *names, xml)
    assert checked.returncode == 0, checked.stderr


def test_a_time_stamp_of_4_kb_still_fits_beside_a_chain_that_needs_more_than_the_usual_room(
    long_chain: SignerMaterial,
) -> None:
    (hole,) = HOLE.findall(issue(LAWFUL_QUITTANCE, long_chain).pdf)
    used, key = len(hole.rstrip(b"0")), long_chain.chain[0].public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    if key.key_size == 2048:
        assert len(hole) == 8192, "it fits"
    else:
        assert used > 8192
        assert len(hole) - used >= 2 * 4000


def test_documents_of_shorter_chains_keep_their_size(issued: Issued, operator: SignerMaterial) -> None:
    for pdf in (issued.pdf, issue(LAWFUL_QUITTANCE, operator).pdf):
        assert [len(hole) for hole in HOLE.findall(pdf)] == [8192]


def test_a_chain_that_just_does_not_fit_the_usual_room_gets_more(
    operator: SignerMaterial, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from gateway.signing import pades

    needed = len(HOLE.findall(issue(LAWFUL_QUITTANCE, operator).pdf)[0].rstrip(b"0")) // 2
    for least in range(needed - 8, needed + 40, 4):
        monkeypatch.setattr(pades, "LEAST_ROOM", least)
        pades._signer.cache_clear()
        assert verify(issue(LAWFUL_QUITTANCE, operator).pdf, operator.bundle_pem).ok
    pades._signer.cache_clear()


def chain_of(number: int) -> list[Authority]:
    return authorities("Operator", [new_key() for _ in range(number)])


def test_a_chain_that_no_verifier_takes_is_refused_at_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    longest = load_operator(*write_signer(tmp_path / "nine", chain_of(9)))
    issued = issue(LAWFUL_QUITTANCE, longest)
    for content in (issued.xml, issued.pdf, issued.qr):
        assert verify(content, longest.bundle_pem).ok
    with pytest.raises(KeyMaterialError, match=r"has 11 certificates .* a shorter chain"):
        load_operator(*write_signer(tmp_path / "ten", chain_of(10)))
    monkeypatch.setattr(materials, "LARGEST_CHAIN", 1000)
    with pytest.raises(KeyMaterialError, match=r"of 1000 bytes, each .* a shorter chain"):
        load_operator(*write_operator(tmp_path))
