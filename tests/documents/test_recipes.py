"""The recipes for other programs accept every kind of signed document, and nothing that was changed or added."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from gateway.signing.authority import load_operator, load_or_create_sandbox
from gateway.signing.material import SignerMaterial
from gateway.signing.xades import sign_xml
from renderers.quittance_xml import render_quittance_xml
from tests.documents.conftest import EARLIER
from tests.documents.every_kind import SAMPLES
from tests.documents.examples import LAWFUL_QUITTANCE, NOON, QUITTANCE
from tests.documents.keys import careless, write_operator
from tests.documents.recipes import RECIPES, Told, section, tell
from tests.documents.test_xml_attacks import ATTACKS
from tests.documents.tooling import NODE_MODULES

pytestmark = pytest.mark.outside


def _one_letter(pattern: bytes) -> Callable[[bytes], bytes]:
    """Changes the last letter of what the pattern's group finds into another one."""

    def change(signed: bytes) -> bytes:
        found = re.search(pattern, signed)
        assert found, pattern
        at = found.end(1) - 1
        other = b"1" if signed[at : at + 1] != b"1" else b"2"
        return signed[:at] + other + signed[at + 1 :]

    return change


CHANGES = {
    "content": _one_letter(rb"<\w+At>(\d{4})"),
    "signing-time": _one_letter(rb"<xades:SigningTime>(\d{4})"),
    "key": _one_letter(rb"<ds:X509Certificate>([\w+/]{20})"),
    "signature": _one_letter(rb"<ds:SignatureValue>([\w+/])"),
    "digest": _one_letter(rb"<ds:DigestValue>([\w+/])"),
}
"""One letter each, somewhere that a signature must cover."""


def _added_to_the_signature(signed: bytes) -> bytes:
    """An element in the part of the signature that no reference names: another time, for who takes the first."""
    time = b"<xades:SigningTime>2020-01-01T00:00:00Z</xades:SigningTime>"
    return signed.replace(b"<ds:Object>", b"<ds:Object>" + time)


def _with_a_comment(signed: bytes) -> bytes:
    return signed.replace(b"<Amount>723452.00<", b"<Amount>7<!-- -->23452.00<")


def _documents(sandbox: SignerMaterial, operator: SignerMaterial) -> Iterator[tuple[str, bytes]]:
    for name, sample in SAMPLES.items():
        signed = sign_xml(sample.render(), sandbox, NOON)
        yield name, signed
        yield from ((f"{name}.{change}", apply(signed)) for change, apply in CHANGES.items())
    yield "issued-earlier", (EARLIER / "quittance.xml").read_bytes()
    yield "with-intermediates", sign_xml(render_quittance_xml(LAWFUL_QUITTANCE), operator, NOON)
    quittance = sign_xml(render_quittance_xml(QUITTANCE), sandbox, NOON)
    for attack in (*ATTACKS, _added_to_the_signature, _with_a_comment):
        yield attack.__name__, attack(quittance)


@pytest.fixture(scope="module", params=list(RECIPES))
def told(
    request: pytest.FixtureRequest,
    sandbox: SignerMaterial,
    operator: SignerMaterial,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Told]:
    """What one recipe says of all documents; started once, since that is what costs."""
    folder = tmp_path_factory.mktemp("recipe")
    ended = load_operator(*write_operator(folder, "Ended", until=datetime(2027, 1, 1, tzinfo=UTC)))
    strange = load_or_create_sandbox(folder / "another-sandbox")
    files = dict(_documents(sandbox, operator))
    files["before-the-end"] = sign_xml(render_quittance_xml(LAWFUL_QUITTANCE), ended, NOON)
    files["after-the-end"] = sign_xml(
        render_quittance_xml(LAWFUL_QUITTANCE), careless(ended), datetime(2028, 1, 1, tzinfo=UTC)
    )
    files["another-sandbox"] = sign_xml(render_quittance_xml(QUITTANCE), strange, NOON)
    files["unsigned"] = render_quittance_xml(QUITTANCE)
    files["no-xml"] = b"%PDF-1.7\n"
    files["nothing"] = b""
    bundles = (sandbox.bundle_pem, operator.bundle_pem, ended.bundle_pem, (EARLIER / "trust-bundle.pem").read_bytes())
    return tell(request.param, b"".join(bundles), files, folder)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_kind_of_document_is_read(name: str, told: dict[str, Told]) -> None:
    assert told[name] == Told(SAMPLES[name].root, NOON.replace(microsecond=0))


@pytest.mark.parametrize("name", ["issued-earlier", "with-intermediates", "before-the-end"])
def test_so_are_documents_of_other_signers_in_the_bundle(name: str, told: dict[str, Told]) -> None:
    assert told[name] == Told("Quittance", NOON.replace(microsecond=0))


def test_nothing_else_is_accepted(told: dict[str, Told]) -> None:
    genuine = {*SAMPLES, "issued-earlier", "with-intermediates", "before-the-end"}
    assert {name for name, each in told.items() if each.refused is None} == genuine
    assert len(told) > len(genuine) + len(SAMPLES) * len(CHANGES) + len(ATTACKS), "or nothing was tried"


def test_refusals_tell_the_reason(told: dict[str, Told]) -> None:
    nobody, changed = "signed by nobody whom the trust bundle names", "was changed|Invalid digest|invalid signature"
    for name in SAMPLES:
        assert told[f"{name}.key"].refused == nobody
        for change in ("content", "signing-time", "signature", "digest"):
            assert re.search(changed, told[f"{name}.{change}"].refused or ""), (name, change)
    assert told["another-sandbox"].refused == nobody
    assert re.search("Signature", told["unsigned"].refused or "")
    assert re.search("NotAfter|certificate not valid then", told["after-the-end"].refused or "")


def test_the_page_names_the_versions_that_are_tried() -> None:
    wanted = json.loads((NODE_MODULES.parent / "package.json").read_text(encoding="utf-8"))["dependencies"]
    named = dict(
        each.rsplit("@", 1)
        for heading in RECIPES
        for line in re.findall(r"^npm install (.+)$", section(heading), re.MULTILINE)
        for each in line.split()
    )
    assert named == wanted


def test_the_lock_has_a_hash_for_each_package_and_names_no_registry() -> None:
    packages = json.loads((NODE_MODULES.parent / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert all(each["integrity"].startswith("sha512-") for name, each in packages.items() if name)
    assert not [name for name, each in packages.items() if "resolved" in each or each.get("hasInstallScript")]
