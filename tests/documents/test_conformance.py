"""veraPDF says PDF/A-3a and PDF/UA-1 for every variant, signed; and it does find faults that were put in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from gateway.signing.material import SignerMaterial
from gateway.signing.pades import sign_pdf
from renderers.records import Quittance
from tests.documents.conftest import Issued, issue
from tests.documents.examples import NOON, QUITTANCES
from tests.documents.tooling import need
from tests.scripts import verapdf

pytestmark = pytest.mark.service


FAULTS: dict[str, tuple[Callable[[pikepdf.Pdf], Any], str]] = {
    "no-marks": (lambda pdf: pdf.Root.__delitem__("/MarkInfo"), "3a"),
    "no-relationship": (lambda pdf: pdf.Root.AF[0].__delitem__("/AFRelationship"), "3a"),
    "script": (
        lambda pdf: pdf.Root.__setitem__(
            "/OpenAction", pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("1"))
        ),
        "3a",
    ),
    "no-language": (lambda pdf: pdf.Root.__delitem__("/Lang"), "ua1"),
    "no-title-shown": (lambda pdf: pdf.Root.__delitem__("/ViewerPreferences"), "ua1"),
}


@pytest.fixture(scope="module")
def verdicts(
    tmp_path_factory: pytest.TempPathFactory,
    issued: Issued,
    sandbox: SignerMaterial,
    signer_for: Callable[[Quittance], SignerMaterial],
) -> dict[str, dict[str, Any]]:
    """All verdicts from one batch: starting the JVM is what costs."""
    need(verapdf.missing())
    folder = tmp_path_factory.mktemp("verapdf")
    content = {f"good-{number}": issue(each, signer_for(each)).pdf for number, each in enumerate(QUITTANCES)}
    content["unsigned"] = issued.unsigned_pdf
    content["resigned"] = sign_pdf(issued.unsigned_pdf + b"\n", sandbox, NOON)
    for name, made in content.items():
        (folder / f"{name}.pdf").write_bytes(made)
    for name, (damage, _) in FAULTS.items():
        with pikepdf.open(folder / "unsigned.pdf") as pdf:
            damage(pdf)
            pdf.save(folder / f"{name}.pdf")
    with pikepdf.open(folder / "unsigned.pdf") as pdf:
        pdf.save(folder / "resaved.pdf")
    found = verapdf.validate(sorted(folder.glob("*.pdf")))
    return {path.stem: verdict for path, verdict in found.items()}


def test_every_variant_conforms_to_both(verdicts: dict[str, dict[str, Any]]) -> None:
    good = {name: told for name, told in verdicts.items() if name not in FAULTS}
    assert len(good) == len(QUITTANCES) + 3
    faults = {
        (name, flavour): verdict["failures"]
        for name, told in good.items()
        for flavour, verdict in told.items()
        if not verdict["compliant"]
    }
    assert faults == {}


@pytest.mark.parametrize("name", FAULTS)
def test_the_oracle_finds_a_fault_that_was_put_in(name: str, verdicts: dict[str, dict[str, Any]]) -> None:
    verdict = verdicts[name][FAULTS[name][1]]
    assert not verdict["compliant"]
    assert verdict["failures"], "and says which clause"


def test_a_missing_newline_before_the_signature_would_be_found(
    verdicts: dict[str, dict[str, Any]], issued: Issued, sandbox: SignerMaterial, tmp_path: Path
) -> None:
    """What `sign_pdf` prevents: after a PDF that ends without a newline, as Typst's do, objects follow on its line."""
    ended = issued.unsigned_pdf.removesuffix(b"\n")
    at = len(ended)
    signed = sign_pdf(ended, sandbox, NOON)
    assert signed[at : at + 1] == b"\n"
    assert verdicts["unsigned"]["3a"]["compliant"]
    path = tmp_path / "glued.pdf"
    path.write_bytes(signed[:at] + signed[at + 1 :])
    assert not verapdf.validate([path])[path]["3a"]["compliant"]
