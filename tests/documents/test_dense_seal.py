"""What a QR code says is short and one way to say a seal; the seal of an earlier code says itself."""

from __future__ import annotations

import re
from base64 import b32decode, b32encode
from dataclasses import replace

import pytest

from gateway.documents.verification import verify
from gateway.signing import seal
from gateway.signing.dense_seal import FACTS, as_jws, dense
from gateway.signing.material import SignerMaterial
from renderers.records import Payer
from tests.documents.conftest import EARLIER, Issued, sealed
from tests.documents.examples import NOON, QUITTANCE, WIDE_QUITTANCE
from tests.documents.family import CERTIFICATE, NOTICE
from tests.renderers.printed_form.samples import IMPORT, document

RECORDS = {
    "quittance": QUITTANCE,
    "quittance-widest": WIDE_QUITTANCE,
    "certificate": CERTIFICATE,
    "dasf": NOTICE,
    "dum": document(IMPORT.read_bytes()),
}
ROOM = 311
"""Characters of the alphanumeric mode in a code of 57 modules with error correction M (ISO/IEC 18004, table 7)."""


@pytest.mark.parametrize("name", RECORDS)
def test_the_code_of_each_kind_has_57_modules_at_most(name: str, sandbox: SignerMaterial) -> None:
    text = sealed(RECORDS[name], sandbox)
    assert re.fullmatch(r"[0-9A-Z $%*+./:-]+", text)
    assert len(text) <= ROOM
    report = verify(text, sandbox.bundle_pem)
    assert (report.ok, report.facts["number"]) == (True, RECORDS[name].number)
    assert dense(as_jws(text)) == text


def test_facts_are_sealed_anew_until_their_code_is_clear(
    sandbox: SignerMaterial, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def third(text: str) -> bool:
        seen.append(text)
        return len(seen) == 3

    monkeypatch.setattr(seal, "is_clear", third)
    assert sealed(QUITTANCE, sandbox) == seen[2]
    assert len(set(seen)) == 3
    monkeypatch.setattr(seal, "is_clear", lambda _: False)
    assert verify(sealed(QUITTANCE, sandbox), sandbox.bundle_pem, NOON).ok


@pytest.mark.parametrize("ice", ["00156119 1000048", "ice", "-", "شركة", "1\n2"])
def test_a_fact_in_other_characters_makes_a_code_as_of_earlier_releases(ice: str, sandbox: SignerMaterial) -> None:
    text = sealed(replace(QUITTANCE, payer=Payer("A", ice, None, None)), sandbox)
    assert text.startswith("ey")
    report = verify(text, sandbox.bundle_pem)
    assert (report.ok, report.facts["payer_ice"]) == (True, ice.replace("\n", " ") if report.ok else ice)


def test_no_second_text_says_the_same_seal(issued: Issued, sandbox: SignerMaterial) -> None:
    *words, binary = issued.qr.split(" ")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    other = binary[:-1] + letters[letters.index(binary[-1]) ^ 1]
    assert b32decode(other + "===") == b32decode(binary + "===")
    for text in (
        " ".join([*words, other]),
        issued.qr.replace(" ", "  ", 1),
        issued.qr.replace("QUITTANCE", "Quittance"),
        issued.qr.replace("QUITTANCE", "quittance"),
        issued.qr.replace(" - 1 ", " - 2 "),
        issued.qr.replace(" - 1 ", " 1 "),
        issued.qr + "===",
        issued.qr[:-1],
        issued.qr.replace("DUM2", "DUM3"),
    ):
        assert verify(text, sandbox.bundle_pem).problems == ("not_a_document",), text


@pytest.mark.parametrize("place", range(len(FACTS)))
def test_no_fact_can_be_changed_or_left_out(place: int, issued: Issued, sandbox: SignerMaterial) -> None:
    words = issued.qr.split(" ")
    for other in ("-", "1", "2026-11-24", "DUM"):
        if words[place + 1] != other:
            changed = " ".join([*words[: place + 1], other, *words[place + 2 :]])
            assert set(verify(changed, sandbox.bundle_pem, NOON).problems) & {"broken_signature", "not_a_document"}


def test_no_bit_of_what_is_signed_can_be_changed(issued: Issued, sandbox: SignerMaterial) -> None:
    *words, binary = issued.qr.split(" ")
    raw = bytearray(b32decode(binary + "==="))
    problems = set()
    for place in range(0, len(raw), 7):
        raw[place] ^= 1
        changed = b32encode(raw).decode().rstrip("=")
        problems.update(verify(" ".join([*words, changed]), sandbox.bundle_pem, NOON).problems)
        raw[place] ^= 1
    assert problems == {"unknown_signer", "broken_signature"}


def test_the_text_of_an_earlier_code_stays_as_it_is() -> None:
    text = (EARLIER / "quittance.qr.txt").read_text(encoding="ascii").strip()
    assert as_jws(text) == text


@pytest.mark.parametrize("number", range(4))
def test_a_dense_code_verifies_for_ever(number: int) -> None:
    text = (EARLIER / "codes.txt").read_text(encoding="ascii").splitlines()[number]
    report = verify(text, (EARLIER / "codes.pem").read_bytes())
    assert report.ok, report
    assert text.split()[1:4] == [report.facts["kind"].upper(), report.facts["number"], report.facts["dum_number"]]
